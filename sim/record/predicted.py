"""Predicted reports: a model's own totals with each source's bias and each report's noise."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.ground.arrays import Runs
from sim.model.draws import Uniforms
from sim.record.observation import (
    DISCREPANCY,
    Group,
    bias_chances,
    further,
    groups,
    noise,
    report,
    shown,
)
from sim.vocabulary.evidence import Target


def predict(
    asked: Sequence[Target], record: Sequence[Target], truth: Runs,
    reading: npt.NDArray[np.int8], seed: int,
) -> tuple[Runs, Runs]:  # fmt: skip
    """Return the bias of each target and its predicted reports, both (target, member).

    Args:
        asked: targets, in the first rows of `truth`.
        record: fit targets that tell of biases, in the rows after them; may be empty.
        truth: statistics, shape (target, member).
        reading: place of each member's reading, shape (member,).
        seed: keys the draws.
    """
    known = {}
    if record:
        told = shown(record, truth[len(asked) : len(asked) + len(record)], reading)
        chances = bias_chances(record, told, DISCREPANCY)
        known = {group.key: chance for group, chance in chances}
    uniforms = Uniforms(seed, range(truth.shape[1]))
    biases = np.empty((len(asked), truth.shape[1]))
    for group in groups(asked):
        luck = uniforms("bias of " + " ".join(str(part) for part in group.key))
        drawn = draw_bias(group, luck, known.get(group.key))
        for row, target in zip(group.rows, group.targets, strict=True):
            biases[row] = drawn * further(target, reading)
    reports = np.stack([
        report(target, row * bias, noise(target, uniforms(f"noise of {target.id}")))
        for target, row, bias in zip(asked, truth, biases, strict=False)
    ])  # fmt: skip
    return biases, reports


def draw_bias(group: Group, luck: Runs, chance: Runs | None = None) -> Runs:
    """Return bias factors, log-uniform in their range or as the record has it, shape (member,).

    Args:
        group: targets that share the bias.
        luck: uniform draws, shape (member,).
        chance: posterior chance of each grid point, shape (grid, member), or None for the prior.
    """
    low, high = group.targets[0].bias
    steps = len(group.factors)
    if chance is None:
        place = luck
    else:
        below = np.vstack([np.zeros_like(luck), np.cumsum(chance, axis=0)])
        step = np.clip((below <= luck * below[-1]).sum(axis=0) - 1, 0, steps - 1)
        columns = np.arange(len(luck))
        width = np.maximum(chance[step, columns], np.finfo(float).tiny)
        inside = (luck * below[-1] - below[step, columns]) / width
        place = (step + np.clip(inside, 0.0, 1.0)) / steps
    out: Runs = low * np.power(high / low, place)
    return out
