"""The [sample] of a design file: rows that each fix some inputs."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from sim.ground.arrays import Runs
from sim.ground.errors import InputError, unknown
from sim.ground.fields import only
from sim.sweeps.designs.constraints import Constraint
from sim.sweeps.designs.design import Sample
from sim.sweeps.designs.fields import started, table_at, texts, value_of, whole
from sim.sweeps.designs.sampling import LAYOUTS, count, to_sum
from sim.vocabulary.assumptions import registry
from sim.vocabulary.levers import lever

KEYS = ("method", "size", "over", "values", "from_date")
METHODS = ("list", *LAYOUTS)
EVERY = "all"
"""`over = "all"` means every assumption that members differ in."""

MOST_COLUMNS = 1000


def planned_rows(place: str, table: Mapping[str, Any]) -> int:
    """Return how many rows the sample would have, 1 without one; nothing is made."""
    given = _table(place, table)
    if not given:
        return 1
    if given["method"] == "list":
        return len(next(iter(_lists(place, given).values())))
    where = f"{place} [sample]"
    return count(given["method"], len(_names(where, given, table)), whole(where, given, "size", 1))


def read_sample(
    place: str, table: Mapping[str, Any], seed: int, constraints: tuple[Constraint, ...]
) -> Sample | None:
    """Return the sample of a design file, or None; InputError if it is wrong."""
    given = _table(place, table)
    if not given:
        return None
    where = f"{place} [sample]"
    week = started(where if "from_date" in given else place, {**table, **given})
    if given["method"] == "list":
        return replace(_listed(place, given), week=week)
    columns = _names(where, given, table)
    rows = LAYOUTS[given["method"]](len(columns), whole(where, given, "size", 1), seed)
    rows = _scaled(rows, columns)
    for constraint in constraints:
        if constraint.kind == "equals":
            rows = _moved(rows, columns, constraint)
    return Sample(given["method"], columns, rows, week)


def _table(place: str, table: Mapping[str, Any]) -> Mapping[str, Any]:
    given = table_at(place, table, "sample")
    if not given:
        return {}
    where = f"{place} [sample]"
    only(where, given, KEYS)
    if given.get("method") not in METHODS:
        raise unknown(where, "method", given.get("method"), METHODS)
    return given


def _names(where: str, given: Mapping[str, Any], table: Mapping[str, Any]) -> tuple[str, ...]:
    if given.get("over") == EVERY:
        fixed = (table.get("structure") or {}).get("reading", "sampled") != "sampled"
        return tuple(e.key for e in registry() if e.sampled and (fixed or not e.readings))
    names = tuple(texts(where, given, "over"))
    if not names:
        raise InputError(f"{where}: over is empty; name levers or assumptions")
    if len(names) > MOST_COLUMNS:
        raise InputError(f"{where}: over names {len(names):,} inputs; at most {MOST_COLUMNS:,}")
    for name in names:
        if "." in name:
            _require_sampled(where, name)
        elif np.isnan(lever(where, name).low):
            raise InputError(f"{where} over: {name} is no number; put it on an axis")
    return names


def _require_sampled(where: str, name: str) -> None:
    if not registry().require(where, name).sampled:
        raise InputError(
            f"{where} over: {name} is the same in every member, so that it has no quantiles; put "
            "values of it on an axis"
        )


def _scaled(rows: Runs, names: tuple[str, ...]) -> Runs:
    """Return the rows with levers as values in their range; assumptions stay quantiles."""
    out = rows.copy()
    for column, name in enumerate(names):
        if "." not in name:
            known = lever("", name)
            out[:, column] = known.low + rows[:, column] * (known.high - known.low)
    return out


def _moved(rows: Runs, names: tuple[str, ...], constraint: Constraint) -> Runs:
    for name in constraint.names:
        if name not in names or "." in name:
            raise InputError(
                f"{constraint.place} sum: {name} is no lever of [sample]; 'equals' moves "
                "sampled levers"
            )
    columns = [names.index(name) for name in constraint.names]
    low = np.asarray([lever("", name).low for name in constraint.names])
    high = np.asarray([lever("", name).high for name in constraint.names])
    if not low.sum() <= constraint.limit <= high.sum():
        raise InputError(
            f"{constraint.place}: {constraint.limit:g} is outside what the sum can be, "
            f"{low.sum():g} to {high.sum():g}"
        )
    out = rows.copy()
    out[:, columns] = to_sum(rows[:, columns], low, high, constraint.limit)
    return out


def _lists(place: str, given: Mapping[str, Any]) -> Mapping[str, list[Any]]:
    where = f"{place} [sample]"
    values = given.get("values")
    lists = values if isinstance(values, Mapping) else {}
    lengths = {len(v) if isinstance(v, list) else -1 for v in lists.values()}
    if len(lengths) != 1 or min(lengths) < 1:
        raise InputError(
            f"{where} values: needs a table of lists of one length, at least 1, e.g. "
            "values = { designation_tempo = [0, 1] }"
        )
    return lists


def _listed(place: str, given: Mapping[str, Any]) -> Sample:
    where = f"{place} [sample] values"
    lists = _lists(place, given)
    rows = [[value_of(f"{where} {name}", name, v) for v in found] for name, found in lists.items()]
    return Sample("list", tuple(lists), np.asarray(rows, dtype=np.float64).T.copy())
