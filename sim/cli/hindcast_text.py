"""What hindcast, constrain and evidence say to people."""

import csv
import math
import sys
from collections.abc import Sequence
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

from sim.cli.tables import band, heading, paragraph, shown, table
from sim.ground.weeks import CUT_OFF, START
from sim.record.calibration import Calibration
from sim.record.hindcast import Hindcast
from sim.record.hindcast_tables import biases, summary
from sim.record.posterior import Learnt, Witness
from sim.record.published import PublishedFigure
from sim.vocabulary.assumptions import READINGS, registry
from sim.vocabulary.evidence import Target

LIMITS = (
    "A hit says that the report lies inside the 5-95 % band of what the model lets one expect in "
    "print, with the bias of the source family and the noise of the report applied. It is no "
    "proof, and no forecast skill is claimed. `model` in hindcast.csv and draws.csv is the "
    "model's own statistic, without bias or noise."
)
USES = {
    "fit": "entered the fit",
    "check": "held back as a check",
    "other": "of your own or not scored",
}
MOST = 12


def say_hindcast(found: Hindcast, folder: Path) -> None:
    """Print the table of targets, the scores, and where things are."""
    heading(f"Hindcast of {found.scenario} ({found.settings['ensemble']} ensemble)")
    columns = ["target", "use", "to", "family", "reported", "predicted 5-95 % (median)", "", "what"]
    table(columns, [_row(found, i) for i in range(len(found.targets))])
    early = [t.id for t in found.targets if t.start < START and t.statistic != "initial"]
    if early:
        paragraph(
            f"Begin before {START}, so that the model's mean rate up to {CUT_OFF} stands for them: "
            + ", ".join(early)
        )
    found_biases = [row for row in biases(found) if row[0]]
    if found_biases:
        sys.stdout.write("Reported over model quantity, by source (5-95 %, median):\n")
        table(
            ["family", "assumed", "found", "measure"],
            [[f, text, band(*b), f"{m} ({kind})"] for f, m, text, kind, b in found_biases],
        )
    _say_scores(summary(found))
    paragraph(LIMITS)
    sys.stdout.write(f"Written to {folder}: hindcast.csv draws.csv biases.csv run.json figure\n")


def _row(found: Hindcast, i: int) -> list[str]:
    target, score = found.targets[i], found.scores[i]
    picked = f" {target.selector}" if target.selector else ""
    return [
        target.id,
        target.use,
        target.end.isoformat(),
        target.family,
        _reported(target),
        band(score.band[0], score.band[2], score.band[4]),
        "hit" if score.inside90 else "MISS",
        f"{target.statistic} of {target.measure}{picked}, {target.unit}",
    ]


def _reported(target: Target) -> str:
    if target.kind == "floor":
        return f"at least {shown(target.low)}"
    if target.kind == "ceiling":
        return f"at most {shown(target.high)}"
    if target.kind == "count":
        return f"{target.central:g}"
    return f"{shown(target.low)} to {shown(target.high)} ({shown(target.central)})"


def _say_scores(score: dict[str, Any]) -> None:
    rows = []
    for use, words in USES.items():
        if use not in score:
            continue
        s = score[use]
        rows.append([
            words,
            f"{s['inside90']} of {s['scored']}",
            f"{s['inside50']} of {s['scored']}",
            f"{s['bounds_reached']} of {s['bounds']}",
            *(_three(s[name]) for name in ("crps", "prior_crps")),
            f"{_three(s['persistence_crps'])} / {_three(s['crps_there'])}",
            " ".join(s["misses"]) or "none",
        ])  # fmt: skip
    columns = [
        "targets", "in 90 %", "in 50 %", "bounds", "CRPS", "of the prior",
        "persistence / ensemble there", "missed",
    ]  # fmt: skip
    table(columns, rows)
    for use, words in USES.items():
        for kind, s in score.get(use, {}).get("by_kind", {}).items():
            sys.stdout.write(
                f"  {words}, {kind}s: {s['inside90']} of {s['scored']} in 90 %, "
                f"CRPS {_three(s['crps'])}\n"
            )
    orders = score["orderings"]
    low, *_, high = score["shells_shipped_to_2024-09-30"]
    sys.stdout.write(
        f"  orderings of reports that most members share: {orders['shared_by_most_members']} of "
        f"{orders['reported']}\n"
        f"  shells shipped to September 2024: {shown(low)} to {shown(high)}, a factor "
        f"{score['shells_band_factor']:.2g}\n\n"
    )


def _three(value: float | None) -> str:
    return "-" if value is None or math.isnan(value) else shown(value)


def say_constrained(
    found: Calibration,
    told: Sequence[Learnt],
    heard: Sequence[Witness],
    score: dict[str, Any],
    folder: Path,
    seconds: float,
) -> None:
    """Print what constraining found."""
    made = found.ensemble.made
    heading("Constrained ensemble")
    weights = ", ".join(f"{name} {shown(w)}" for name, w in made["reading_weights"].items())
    paragraph(
        f"{made['prior_members']} members of the prior, {made['accepted_share']:.0%} left by "
        f"history matching, effective sample size {made['effective_sample_size']:.0f}, likelihood "
        f"to the power {made['tempering']:g}; {made['rows']} rows, {made['distinct_rows']} "
        f"distinct. Posterior weights of the readings: {weights}."
    )
    table(
        ["assumption", "prior 5-95 % (median)", "posterior", "shift", "spread", "name"],
        [
            [
                t.key, band(*t.prior), band(*t.posterior), f"{t.shift:+.2f}", f"{t.spread:.2f}",
                registry()[t.key].name,
            ]
            for t in told[:MOST]
        ],
    )  # fmt: skip
    silent = sum(not t.informed for t in told)
    paragraph(f"Of {len(told)} assumptions the record says nothing about {silent}.")
    sys.stdout.write("Weights of the readings if a source had said nothing:\n")
    table(
        [*READINGS, "left out"],
        [[*map(shown, w.without), f"{w.family} on {w.measure}"] for w in heard[:5]],
    )
    _say_scores(score)
    sys.stdout.write(f"Written to {folder} in {seconds:.0f} s\n")


def say_evidence(
    claims: Sequence[PublishedFigure], targets: Sequence[Target], *, as_csv: bool
) -> None:
    """Print claims and the targets made of them, as CSV or as a table."""
    if as_csv:
        _csv(claims)
        return
    rows = []
    for claim in claims:
        values = [v for v in (claim.low, claim.central, claim.high) if not math.isnan(v)]
        ends = {values[0]: 1, values[-1]: 1} if values else {}
        number = " to ".join(shown(value) for value in ends)
        rows.append([
            claim.id, claim.topic, claim.actor, claim.period_end, number, claim.unit,
            claim.confidence, claim.checked, f"{claim.quantity} ({claim.source_publisher})",
        ])  # fmt: skip
    table(["id", "topic", "actor", "to", "value", "unit", "grade", "seen", "what (who)"], rows)
    sys.stdout.write(f"{len(claims)} claims; a row says that somebody published a figure.\n\n")
    if targets:
        columns = ["target", "use", "family", "reported", "bias", "of", "what"]
        table(columns, [
            [
                t.id, t.use, t.family, _reported(t), t.bias_text, t.evidence,
                f"{t.statistic} of {t.measure}",
            ]
            for t in targets
        ])  # fmt: skip


def _csv(claims: Sequence[PublishedFigure]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([field.name for field in fields(PublishedFigure)])
    for claim in claims:
        writer.writerow(["" if value != value else value for value in astuple(claim)])  # noqa: PLR0124
