"""Bands over members: quantiles by week, pooled and by reading, and shares of categories."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from sim.runs.ensemble import Stored
from sim.vocabulary.assumptions import READINGS
from sim.vocabulary.axes import BAND, BINDING, FAN
from sim.vocabulary.measures import measures

FEWEST = 20
"""Members that a reading needs for bands of its own."""

POOLED = "pooled"
GROUPS = (POOLED, *READINGS)
CUMULATIVE = ":cumulative"
"""Ending of the name of a flow that is summed up from week 0."""

T = TypeVar("T")
Named = dict[str, Stored]
"""Arrays by name of the measure."""


def quantiles(values: np.ndarray, at: Sequence[float] = FAN) -> np.ndarray:
    """Return quantiles over the last axis, linear between order statistics, (quantile, ...)."""
    ordered = np.sort(values, axis=-1)
    last = ordered.shape[-1] - 1
    out = []
    for q in at:
        place = q * last
        low = int(place)
        part = place - low
        below, above = ordered[..., low], ordered[..., min(low + 1, last)]
        out.append(below.astype(np.float64) * (1.0 - part) + above.astype(np.float64) * part)
    return np.stack(out)


def summed(values: np.ndarray) -> npt.NDArray[np.float64]:
    """Return sums from week 0 over the first axis: NumPy's, row by row, which is faster here."""
    out = np.array(values, dtype=np.float64)
    for week in range(1, len(out)):
        out[week] += out[week - 1]
    return out


def by_group(values: Stored, reading: np.ndarray) -> np.ndarray:
    """Return quantiles over members, pooled and by reading, (group, quantile, time, ...).

    A reading with fewer members than FEWEST gives NaN: they would make no band.
    """
    parts = [quantiles(values)]
    for code in range(len(READINGS)):
        mine = reading == code
        if mine.all():
            parts.append(parts[0])
        elif mine.sum() >= FEWEST:
            parts.append(quantiles(values[..., mine]))
        else:
            parts.append(np.full_like(parts[0], np.nan))
    return np.stack(parts)


def bands(
    values: Sequence[Mapping[str, Stored]], readings: Sequence[np.ndarray], *, cumulative: bool
) -> Named:
    """Return quantiles over members by measure, (policy, group, quantile, time, ...).

    Args:
        values: per policy, by measure, shape (time, ..., member).
        readings: per policy, index of the reading, shape (member,).
        cumulative: whether flows are summed up from week 0 (then everything else is left out).
    """
    kinds = {name: measures()[name].kind for name in values[0]}
    chosen = [
        name
        for name, kind in kinds.items()
        if kind == "flow" or (kind != "state" and not cumulative)
    ]

    def of(name: str) -> Stored:
        parts = []
        for mine, reading in zip(values, readings, strict=True):
            shown = mine[name]
            if cumulative:
                shown = summed(shown).astype(np.float32)
            parts.append(by_group(shown, reading))
        return np.stack(parts).astype(np.float32)

    return _shared_out(of, chosen)


def _shared_out(of: Callable[[str], T], names: Sequence[str]) -> dict[str, T]:
    """Return what a function makes of each name; sorting lets threads share the work."""
    with ThreadPoolExecutor() as threads:
        return dict(zip(names, threads.map(of, names), strict=True))


def shares(values: Sequence[Mapping[str, Stored]], readings: Sequence[np.ndarray]) -> Stored | None:
    """Return the share of members in which each limit binds, (policy, group, week, binding)."""
    name = "trade.binding"
    if name not in values[0]:
        return None
    parts = []
    for mine, reading in zip(values, readings, strict=True):
        groups = [np.ones_like(reading, dtype=bool)]
        groups += [reading == code for code in range(len(READINGS))]
        hit = np.stack([mine[name] == code for code in range(len(BINDING))], axis=1)
        parts.append(np.stack([_mean(hit[..., group]) for group in groups]))
    return np.stack(parts).astype(np.float32)


def _mean(hit: np.ndarray) -> np.ndarray:
    if hit.shape[-1] == 0:
        return np.full(hit.shape[:-1], np.nan)
    out: np.ndarray = hit.mean(axis=-1)
    return out


def first_members(values: Sequence[Mapping[str, Stored]], count: int) -> Named:
    """Return weekly series of the first `count` members by measure, (policy, member, time, ...)."""

    def of(name: str) -> Stored:
        each = [np.moveaxis(mine[name][..., :count], -1, 0) for mine in values]
        return np.ascontiguousarray(np.stack(each))

    return {name: of(name) for name in values[0]}


def differences(values: Sequence[Mapping[str, Stored]]) -> Named:
    """Return paired differences to the first policy, by measure; one policy fewer than values.

    ``<measure>`` holds quantiles, (policy, quantile, time, ...); ``<measure>:above`` and
    ``<measure>:equal`` the shares of members above and at zero, (policy, time, ...). Flows stand
    also summed up from week 0, under ``<measure>:cumulative`` and so on.
    """
    reference, *others = values
    names = [
        name + mode
        for name in reference
        for mode in ("", CUMULATIVE)
        if measures()[name].kind == "flow" or (measures()[name].kind != "state" and not mode)
    ]

    def of(name: str) -> list[np.ndarray]:
        measure, summed = name.removesuffix(CUMULATIVE), name.endswith(CUMULATIVE)
        parts = [_difference(other[measure], reference[measure], summed) for other in others]
        return [np.stack(part).astype(np.float32) for part in zip(*parts, strict=True)]

    endings = ("", ":above", ":equal")
    return {
        name + ending: part
        for name, parts in _shared_out(of, names).items()
        for ending, part in zip(endings, parts, strict=True)
    }


def _difference(
    now: Stored, reference: Stored, cumulative: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    gap = now.astype(np.float64) - reference
    if cumulative:
        gap = summed(gap)
    above, equal = (gap > 0.0).mean(axis=-1), (gap == 0.0).mean(axis=-1)
    return quantiles(gap, BAND), above, equal
