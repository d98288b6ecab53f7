"""A statement asked of several cases: what it comes to by member, and its table."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from sim.answers import words
from sim.answers.given_data import Indices
from sim.answers.shares import Share, share_of
from sim.answers.statements import terms as t
from sim.answers.statements.monitor import NEVER
from sim.answers.words import ALL, Voice
from sim.ground.arrays import Runs

__all__ = ["ALL", "Asked", "InCase", "table_of"]


@dataclass(frozen=True)
class InCase:
    """What a statement comes to in one case.

    Attributes:
        name: of the case.
        value: 1 or 0 for a claim, a week, a number of weeks or an amount; shape (member,).
        first: week in which its first condition first holds, or for "throughout" first fails;
            NEVER where none does.
        held: in how many weeks of its span that condition holds.
        margin: by how much it is met at the week that decides, in the quantity's unit; NaN
            where it is no single comparison.
        weekly: whether that condition holds, or the quantity itself; shape (week, member).
        groups: which members belong to which option, by label, all of them first.
        rows: number of each member's parameter row.
        deciding: first-order indices of the assumptions on `value`.
    """

    name: str
    value: Runs
    first: Runs
    held: Runs
    margin: Runs
    weekly: Runs
    groups: Mapping[str, np.ndarray]
    rows: np.ndarray
    deciding: Indices

    def share(self, group: str = ALL) -> Share:
        """Return the share of a group's members in which a claim holds."""
        mask = self.groups[group]
        return share_of(self.value[mask], self.rows[mask])


@dataclass(frozen=True)
class Asked:
    """A statement and what it comes to in each case."""

    statement: t.Statement
    cases: tuple[InCase, ...]

    @cached_property
    def throughout(self) -> bool:
        """Whether it asks for every week of a period, so that the first miss decides."""
        formula = getattr(self.statement.said, "formula", None)
        return isinstance(formula, t.Timed) and formula.kind == "throughout"

    @cached_property
    def met(self) -> bool | None:
        """Whether the bar of a claim is met in every case; None where it has none."""
        said = self.statement.said
        if not isinstance(said, t.Claim) or said.bar is None:
            return None
        bar, shares = said.bar, list[float]()
        for case in self.cases:
            several = [g for g in case.groups if g != ALL]
            groups = several if bar.each and several else [ALL]
            shares += [case.share(group).share for group in groups]
        return all(s >= bar.share if bar.least else s <= bar.share for s in shares)


def table_of(asked: Asked) -> pd.DataFrame:
    """Return one row a case and group."""
    said, weeks = asked.statement.said, asked.statement.weeks
    rows = []
    for case in asked.cases:
        for group, mask in case.groups.items():
            row: dict[str, object] = {"case": case.name, "group": group}
            fine = mask & ~np.isnan(case.value)
            row |= {"members": int(fine.sum()), "parameter_rows": len(np.unique(case.rows[fine]))}
            if isinstance(said, t.Claim):
                share = case.share(group)
                row |= {"share": share.share, "share_low": share.low, "share_high": share.high}
            if isinstance(said, t.HowMuch):
                row |= _three("amount", case.value[mask]) | {"unit": said.quantity.unit}
            elif isinstance(said, t.HowLong):
                row |= _three("weeks_held", case.value[mask])
            else:
                first = case.value if isinstance(said, t.When) else case.first
                never = float(np.mean(first[mask][~np.isnan(case.value[mask])] == NEVER))
                name = "first_missed" if asked.throughout else "first"
                row |= {"never": never} | _dates(name, first[mask], weeks)
                row |= _three("weeks_held", case.held[mask])
                if not np.isnan(case.margin[mask]).all():
                    row |= _three("margin", case.margin[mask])
                    row["unit"] = next(iter(asked.statement.quantities)).unit
            rows.append(row)
    return pd.DataFrame(rows)


def _three(name: str, values: Runs) -> dict[str, object]:
    return dict(
        zip((f"{name}_{q}" for q in ("q05", "q50", "q95")), words.quantiles(values), strict=True)
    )


def _dates(name: str, values: Runs, weeks: int) -> dict[str, object]:
    shown = [Voice().week(q, weeks) for q in words.quantiles(values)]
    return dict(zip((f"{name}_{q}" for q in ("q05", "q50", "q95")), shown, strict=True))
