"""From runs to what a page shows: bands by week, paired differences, and words for both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.answers.statements.terms import Statement
from sim.explorer.asked import TOTAL, Asked, Shown
from sim.explorer.claim import claim_of, stated
from sim.explorer.moves import moves
from sim.explorer.saying import Change, Level
from sim.explorer.shelf import Shelf
from sim.explorer.warm import Ran, Warm
from sim.ground.errors import InputError
from sim.runs.bands import FEWEST, quantiles
from sim.vocabulary.assumptions import READINGS
from sim.vocabulary.axes import BAND, BINDING
from sim.vocabulary.measures import dimension, measures

DIGITS = 5
"""Significant digits that are sent."""

Json = dict[str, Any]
Values = np.ndarray


@dataclass(frozen=True)
class Chosen:
    """Which members count.

    Attributes:
        mask: True for those that do, shape (member,).
    """

    mask: np.ndarray

    @property
    def count(self) -> int:
        """Number of members that count."""
        return int(self.mask.sum())

    @property
    def enough(self) -> bool:
        """Whether they make a band."""
        return self.count >= FEWEST


def answer(asked: Asked, warm: Warm, shelf: Shelf) -> Json:
    """Return the answer to a question as JSON-ready tables; README of the interface: the book.

    Raises:
        InputError: something asked for does not fit the model.
        RunError: a run failed.
    """
    said, wrong = _claim(asked, shelf)
    keep = tuple(measures()) if asked.every else _needed(asked, said.measures if said else ())
    ran = warm.run(asked.state, keep)
    reference = warm.run(asked.against, keep) if asked.against else None
    chosen = Chosen(_mask(ran, asked.only))
    out: Json = {
        "run": ran.name,
        "members": asked.state.members,
        "weeks": asked.state.weeks,
        "week": asked.week,
        "counted": chosen.count,
        "enough": chosen.enough,
        "readings": _readings(ran, chosen),
        "measures": {
            shown.name: _of_measure(shown, ran, reference, chosen, asked)
            for shown in dict.fromkeys((*asked.measures, *asked.levels))
        },
    }
    if wrong:
        out["statement"] = {"text": asked.statement, "error": wrong}
    elif said is not None:
        out["statement"] = stated(said, ran, warm, shelf, chosen.mask, keep)
        if reference is not None:
            held = stated(said, reference, warm, shelf, chosen.mask, keep)
            out["statement"]["reference"] = held["share"]
    before = (warm.kept(asked.since) if asked.since else None) or reference
    if asked.every and before is not None and _pairs(before, ran):
        out["moves"] = moves(before, ran, asked.week)
    return out


def _claim(asked: Asked, shelf: Shelf) -> tuple[Statement | None, str]:
    """Return the claim, or what is wrong with it: bands stand without it, as on few weeks."""
    if not asked.statement:
        return None, ""
    try:
        return claim_of(asked.statement, asked.state, shelf), ""
    except InputError as error:
        return None, " ".join(str(error).split())


def _needed(asked: Asked, also: Iterable[str]) -> tuple[str, ...]:
    # a run without a measure would still have to say how many members it has
    shown = (*asked.measures, *asked.levels)
    named = dict.fromkeys((*(one.measure.name for one in shown), *also))
    return tuple(named) or (next(iter(measures())),)


def _pairs(before: Ran, now: Ran) -> bool:
    one, other = before.state, now.state
    same = ("members", "seed", "weeks", "prior")
    return all(getattr(one, name) == getattr(other, name) for name in same)


def _mask(ran: Ran, only: Mapping[str, tuple[float, float]]) -> np.ndarray:
    mask = np.ones(ran.state.members, dtype=bool)
    for key, (low, high) in only.items():
        if key in ran.drawn:
            mask &= (ran.drawn[key] >= low) & (ran.drawn[key] <= high)
    return mask


def _readings(ran: Ran, chosen: Chosen) -> dict[str, int]:
    codes = ran.recorded.reading[chosen.mask]
    return {name: int((codes == code).sum()) for code, name in enumerate(READINGS)}


def _of_measure(
    shown: Shown, ran: Ran, reference: Ran | None, chosen: Chosen, asked: Asked
) -> Json:
    m = shown.measure
    if m.kind == "state":
        return {"unit": m.unit, "shares": _shares(ran.recorded.values[m.name], chosen)}
    parts = []
    for part in _parts(shown):
        now = series(ran, m.name, part)
        before = series(reference, m.name, part) if reference else None
        parts.append(_of_part(shown, part, now, before, chosen, asked))
    return {"unit": m.unit, "time": m.time, "kind": m.kind, "parts": parts}


def _parts(shown: Shown) -> tuple[str, ...]:
    if shown.part or not shown.measure.dimension:
        return (shown.part,)
    return dimension(shown.measure.dimension)


def series(ran: Ran, name: str, part: str) -> np.ndarray:
    """Return weekly values of a measure or of a part of it, shape (time, member)."""
    values = ran.recorded.values[name]
    if not part:
        return values
    if part == TOTAL:
        total: np.ndarray = values.sum(axis=1)
        return total
    out: np.ndarray = values[:, dimension(measures()[name].dimension).index(part)]
    return out


def at_week(values: np.ndarray, name: str, week: int) -> np.ndarray:
    """Return values in a week, stocks at its end, shape (member,)."""
    out: np.ndarray = values[week + int(measures()[name].bound)]
    return out


def _of_part(
    shown: Shown,
    part: str,
    now: np.ndarray,
    before: Values | None,
    chosen: Chosen,
    asked: Asked,
) -> Json:
    m = shown.measure
    mine = now[:, chosen.mask]
    out: Json = {"part": part}
    if shown in asked.measures:
        out["bands"] = rounded(quantiles(mine)) if chosen.enough else None
    here = at_week(mine, m.name, asked.week)
    level = Level.of(m, part, here, asked.week) if chosen.enough else None
    if before is not None and chosen.enough and chosen.mask.size == before.shape[-1]:
        held = before[:, chosen.mask]
        change = Change.of(m, part, at_week(held, m.name, asked.week), here, asked.week)
        out["difference"] = {**change.table(), "said": change.said(), "cell": change.cells()}
        if asked.paths:
            gap = mine.astype(np.float64) - held
            out["difference"]["paths"] = rounded(quantiles(gap, BAND))
    if level is not None:
        out["level"], out["said"] = level.table(), level.said()
    return out


def _shares(values: np.ndarray, chosen: Chosen) -> dict[str, list[float]] | None:
    if not chosen.enough:
        return None
    mine = values[:, chosen.mask]
    found = {name: (mine == code).mean(axis=-1) for code, name in enumerate(BINDING)}
    return {name: np.round(share, 3).tolist() for name, share in found.items()}


def rounded(values: np.ndarray) -> list[Any]:
    """Return an array as nested lists of numbers with DIGITS significant digits.

    Through float32, as every result of the product is stored: a page and a run agree.
    """
    exact = values.astype(np.float32).astype(np.float64)
    with np.errstate(divide="ignore"):
        size = np.floor(np.log10(np.abs(exact)))
    step = np.where(np.isfinite(size), DIGITS - 1 - size, 0.0)
    # tens are exact up to 10^22: multiply or divide, never by a rounded power below one
    up, down = 10.0 ** np.maximum(step, 0.0), 10.0 ** np.maximum(-step, 0.0)
    out: list[Any] = (np.round(exact * up / down) * down / up).tolist()
    return out
