"""What a search found: strategies on seen and unseen members, beside the shipped scenarios."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sim.answers.aims import Aim, Bound
from sim.answers.front import closeness, hypervolume, unbeaten
from sim.answers.strategies import ADAPTIVE, STATIC
from sim.answers.words import quantiles
from sim.ground.arrays import Runs

BEST = 5
"""Strategies that are called the best: those that lie closest to the best of every aim."""


@dataclass(frozen=True)
class Searched:
    """What a search found.

    Attributes:
        settings: one row a strategy that was tested: its numbers by name, and its kind.
        aims: in their order.
        bounds: in theirs.
        seen: costs on the members of the search, then what bounds lack, (strategy, aim + bound).
        unseen: the same on members that no search has seen.
        shipped: the same of shipped scenarios on unseen members, by name.
        evaluated: how many strategies were run, on every search together.
        volumes: of the front of each search, as a share of the merged front's.
        watched: measure that adaptive strategies watch, or "".
        fired: of each adaptive strategy, the week in which its rule fires by unseen member, never
            where it does not, shape (member,).
    """

    settings: pd.DataFrame
    aims: tuple[Aim, ...]
    bounds: tuple[Bound, ...]
    seen: Runs
    unseen: Runs
    shipped: Mapping[str, Runs]
    evaluated: int
    volumes: tuple[float, ...]
    watched: str = ""
    fired: Mapping[str, Runs] = field(default_factory=dict)

    def of_kind(self, kind: str) -> np.ndarray:
        """Return the places of the strategies of a kind."""
        return np.flatnonzero(self.settings["kind"].to_numpy() == kind)

    def best(self, kind: str) -> int:
        """Return the place of the strategy of a kind that is best on unseen members."""
        places = self.of_kind(kind)
        return int(places[np.argmin(self.ranks(self.unseen)[places])])

    def share(self, kind: str) -> float:
        """Return the part of the room between the ends of all aims that a kind beats, unseen."""
        costs = self.unseen[:, : len(self.aims)]
        return hypervolume(costs[self.of_kind(kind)], costs.max(axis=0), costs.min(axis=0))

    def adaptive_beats(self) -> bool:
        """Whether an adaptive strategy beats the best static one in every aim, unseen."""
        best = self.unseen[self.best(STATIC), : len(self.aims)]
        mine = self.unseen[self.of_kind(ADAPTIVE)][:, : len(self.aims)]
        return bool(((mine <= best).all(axis=1) & (mine < best).any(axis=1)).any())

    @property
    def names(self) -> list[str]:
        """Names of the strategies."""
        return [str(name) for name in self.settings["strategy"]]

    def amounts(self, costs: Runs) -> Runs:
        """Return aims as they are read, from costs, shape (..., aim)."""
        count = len(self.aims)
        return np.asarray(costs[..., :count] * [aim.sign for aim in self.aims])

    def kept(self, costs: Runs) -> np.ndarray:
        """Return which rows meet every bound, shape (row,)."""
        return np.asarray((costs[:, len(self.aims) :] <= 0.0).all(axis=1))

    def ranks(self, costs: Runs) -> np.ndarray:
        """Return the rank of each row by how close it lies to the best of every aim, 1 first."""
        order = np.argsort(closeness(costs[:, : len(self.aims)]), kind="stable")
        out = np.empty(len(costs), dtype=int)
        out[order] = np.arange(1, len(costs) + 1)
        return out

    def still(self) -> np.ndarray:
        """Return which strategies no other one beats on unseen members."""
        return unbeaten(self.unseen[:, : len(self.aims)])

    def beats(self, costs: Runs) -> bool:
        """Return whether some strategy beats a row of costs on unseen members."""
        gap = (self.unseen - costs)[:, : len(self.aims)]
        return bool(((gap <= 0).all(axis=1) & (gap < 0).any(axis=1)).any())

    def losses(self) -> Runs:
        """Return by how much each aim is worse unseen than seen, share of its range, by aim."""
        count = len(self.aims)
        wide = np.ptp(self.unseen[:, :count], axis=0)
        drop = (self.unseen - self.seen)[:, :count].mean(axis=0)
        return np.asarray(drop / np.where(wide > 0.0, wide, 1.0))


def mark(name: str) -> str:
    """Return the number of a strategy; an A before it where it is adaptive."""
    return name.removeprefix("strategy ").replace("adaptive ", "A")


def table_of(got: Searched) -> pd.DataFrame:
    """Return one row a strategy, the best first, then the shipped scenarios.

    Aims stand in the units of the vocabulary, seen and unseen, with the rank by closeness to the
    best of every aim; `kept` says whether every bound is met on unseen members.
    """
    rows: list[dict[str, object]] = []
    seen, unseen = got.amounts(got.seen), got.amounts(got.unseen)
    before, after = got.ranks(got.seen), got.ranks(got.unseen)
    still, kept = got.still(), got.kept(got.unseen)
    for i in np.argsort(after, kind="stable"):
        row: dict[str, object] = {
            "strategy": got.names[i], "rank_seen": int(before[i]), "rank_unseen": int(after[i]),
            "still_unbeaten": bool(still[i]), "kept": bool(kept[i]),
        }  # fmt: skip
        if got.names[i] in got.fired:
            fired = got.fired[got.names[i]]
            row["rule_fires_in"] = float(np.isfinite(fired).mean())
            row["median_week"] = quantiles(fired)[1] if np.isfinite(fired).any() else np.nan
        for k, aim in enumerate(got.aims):
            row |= {f"seen: {aim.key}": seen[i, k], f"unseen: {aim.key}": unseen[i, k]}
        rows.append(row | got.settings.drop(columns="strategy").iloc[i].to_dict())
    for name, costs in got.shipped.items():
        row = {"strategy": name, "still_unbeaten": not got.beats(costs)}
        row["kept"] = bool(got.kept(costs[np.newaxis])[0])
        values = got.amounts(costs)
        rows.append(row | {f"unseen: {a.key}": v for a, v in zip(got.aims, values, strict=True)})
    return pd.DataFrame(rows)
