"""What hindcast, constrain and evidence say to people, in each language."""

import csv
import math
import sys
from collections.abc import Sequence
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

from sim.cli.record_words import number, reported, spread, three, what
from sim.cli.tables import heading, lines, paragraph, shown, table
from sim.ground.weeks import CUT_OFF, START
from sim.record.calibration import Calibration
from sim.record.hindcast import Hindcast
from sim.record.hindcast_tables import biases, summary
from sim.record.posterior import Learnt, Witness
from sim.record.published import PublishedFigure
from sim.vocabulary.assumptions import READINGS, registry
from sim.vocabulary.evidence import Target
from sim.vocabulary.language import Words, words
from sim.vocabulary.wording import unit_words

USES = ("fit", "check", "other")
MOST = 12


def say_hindcast(found: Hindcast, folder: Path, language: str = "en", title: str = "") -> None:
    """Print the table of targets, the scores, and where things are.

    Args:
        found: what a hindcast found.
        folder: where it is written.
        language: of the words.
        title: of the scenario in that language; its name by default.
    """
    text = words(language)
    ensemble = text.say(f"printed.{found.settings['ensemble']}")
    name = found.scenario
    heading(text.say("hindcast.heading", name=name, title=title or name, ensemble=ensemble))
    keys = ("target", "use", "to", "family", "reported", "predicted")
    columns = [*(text.say(f"hindcast.{key}") for key in keys), "", text.say("hindcast.what")]
    table(columns, [_row(found, i, text) for i in range(len(found.targets))])
    early = [t.id for t in found.targets if t.start < START and t.statistic != "initial"]
    if early:
        ids = text.comma.join(early)
        paragraph(text.say("hindcast.early", start=START, end=CUT_OFF, ids=ids))
    _say_biases(found, text)
    _say_scores(summary(found), text)
    paragraph(text.say("hindcast.limits"))
    lines(text.say("hindcast.written", folder=folder))


def _row(found: Hindcast, i: int, text: Words) -> list[str]:
    target, score = found.targets[i], found.scores[i]
    return [
        target.id,
        text.known("target_uses", target.use) or target.use,
        target.end.isoformat(),
        text.known("families", target.family) or target.family,
        reported(target, text),
        spread((score.band[0], score.band[2], score.band[4]), text),
        text.say("hindcast.hit" if score.inside90 else "hindcast.miss"),
        what(target, text),
    ]


def _say_biases(found: Hindcast, text: Words) -> None:
    rows = []
    for family, measure, given, kind, band in biases(found):
        if not family:
            continue
        measured = measure if text.language == "en" else text.name("measures", measure)
        kinds = text.say(f"hindcast.{kind}")
        said = text.say("hindcast.biased", measure=measured, kind=kinds)
        source = text.known("families", family) or family
        rows.append([source, _given(given, text), spread(band, text), said])
    if rows:
        lines(text.say("hindcast.biases"))
        keys = ("family", "assumed", "found", "measure")
        table([text.say(f"hindcast.{key}") for key in keys], rows)


def _given(bias: str, text: Words) -> str:
    """Return a bias as its file writes it, with the readings called as the language does."""
    for reading in READINGS if text.language != "en" else ():
        bias = bias.replace(reading, text.name("option_names", reading))
    return bias


def _share(part: int, whole: int, text: Words) -> str:
    return text.say("hindcast.of", part=part, whole=whole)


def _say_scores(score: dict[str, Any], text: Words) -> None:
    rows = []
    for use in (use for use in USES if use in score):
        s = score[use]
        rows.append([
            text.say(f"hindcast.{use}"),
            _share(s["inside90"], s["scored"], text),
            _share(s["inside50"], s["scored"], text),
            _share(s["bounds_reached"], s["bounds"], text),
            *(three(s[name]) for name in ("crps", "prior_crps")),
            f"{three(s['persistence_crps'])} / {three(s['crps_there'])}",
            " ".join(s["misses"]) or text.say("hindcast.none"),
        ])  # fmt: skip
    keys = ("targets", "in_90", "in_50", "bounds", "crps", "prior_crps", "persistence", "missed")
    table([text.say(f"hindcast.{key}") for key in keys], rows)
    for use in USES:
        _say_kinds(use, score.get(use, {}).get("by_kind", {}), text)
    orders = score["orderings"]
    shared = _share(orders["shared_by_most_members"], orders["reported"], text)
    low, *_, high = (number(v, text) for v in score["shells_shipped_to_2024-09-30"])
    factor = f"{score['shells_band_factor']:.2g}"
    lines(text.say("hindcast.orderings", share=shared))
    lines(text.say("hindcast.shells", low=low, high=high, factor=factor), "")


