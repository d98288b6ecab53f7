"""What each scenario comes to: its headline measures, computed once, kept, and drawn small."""

import json
from html import escape
from typing import Any

import numpy as np

from sim.book.answers import OLD, model_state
from sim.book.pages import docs
from sim.ground.errors import InputError
from sim.ground.weeks import CUT_OFF, date_of, week_of
from sim.plots.compared import gap_at_end, level_at_end
from sim.plots.series import time_of
from sim.runs import constrained
from sim.runs.bands import CUMULATIVE
from sim.runs.results import Results
from sim.runs.runs import compare_scenarios, run_scenario
from sim.runs.settings import Settings
from sim.vocabulary.measures import measures, parted
from sim.vocabulary.scenario import load, names
from sim.vocabulary.wording import scale_of

REFERENCE = "baseline"
OLDER = {"en": OLD, "zh": "（所答为模型的较早版本，可用 make answers 重新计算。）"}
RATE = "russia.shells_fired"
"""The one flow that is asked for as a rate; all others are told as totals."""

SHOWN = 3
"""Headline measures that are told of a scenario."""

EVERY = 5
"""Weeks between two points of a small picture."""

LOW, MIDDLE, HIGH = 0, 2, 4
WIDE, TALL, MARGIN = 300, 96, 3
DIGITS = 4


def computed(members: int = 200) -> dict[str, Any]:
    """Return the small picture and the sentences of every scenario.

    Args:
        members: of each ensemble; a scenario and the baseline meet the same members.
    """
    return {"model": model_state(), "scenarios": {name: _one(name, members) for name in names()}}


def _one(name: str, members: int) -> dict[str, Any]:
    scenario, reference = load(name), load(REFERENCE)
    headlines = [h for h in (parted("headline", text) for text in scenario.headline) if _told(*h)]
    kept = tuple(dict.fromkeys(of.name for of, _ in headlines))
    settings = Settings(members, constrained=constrained.ensemble(), keep=kept)
    if name == REFERENCE:
        results = run_scenario(reference, settings)
    else:
        results = compare_scenarios([reference, scenario], settings)
    of, part = headlines[0]
    where = {of.dimension: part} if part else {}
    return {
        "measure": scenario.headline[0],
        "says": {
            language: [_says(results, name, *h, language) for h in headlines[:SHOWN]]
            for language in OLDER
        },
        "here": _curves(results, of.name, name, where),
        "reference": [] if name == REFERENCE else _curves(results, of.name, REFERENCE, where),
    }


def _told(of: Any, part: str) -> bool:
    """Whether a sentence can be made of a headline: a number, of one part."""
    return measures()[of.name].kind != "state" and (bool(part) or not of.dimension)


def _says(results: Results, name: str, of: Any, part: str, language: str) -> str:
    where = {of.dimension: part} if part else {}
    told = of.name + CUMULATIVE if of.kind == "flow" and of.name != RATE else of.name
    if name == REFERENCE:
        return level_at_end(results, told, name, language, **where).text
    return gap_at_end(results, told, name, language, **where).text


def _curves(results: Results, of: str, policy: str, where: dict[str, str]) -> list[list[float]]:
    """Return low end, median and high end of the band at every few weeks, as people read it."""
    rows = results.bands[of].sel({"policy": policy, "group": "pooled", **where})
    found = rows.transpose("quantile", time_of(rows)).values[[LOW, MIDDLE, HIGH], ::EVERY]
    scaled = found * scale_of(of).factor
    return [[float(f"{v:.{DIGITS}g}") for v in row] for row in scaled]


def text_of(found: dict[str, Any]) -> str:
    """Return what is kept as the text of its file, one scenario a line."""
    rows = [
        f"  {json.dumps(name)}: {json.dumps(one, ensure_ascii=False)}"
        for name, one in found["scenarios"].items()
    ]
    body = ",\n".join(rows)
    return f'{{"model": {json.dumps(found["model"])}, "scenarios": {{\n{body}\n}}}}\n'


def kept() -> dict[str, Any]:
    """Return what is kept; without scenarios where there is no file."""
    path = docs() / "answers" / "scenarios.json"
    if not path.is_file():
        return {"model": "", "scenarios": {}}
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise InputError(f"{path}: is damaged; make it again with 'make answers'") from None
    return found


def card(name: str, language: str = "en") -> str:
    """Return the small picture of a scenario with its sentences; "" where none are kept."""
    found = kept()
    one = found["scenarios"].get(name)
    if one is None:
        return ""
    old = "" if found["model"] == model_state() else OLDER[language]
    said = "".join(f"<li>{escape(text)}</li>" for text in one["says"][language])
    picture = svg(one["here"], one["reference"], one["says"][language][0])
    note = f"<p class='quiet'>{escape(old.strip())}</p>" if old else ""
    return f'<div class="result">{picture}<ul>{said}</ul></div>{note}'


def svg(here: list[list[float]], reference: list[list[float]], label: str) -> str:
    """Return bands as a small picture: the scenario's in colour, the baseline's in grey.

    Args:
        here: low end, median and high end at evenly spaced weeks.
        reference: the same of the baseline; [] where the scenario is the baseline.
        label: what it shows, for readers who do not see it.
    """
    shown = [row for row in (*here, *reference) if row]
    top = max((max(row) for row in shown), default=1.0) or 1.0
    floor = min(0.0, min((min(row) for row in shown), default=0.0))
    parts = [_band(rows, kind, floor, top) for rows, kind in ((reference, "then"), (here, "now"))]
    cut = MARGIN + (WIDE - 2 * MARGIN) * week_of(CUT_OFF) / (EVERY * (len(here[0]) - 1))
    line = f'<line class="cut" x1="{cut:.1f}" x2="{cut:.1f}" y1="0" y2="{TALL}"/>'
    first, last = date_of(0).year, date_of(EVERY * (len(here[0]) - 1)).year
    return (
        f'<svg class="spark" viewBox="0 0 {WIDE} {TALL}" role="img" aria-label="{escape(label)}">'
        f"<title>{escape(label)} ({first} to {last})</title>{line}{''.join(parts)}</svg>"
    )


def _band(rows: list[list[float]], kind: str, floor: float, top: float) -> str:
    if not rows:
        return ""
    across = np.linspace(MARGIN, WIDE - MARGIN, len(rows[0]))
    low, middle, high = (
        TALL - MARGIN - (TALL - 2 * MARGIN) * (np.asarray(row) - floor) / (top - floor)
        for row in rows
    )
    area = [*zip(across, high, strict=True), *zip(across[::-1], low[::-1], strict=True)]
    return (
        f'<polygon class="{kind}" points="{_points(area)}"/>'
        f'<polyline class="{kind}" points="{_points(zip(across, middle, strict=True))}"/>'
    )


def _points(pairs: Any) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in pairs)
