"""The [save] and [[pictures]] of a design file: what is kept, and what is drawn at the end."""

from collections.abc import Mapping
from typing import Any

from sim.ground.errors import InputError, unknown
from sim.ground.fields import number, one_of, only
from sim.ground.weeks import date_of, parse_week
from sim.sweeps.designs.design import Design, Picture, Save, Saved
from sim.sweeps.designs.fields import switch, texts, whole
from sim.vocabulary.axes import FAN
from sim.vocabulary.measures import measure, selector

KEYS = ("measures", "dates", "quantiles", "series_members", "values", "histograms")
PICTURE_KEYS = ("measure", "selector", "x", "y", "panel", "below", "at")
MEASURES = ("capability.index", "dprk.shells_arrived", "russia.shells_fired")
"""What is kept where a design does not say."""

HOW = {"stock": "end", "flow": "total", "ratio": "mean", "state": "share"}
"""How the weeks of a run become one number, by kind of measure."""

OTHERS = ("end", "total", "mean", "most", "least")
"""What may be asked for instead, as in ``russia.shells_fired:most``."""


STEPS = {"yearly": 52, "quarterly": 13}
"""Weeks between dates that are named in a word, counted back from the end."""

MOST_DATES = 120


def read_save(place: str, given: Mapping[str, Any], weeks: int) -> Save:
    """Return the save request of a design file; InputError if it is wrong.

    Args:
        place: for what is wrong.
        given: the table.
        weeks: horizon of the runs.
    """
    where = f"{place} [save]"
    only(where, given, KEYS)
    asked = texts(where, {"measures": list(MEASURES), **given}, "measures")
    if not asked:
        raise InputError(f"{where} measures: the list is empty; name at least one measure")
    return Save(
        variables=_variables(where, asked, given.get("dates", []), weeks),
        quantiles=_quantiles(f"{where} quantiles", given.get("quantiles", list(FAN))),
        series_members=whole(where, {"series_members": 0, **given}, "series_members", 0),
        values=switch(where, given, "values", True),
        histograms=switch(where, given, "histograms", False),
    )


def _variables(where: str, asked: list[str], dates: Any, weeks: int) -> tuple[Saved, ...]:
    """Return every measure as asked, and at every date."""
    out = [_saved(f"{where} measures", name, weeks) for name in asked]
    for week in _dates(f"{where} dates", dates, weeks):
        day = date_of(week).isoformat()
        plain = (name for name in asked if "@" not in name)
        out += [_saved(f"{where} measures", f"{name}@{day}", weeks) for name in plain]
    return tuple({saved.variable: saved for saved in out}.values())


def _dates(where: str, given: Any, weeks: int) -> list[int]:
    """Return the weeks at which measures are kept, rising."""
    if isinstance(given, str):
        step = STEPS[one_of(where, "word", given, STEPS)]
        return sorted(range(weeks - 1, 0, -step))
    if not isinstance(given, list):
        raise InputError(f"{where}: write a list of dates, or one of {', '.join(STEPS)}")
    if len(given) > MOST_DATES:
        raise InputError(f"{where}: {len(given)} dates are too many; at most {MOST_DATES}")
    return sorted({_week(where, day, weeks) for day in given})


def _week(where: str, given: Any, weeks: int) -> int:
    week = parse_week(where, given)
    if week >= weeks:
        raise InputError(f"{where}: {given} lies after the runs end, on {date_of(weeks)}")
    return week


def _saved(where: str, name: str, weeks: int) -> Saved:
    """Return a variable from ``measure``, ``measure:mean``, ``measure@2025-06-30`` or both."""
    asked, at, day = name.partition("@")
    of, colon, how = asked.partition(":")
    known = measure(where, of)
    if colon and (how not in OTHERS or known.kind == "state"):
        raise unknown(f"{where} {of}", "reduction", how, OTHERS)
    if not at:
        return Saved(of, how or HOW[known.kind], name)
    week = _week(f"{where} {of}", day, weeks)
    usual = "share" if known.kind == "state" else "end"
    return Saved(of, how or usual, f"{asked}@{date_of(week).isoformat()}", week)


def _quantiles(where: str, given: Any) -> tuple[float, ...]:
    if not isinstance(given, list) or not given:
        raise InputError(f"{where}: must be a list of numbers between 0 and 1")
    found = tuple(number(where, q) for q in given)
    if sorted(set(found)) != list(found) or not 0.0 <= found[0] <= found[-1] <= 1.0:
        raise InputError(f"{where}: {given} must rise from 0 or more to 1 or less")
    return tuple(sorted({*found, *FAN}))


def read_pictures(place: str, given: Any, design: Design) -> tuple[Picture, ...]:
    """Return the pictures of a design file; InputError if one is wrong."""
    if not isinstance(given, list) or not all(isinstance(p, Mapping) for p in given):
        raise InputError(f"{place}: [[pictures]] must be tables")
    saved = {v.variable: v for v in design.save.variables}
    axes = [axis.name for axis in design.axes]
    out = []
    for i, table in enumerate(given):
        where = f"{place} [[pictures]] {i + 1}"
        only(where, table, PICTURE_KEYS)
        name = table.get("measure")
        if name not in saved:
            raise unknown(where, "saved measure", name, saved)
        selector(where, measure(where, saved[name].measure), table.get("selector", ""))
        if not isinstance(table.get("at", ""), str):
            raise InputError(f"{where} at: write AXIS=VALUE in quotes, several with commas between")
        for side in ("x", "y", "panel"):
            if table.get(side, "") not in ("", *axes):
                raise unknown(f"{where} {side}", "axis", table[side], axes)
        fields = {k: v for k, v in table.items() if k != "below"}
        below = number(f"{where} below", table["below"]) if "below" in table else None
        out.append(Picture(**fields, below=below))
    return tuple(out)
