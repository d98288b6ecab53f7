"""Rules one at a time around a default, and a fraction of all their combinations."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.ground.errors import InputError
from sim.ground.fields import only
from sim.sweeps.designs.design import Design, Index
from sim.sweeps.designs.fields import table_at, whole
from sim.sweeps.designs.sampling import latin_hypercube

KEY, FRACTION = "around", "fraction"
"""Table of a design file, and its key: how many combinations are drawn beside."""

KEYS = (FRACTION,)


def fraction(place: str, table: Mapping[str, Any]) -> int | None:
    """Return how many combinations of rules are drawn beside those around the default.

    None where the file crosses all of them.
    """
    if KEY not in table:
        return None
    given = table_at(place, table, KEY)
    only(f"{place} [{KEY}]", given, KEYS)
    return whole(f"{place} [{KEY}]", given, FRACTION, 0)


def combined(options: tuple[int, ...], drawn: int, seed: int) -> np.ndarray:
    """Return combinations of options: the default, each other option alone, and a drawn fraction.

    The first option of each choice is the default. In the fraction every option of a choice
    stands equally often, as far as that goes (a Latin hypercube).

    Args:
        options: how many there are by choice.
        drawn: size of the fraction.
        seed: of the fraction.

    Example:
        >>> combined((2, 3), 0, 1).tolist()
        [[0, 0], [1, 0], [0, 1], [0, 2]]
    """
    alone = np.eye(len(options), dtype=int)
    rows = [0 * alone[0]]
    rows += [alone[i] * option for i, many in enumerate(options) for option in range(1, many)]
    if drawn:
        levels = latin_hypercube(len(options), drawn, seed)
        rows += list(np.floor(levels * options).astype(int))
    return np.stack(rows)


def around(place: str, design: Design, drawn: int | None) -> Index | None:
    """Return the numbers of the combinations that are kept, or None for all of them.

    Raises:
        InputError: fewer than two structures are crossed.
    """
    if drawn is None:
        return design.kept
    options = tuple(len(known) for _, known in design.structures)
    if len(options) < 2:
        raise InputError(f"{place} [{KEY}]: cross two structures or more")
    wanted = np.ravel_multi_index(tuple(combined(options, drawn, design.seed).T), options)
    every = np.arange(len(design)) if design.kept is None else design.kept
    places = np.unravel_index(every, design.shape)[1 : 1 + len(options)]
    kept: Index = every[np.isin(np.ravel_multi_index(places, options), wanted)]
    return kept
