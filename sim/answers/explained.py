"""A difference that is split among the changes behind it, and its table."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.answers.parts import Change
from sim.ground.arrays import Runs
from sim.vocabulary.axes import BAND
from sim.vocabulary.wording import Scale


@dataclass(frozen=True)
class Explained:
    """A difference and its shares.

    Attributes:
        changes: what differs.
        before, after: the outcome in the two cases, shape (member,).
        share: of each change in the difference, shape (change, member); adds up to it.
        first_in: what each change does alone, shape (change, member).
        last_out: what it adds to all the others, shape (change, member).
        components: of an index, share of each change through each component in index points,
            shape (change, component, member); None for anything else.
        named: the components.
        exact: whether every order was counted, not a sample of them.
        unit: of the outcome.
        scale: how people read it.
    """

    changes: tuple[Change, ...]
    before: Runs
    after: Runs
    share: Runs
    first_in: Runs
    last_out: Runs
    components: Runs | None
    named: tuple[str, ...]
    exact: bool
    unit: str
    scale: Scale

    def order(self) -> list[int]:
        """Return the changes, the one with the largest mean share first."""
        return [int(i) for i in np.argsort(-np.abs(self.share.mean(axis=1)), kind="stable")]


def table_of(got: Explained) -> pd.DataFrame:
    """Return one row a change: its mean share, band, what it does first and last, components."""
    rows = []
    for i in got.order():
        low, middle, high = np.quantile(got.share[i], BAND)
        row: dict[str, object] = {
            "change": got.changes[i].label, "kind": got.changes[i].kind,
            "mean": float(got.share[i].mean()), "q05": low, "q50": middle, "q95": high,
            "first_in": float(got.first_in[i].mean()), "last_out": float(got.last_out[i].mean()),
            "unit": got.unit,
        }  # fmt: skip
        if got.components is not None:
            means = got.components[i].mean(axis=1)
            row |= {f"through {n}": float(x) for n, x in zip(got.named, means, strict=True)}
        rows.append(row)
    return pd.DataFrame(rows)