def _say_kinds(use: str, kinds: dict[str, Any], text: Words) -> None:
    for kind, s in kinds.items():
        said = text.say(
            "hindcast.by_kind", use=text.say(f"hindcast.{use}"), kind=text.say(f"hindcast.{kind}"),
            share=_share(s["inside90"], s["scored"], text), crps=three(s["crps"]),
        )  # fmt: skip
        lines(said)


def say_constrained(
    found: Calibration,
    told: Sequence[Learnt],
    heard: Sequence[Witness],
    score: dict[str, Any],
    folder: Path,
    seconds: float,
    language: str = "en",
) -> None:
    """Print what constraining found."""
    text, made = words(language), found.ensemble.made
    heading(text.say("constrain.heading"))
    weights = [
        text.say("constrain.weight", name=_reading(name, text), weight=shown(w))
        for name, w in made["reading_weights"].items()
    ]
    said = text.say(
        "constrain.made", prior=made["prior_members"], accepted=f"{made['accepted_share']:.0%}",
        effective=f"{made['effective_sample_size']:.0f}", power=f"{made['tempering']:g}",
        rows=made["rows"], distinct=made["distinct_rows"], weights=text.comma.join(weights),
    )  # fmt: skip
    paragraph(said)
    _say_learnt(told, text)
    lines(text.say("constrain.without"))
    table(
        [*(_reading(name, text) for name in READINGS), text.say("constrain.left_out")],
        [[*map(shown, w.without), _source(w, text)] for w in heard[:5]],
    )
    _say_scores(score, text)
    lines(text.say("constrain.written", folder=folder, seconds=f"{seconds:.0f}"))


def _reading(name: str, text: Words) -> str:
    return name if text.language == "en" else text.name("option_names", name)


def _source(witness: Witness, text: Words) -> str:
    """Return what a source that is left out had reported on."""
    family = text.known("families", witness.family) or witness.family
    measure = witness.measure if text.language == "en" else text.name("measures", witness.measure)
    return text.say("constrain.source", family=family, measure=measure)


def _say_learnt(told: Sequence[Learnt], text: Words) -> None:
    keys = ("assumption", "before", "after", "shift", "spread", "name")
    rows = [
        [
            t.key, spread(t.prior, text), spread(t.posterior, text), f"{t.shift:+.2f}",
            f"{t.spread:.2f}", text.known("assumptions", t.key) or registry()[t.key].name,
        ]
        for t in told[:MOST]
    ]  # fmt: skip
    table([text.say(f"constrain.{key}") for key in keys], rows)
    silent = sum(not t.informed for t in told)
    paragraph(text.say("constrain.silent", count=len(told), silent=silent))


def say_evidence(
    claims: Sequence[PublishedFigure],
    targets: Sequence[Target],
    *,
    as_csv: bool,
    language: str = "en",
) -> None:
    """Print claims and the targets made of them, as CSV or as a table."""
    if as_csv:
        _csv(claims)
        return
    text = words(language)
    keys = ("id", "topic", "actor", "to", "value", "unit", "grade", "seen", "what")
    table([text.say(f"evidence.{key}") for key in keys], [_published(c, text) for c in claims])
    lines(text.say("evidence.count", count=len(claims)), "")
    if targets:
        _say_targets(targets, text)


def _published(claim: PublishedFigure, text: Words) -> list[str]:
    values = [v for v in (claim.low, claim.central, claim.high) if not math.isnan(v)]
    ends = [number(v, text) for v in dict.fromkeys((values[0], values[-1]) if values else ())]
    said = text.say("evidence.published", quantity=claim.quantity, source=claim.source_publisher)
    return [
        claim.id,
        text.known("topics", claim.topic) or claim.topic,
        text.known("record_actors", claim.actor) or claim.actor,
        claim.period_end,
        text.say("number.spread", low=ends[0], high=ends[1]) if len(ends) > 1 else "".join(ends),
        text.known("record_units", claim.unit) or _unit(claim.unit, text),
        claim.confidence,
        text.known("checked", claim.checked) or claim.checked,
        said,
    ]


def _unit(unit: str, text: Words) -> str:
    return unit if text.language == "en" else unit_words(unit, text.language)


def _say_targets(targets: Sequence[Target], text: Words) -> None:
    columns = [
        *(text.say(f"hindcast.{key}") for key in ("target", "use", "family", "reported")),
        text.say("evidence.bias"), text.say("evidence.of"), text.say("hindcast.what"),
    ]  # fmt: skip
    rows = [
        [
            t.id, text.known("target_uses", t.use) or t.use,
            text.known("families", t.family) or t.family, reported(t, text),
            _given(t.bias_text, text), t.evidence, what(t, text, "evidence.said"),
        ]
        for t in targets
    ]  # fmt: skip
    table(columns, rows)


def _csv(claims: Sequence[PublishedFigure]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([field.name for field in fields(PublishedFigure)])
    for claim in claims:
        writer.writerow(["" if value != value else value for value in astuple(claim)])  # noqa: PLR0124
