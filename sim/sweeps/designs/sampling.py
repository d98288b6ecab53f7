"""Layouts of a sample: rows of numbers in [0, 1], one column an input, by method."""

from collections.abc import Callable

import numpy as np

from sim.ground.arrays import Runs

LEVELS = 4
"""Levels of a Morris grid (Morris 1991; SALib's default)."""

TAIL = 0.05
"""Morris and one-at-a-time rows lie between this quantile and one minus it: corners of every
distribution at once say little about the model inside them."""

STREAM = 4
"""Second key of the generator: the sample of a design shares no number with its luck."""


def _random(seed: int) -> np.random.Generator:
    return np.random.default_rng([seed, STREAM])


def _problem(columns: int, low: float = 0.0, high: float = 1.0) -> dict[str, object]:
    names = [str(i) for i in range(columns)]
    return {"num_vars": columns, "names": names, "bounds": [[low, high]] * columns}


def grid(columns: int, size: int, seed: int) -> Runs:
    """Return every combination of `size` levels, the middles of equal shares."""
    del seed
    levels = (np.arange(size) + 0.5) / size
    rows = np.meshgrid(*[levels] * columns, indexing="ij")
    return np.stack([axis.ravel() for axis in rows], axis=1)


def latin_hypercube(columns: int, size: int, seed: int) -> Runs:
    """Return `size` rows; each column has one number in every one of `size` equal shares."""
    from scipy.stats import qmc

    out: Runs = qmc.LatinHypercube(columns, rng=_random(seed)).random(size)
    return out


def sobol(columns: int, size: int, seed: int) -> Runs:
    """Return the first `size` rows of a scrambled Sobol' sequence; best at a power of two."""
    from scipy.stats import qmc

    full = (size - 1).bit_length()
    out: Runs = qmc.Sobol(columns, rng=_random(seed)).random_base2(full)[:size]
    return out


def saltelli(columns: int, size: int, seed: int) -> Runs:
    """Return SALib's layout for Sobol' indices, size x (columns + 2) rows (Saltelli 2010)."""
    from SALib.sample import sobol as layout

    whole = 2 ** (size - 1).bit_length()
    rows: Runs = layout.sample(
        _problem(columns), whole, calc_second_order=False, seed=_random(seed)
    )
    return rows[: size * (columns + 2)]


def morris(columns: int, size: int, seed: int) -> Runs:
    """Return SALib's layout of `size` trajectories, size x (columns + 1) rows."""
    from SALib.sample import morris as layout

    problem = _problem(columns, TAIL, 1.0 - TAIL)
    out: Runs = layout.sample(problem, size, num_levels=LEVELS, seed=_random(seed))
    return out


def one_at_a_time(columns: int, size: int, seed: int) -> Runs:
    """Return a row that fixes nothing, then `size` rows a column that fix it alone.

    NaN leaves an input as it is: sampled in the members, or at the scenario's setting.
    """
    del seed
    levels = np.linspace(TAIL, 1.0 - TAIL, size)
    out = np.full((1 + columns * size, columns), np.nan)
    for column in range(columns):
        first = 1 + column * size
        out[first : first + size, column] = levels
    return out


LAYOUTS: dict[str, Callable[[int, int, int], Runs]] = {
    "grid": grid,
    "latin_hypercube": latin_hypercube,
    "sobol": sobol,
    "saltelli": saltelli,
    "morris": morris,
    "one_at_a_time": one_at_a_time,
}
"""Functions of (columns, size, seed) that return rows in [0, 1], shape (row, column)."""


def count(method: str, columns: int, size: int) -> int:
    """Return how many rows a layout has, without making it."""
    if method == "grid":
        return int(size**columns)
    if method == "saltelli":
        return size * (columns + 2)
    if method == "morris":
        return size * (columns + 1)
    if method == "one_at_a_time":
        return 1 + columns * size
    return size


def to_sum(levels: Runs, low: Runs, high: Runs, aim: float) -> Runs:
    """Move each row to the sum `aim` inside its box, every input in proportion to its room.

    Args:
        levels: shape (row, input), between low and high.
        low: lower bounds, shape (input,).
        high: upper bounds, shape (input,).
        aim: wanted sum, between the sums of the bounds.
    """
    now = levels.sum(axis=1, keepdims=True)
    below, above = low.sum(), high.sum()
    rise = (aim - now) / np.where(above > now, above - now, 1.0)
    fall = (aim - below) / np.where(now > below, now - below, 1.0)
    out: Runs = np.where(now < aim, levels + (high - levels) * rise, low + (levels - low) * fall)
    return out
