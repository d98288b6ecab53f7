"""Choosing among rules that could each be right: one rule a run, several in one block."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.ground.arrays import Runs
from sim.model.draws import Block
from sim.vocabulary.levers import structures
from sim.vocabulary.policy import Case


@dataclass(frozen=True)
class Choice:
    """Which option of a structural choice each run takes.

    Attributes:
        codes: index into the options, shape (run,).
        present: the options that occur in the block.
    """

    codes: Runs
    present: tuple[int, ...]

    def __call__(self, rules: Sequence[Callable[..., Any]], *inputs: Any) -> Any:
        """Apply to each run its own rule; results are arrays or NamedTuples of arrays."""
        results = [rules[code](*inputs) for code in self.present]
        out = results[0]
        for code, result in zip(self.present[1:], results[1:], strict=True):
            out = _where(self.codes == code, result, out)
        return out


def _where(here: Any, yes: Any, no: Any) -> Any:
    if isinstance(yes, tuple):
        return type(yes)(*(np.where(here, y, n) for y, n in zip(yes, no, strict=True)))
    return np.where(here, yes, no)


def _drawn(quantile: Runs, weights: Sequence[float]) -> np.ndarray:
    """Return the place of each member's option among those sampled, shape (member,)."""
    last = len(weights) - 1
    if len(set(weights)) == 1:
        return (quantile * len(weights)).astype(int).clip(0, last)
    edges = np.cumsum(weights) / np.sum(weights)
    return np.searchsorted(edges, quantile, side="right").clip(0, last)


def choose(policies: Sequence[Case], block: Block, drawn: Mapping[str, Runs]) -> dict[str, Choice]:
    """Draw or fix every structural choice of a block.

    Args:
        policies: of the block.
        block: its runs.
        drawn: quantiles by name of the choice, one a member, shape (member,).
    """
    out = {}
    for name, structure in structures().items():
        parts = []
        for policy in policies:
            options = [structure.options.index(option) for option in policy.structure[name]]
            index = _drawn(drawn[name], [structure.weights[option] for option in options])
            parts.append(np.asarray(options, dtype=np.float64)[index])
        codes = np.concatenate(parts)
        out[name] = Choice(codes, tuple(int(c) for c in np.unique(codes)))
        assert codes.shape == (block.size,)
    return out
