"""Double-entry stocks of one good: nothing moves without a source and a sink."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.ground.arrays import Flags, Runs, total
from sim.ground.errors import RunError

RTOL = 1e-9
"""Stated tolerance of the weekly audit, relative to all that ever entered the books."""


class AuditError(RunError):
    """The total over accounts changed: a flow was posted outside the ledger.

    Attributes:
        runs: indices of the runs in the block that failed.
    """

    def __init__(self, message: str, runs: np.ndarray) -> None:
        super().__init__(message)
        self.runs = runs


@dataclass
class Ledger:
    """Balances of one good.

    Attributes:
        good: name and unit as shown to readers, e.g. ``"shells [rounds]"``.
        accounts: account names.
        endless: accounts that may go negative: sources outside the model, which come first.
        balance: stock per account, shape (account, run).
    """

    good: str
    accounts: tuple[str, ...]
    endless: frozenset[str]
    balance: Runs

    def __post_init__(self) -> None:
        self._row = {name: i for i, name in enumerate(self.accounts)}
        self._opening = total(self.balance)

    @classmethod
    def opening(
        cls, good: str, endless: tuple[str, ...], stocks: Mapping[str, Runs | float], size: int
    ) -> "Ledger":
        """Open a ledger with the given stocks, one (run,) or number an account."""
        names = (*endless, *stocks)
        rows = [np.zeros(size) for _ in endless]
        rows += [np.broadcast_to(stock, size).astype(np.float64) for stock in stocks.values()]
        return cls(good, names, frozenset(endless), np.stack(rows))

    def stock(self, account: str) -> Runs:
        """Return a copy of one balance, shape (run,)."""
        out: Runs = self.balance[self._row[account]].copy()
        return out

    def move(self, source: str, sink: str, asked: Runs) -> Runs:
        """Move up to `asked` from source to sink and return what really moved, shape (run,)."""
        i, j = self._row[source], self._row[sink]
        most = np.inf if source in self.endless else self.balance[i]
        moved: Runs = asked.clip(0.0, most)
        self.balance[i] -= moved
        self.balance[j] += moved
        return moved

    def share_out(self, source: str, asks: Mapping[str, Runs]) -> dict[str, Runs]:
        """Serve several asks on one stock, rationed in proportion; return what moved to each."""
        wanted = {sink: np.maximum(ask, 0.0) for sink, ask in asks.items()}
        together = total(np.stack(list(wanted.values())))
        have = self.balance[self._row[source]]
        part = np.ones_like(together)
        np.divide(have, together, out=part, where=together > have)
        return {sink: self.move(source, sink, ask * part) for sink, ask in wanted.items()}

    def sound(self) -> Flags:
        """Return whether nothing was lost and no stock is negative or not finite, shape (run,)."""
        drift, lowest, tolerance = self._state()
        return (drift <= tolerance) & (lowest >= -tolerance)

    def _state(self) -> tuple[Runs, Runs, Runs]:
        """Return how far the total drifted, the lowest stock, and what is let pass; (run,)."""
        drift = np.abs(total(self.balance) - self._opening)
        entered = -total(self.balance[: len(self.endless)])
        tolerance = RTOL * np.maximum(self._opening + entered, 1.0)
        return drift, np.min(self.balance[len(self.endless) :], axis=0), tolerance

    def check(self, week: int) -> None:
        """Raise AuditError if any run's total drifted or a stock is negative or not finite."""
        if self.sound().all():
            return
        drift, lowest, tolerance = self._state()
        self._refuse_negative(week, lowest, tolerance)
        bad = np.flatnonzero(~(drift <= tolerance))
        raise AuditError(
            f"{self.good}: total drifted by up to {drift[bad].max():.3g} in week {week} "
            f"for {bad.size} run(s), first {bad[0]}; post every flow with Ledger.move",
            bad,
        )

    def _refuse_negative(self, week: int, lowest: Runs, tolerance: Runs) -> None:
        below = np.flatnonzero(~(lowest >= -tolerance))
        if below.size:
            raise AuditError(
                f"{self.good}: a stock fell to {lowest[below].min():.3g} in week {week} for "
                f"{below.size} run(s), first {below[0]}; take no more than there is",
                below,
            )
