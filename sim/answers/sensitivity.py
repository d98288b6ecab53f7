"""Which assumptions carry an outcome: given-data indices, Sobol' and Morris of designs.

SALib computes; it is not trusted with what it takes without a word: one NaN makes an index 0, a
constant outcome divides by zero. Rows are checked first, and whole base rows of a design dropped.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.answers import words
from sim.answers.answer import Answer, about
from sim.answers.asking import Given, cases_of
from sim.answers.futures import members_of, statement_of, values_of
from sim.answers.given_data import Prepared, indices
from sim.answers.statements.clock import Clock
from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.runs.constrained import ensemble
from sim.runs.settings import Settings
from sim.sweeps.designs.design import Sample
from sim.sweeps.designs.sampling import LEVELS, TAIL
from sim.sweeps.reader import SweepResults, chosen
from sim.vocabulary.assumptions import registry

RESAMPLES, SEED = 50, 1
LOW, HIGH = 0.025, 0.975
PARTS = (4, 2, 1)
"""The curve of convergence: indices at these fractions of the sample."""

SOURCING = {"high": 0.25, "medium": 0.5, "low": 1.0, "reference": 0.0}
"""How weakly a number is sourced: what a load-bearing assumption is weighed by."""

GIVEN, SOBOL, MORRIS = "given-data", "Sobol'", "Morris"


@dataclass(frozen=True)
class Influence:
    """How much each input explains.

    Attributes:
        method: given-data, Sobol' or Morris.
        table: one row an input, the most influential first: index with interval, index at a
            quarter and a half of the sample, sourcing, load.
        floor: what the highest index of an input that does nothing stays below.
        rest: one minus the sum of first-order indices: interactions and noise; NaN where inputs
            are correlated or the method gives none.
        rows: of the sample that were used.
        dropped: rows left out because a run failed.
    """

    method: str
    table: pd.DataFrame
    floor: float
    rest: float
    rows: int
    dropped: int


def sensitivity(
    measure: str,
    *,
    under: Given | Iterable[Given] = "baseline",
    members: int = 1000,
    seed: int = 1,
    weeks: int = 260,
    prior: bool = True,
) -> Answer:
    """Return which assumptions and structures an outcome or a statement rests on.

    Args:
        measure: an outcome such as ``capability.index[russia] at end of 2026``, or a statement.
        under: the scenario.
        members: of the sample that is drawn.
        seed: of the sample.
        weeks: horizon.
        prior: draw from the prior (independent inputs), else from the constrained ensemble.

    Example:
        >>> import sim
        >>> found = sim.sensitivity("dprk.warheads", members=20, weeks=20)
        >>> len(found.table) > 50
        True
    """
    how = Settings(members, seed, weeks, constrained=None if prior else ensemble())
    ((name, case),) = cases_of(under).items()
    said = statement_of(measure, Clock.of(case, weeks))
    found = values_of(said, {name: case}, how, {name: case})
    outcome = _finite(found.values[0])  # noqa: PD011
    got = given_data(members_of(case, how).inputs, outcome, independent=prior)
    rests = about(how, (name,), found.failed)
    return answer_of(got, said.text, rests, said.notes)


def _finite(values: Runs) -> Runs:
    """Put weeks that never come one after the last that does."""
    last = float(np.max(values[np.isfinite(values)], initial=0.0))
    return np.where(np.isinf(values), last + 1.0, values)


def given_data(inputs: pd.DataFrame, outcome: Runs, *, independent: bool = True) -> Influence:
    """Return given-data indices with bootstrap intervals, a floor and a curve of convergence.

    Raises:
        InputError: the outcome is the same in every member, or every run failed.
    """
    fine = np.isfinite(outcome)
    _check(outcome[fine])
    used, y = inputs.loc[fine].reset_index(drop=True), outcome[fine]
    found = indices(used, y)
    low, high = _interval(used, y, found.index)
    curve = {
        f"at_1/{part}": indices(used.iloc[: len(y) // part], y[: len(y) // part], floor=False).index
        for part in PARTS[:-1]
    }
    table = pd.DataFrame(
        {"input": found.names, "index": found.index, "low": low, "high": high, **curve}
    )
    rest = 1.0 - float(np.maximum(found.index, 0.0)[found.index > found.floor].sum())
    return Influence(
        GIVEN, _loaded(table, found.floor), found.floor, rest if independent else math.nan,
        len(y), int((~fine).sum()),
    )  # fmt: skip


def _check(outcome: Runs) -> None:
    if not outcome.size:
        raise InputError("sensitivity: every run failed; nothing can be said")
    if np.ptp(outcome) == 0.0:
        raise InputError(
            f"sensitivity: the outcome is {outcome[0]:g} in every run, so that nothing moves it; "
            "ask "
            "for another measure or date"
        )


def _interval(inputs: pd.DataFrame, y: Runs, index: Runs) -> tuple[Runs, Runs]:
    """Return 95 % intervals of the indices from halves of the sample, scaled to the whole.

    Members drawn twice would be their own neighbours and make every index too high, so that
    subsamples are drawn without replacement; their spread is that of the whole times root two.
    """
    luck, half = np.random.default_rng(SEED), max(2, len(y) // 2)
    drawn = []
    for _ in range(RESAMPLES):
        some = np.sort(luck.choice(len(y), size=half, replace=False))
        drawn.append(
            Prepared.of(inputs.iloc[some]).indices(y[some]) if np.ptp(y[some]) > 0 else index
        )
    spread = np.std(drawn, axis=0) * math.sqrt(half / (len(y) - half) if len(y) > half else 1.0)
    # a half without replacement varies by (1/half - 1/n): times half/(n - half) it is 1/n
    return index - 1.96 * spread, index + 1.96 * spread


def _loaded(table: pd.DataFrame, floor: float) -> pd.DataFrame:
    """Add how weakly each input is sourced, and its load: influence above the floor x that."""
    known = registry().entries
    grade = [known[n].confidence if n in known else "" for n in table["input"]]
    weak = np.asarray([SOURCING.get(g, 1.0) for g in grade])
    above = table["index"].to_numpy() > floor
    out = table.assign(
        above_floor=above, confidence=grade,
        load=np.where(above, table["index"].to_numpy() * weak, 0.0),
        name=[words.spoken(n) for n in table["input"]],
    )  # fmt: skip
    return out.sort_values("index", ascending=False, kind="stable").reset_index(drop=True)


def sensitivity_in(results: SweepResults, variable: str, selector: str = "") -> Answer:
    """Return the influence of a sweep's inputs on a saved measure, by the method of its sample.

    A Saltelli sample gives Sobol' indices, Morris trajectories mu* and sigma, anything else
    given-data indices. Members of a row are averaged.
    """
    saved = results.saved(variable)
    design = results.design
    if not design.save.values:  # noqa: PD011  no table
        raise InputError(
            f"{results.url}: single runs were not kept; sweep again with values = true"
        )
    place = chosen(saved, selector)
    runs = results.runs[variable].transpose("policy", "member", ...)
    values = (runs if place is None else runs[..., place]).to_numpy().astype(np.float64)
    sample = design.sample
    prior = results.store.job.constrained is None
    rests: dict[str, object] = {
        "cases": [b.name for b in design.bases], "members": design.members, "seed": design.seed,
        "weeks": design.weeks, "ensemble": "prior" if prior else "constrained",
    }  # fmt: skip
    if sample is not None and sample.method in {"saltelli", "morris"}:
        if len(sample.rows) != len(design):
            raise InputError(
                f"{results.url}: its rows are crossed with other inputs; analyse one setting at a "
                "time"
            )
        outcome = np.where(np.isnan(values).any(axis=1), np.nan, values.mean(axis=1))
        analyse = sobol_of if sample.method == "saltelli" else morris_of
        got = analyse(sample, outcome)
    else:
        columns = design.coordinates(np.arange(len(design)))
        inputs = pd.DataFrame(
            {n: v for n, v in columns.items() if n != "row" and len(set(v.tolist())) > 1}
        )
        if inputs.empty:
            raise InputError(f"{results.url}: no input differs between its cases")
        long = inputs.loc[np.repeat(inputs.index, values.shape[1])].reset_index(drop=True)
        got = given_data(long, values.reshape(-1))
    return answer_of(got, f"{variable} {selector}".strip(), rests, ())


def _problem(names: tuple[str, ...], tail: float = 0.0) -> dict[str, object]:
    return {
        "num_vars": len(names),
        "names": list(names),
        "bounds": [[tail, 1.0 - tail]] * len(names),
    }


def _whole_groups(outcome: Runs, size: int) -> tuple[np.ndarray, int]:
    """Return which rows belong to base rows without a failed run, and how many rows are dropped."""
    groups = np.isfinite(outcome).reshape(-1, size).all(axis=1)
    kept = np.repeat(groups, size)
    if not groups.any():
        raise InputError("sensitivity: in every base row of the design a run failed")
    return kept, int((~kept).sum())


def sobol_of(sample: Sample, outcome: Runs) -> Influence:
    """Return first-order and total indices of a Saltelli sample, checked before SALib sees it."""
    from SALib.analyze import sobol

    size = len(sample.names) + 2
    kept, dropped = _whole_groups(outcome, size)
    y = outcome[kept]
    _check(y)
    problem = _problem(sample.names)

    def of(rows: Runs, resamples: int) -> Mapping[str, Runs]:
        out: Mapping[str, Runs] = sobol.analyze(
            problem, (rows - y.mean()) / y.std(), calc_second_order=False, seed=SEED,
            num_resamples=resamples,
        )  # fmt: skip
        return out

    got = of(y, RESAMPLES)
    bases = len(y) // size
    curve = {f"at_1/{p}": of(y[: max(2, bases // p) * size], 2)["S1"] for p in PARTS[:-1]}
    table = pd.DataFrame(
        {"input": sample.names, "index": got["S1"], "low": got["S1"] - got["S1_conf"],
         "high": got["S1"] + got["S1_conf"], "total": got["ST"],
         "total_low": got["ST"] - got["ST_conf"], "total_high": got["ST"] + got["ST_conf"], **curve}
    )  # fmt: skip
    floor = float(np.median(got["S1_conf"]))
    rest = 1.0 - float(np.sum(got["S1"]))
    return Influence(SOBOL, _loaded(table, floor), floor, rest, len(y), dropped)


def morris_of(sample: Sample, outcome: Runs) -> Influence:
    """Return mu* (mean size of an elementary effect) and sigma of Morris trajectories."""
    from SALib.analyze import morris

    size = len(sample.names) + 1
    kept, dropped = _whole_groups(outcome, size)
    y = outcome[kept]
    _check(y)
    got = morris.analyze(
        _problem(sample.names, TAIL), sample.rows[kept], y, num_levels=LEVELS, seed=SEED,
        num_resamples=RESAMPLES,
    )  # fmt: skip
    star, conf = np.asarray(got["mu_star"]), np.asarray(got["mu_star_conf"])
    table = pd.DataFrame(
        {"input": sample.names, "index": star, "low": star - conf, "high": star + conf,
         "mu": np.asarray(got["mu"]), "sigma": np.asarray(got["sigma"])}
    )  # fmt: skip
    floor = float(np.median(conf))
    return Influence(MORRIS, _loaded(table, floor), floor, math.nan, len(y), dropped)


def answer_of(
    got: Influence, text: str, rests: Mapping[str, object], notes: Iterable[str]
) -> Answer:
    """Return influence in words."""
    top = got.table[got.table["above_floor"]].head(3)
    if len(top):
        share = got.method != MORRIS
        named = [
            f"{row['name']} ({_size(row['index'], share)}, "
            f"{_size(row['low'], share)} to {_size(row['high'], share)})"
            for _, row in top.iterrows()
        ]
        first = f"“{text}” rests most on {words.listed(named)}"
    else:
        first = f"No input moves “{text}” by more than noise would in {got.rows:,} runs"
    loaded = got.table.sort_values("load", ascending=False, kind="stable").head(3)
    weak = [str(r["name"]) for _, r in loaded.iterrows() if r["load"] > 0.0]
    bearing = f"; weakest sourced among those that count: {words.listed(weak)}" if weak else ""
    rest = ""
    if math.isfinite(got.rest):
        rest = f", and {words.percent(max(0.0, got.rest))} of the variance is interaction or luck"
    method = got.method[0].upper() + got.method[1:]
    second = (
        f"{method} indices of {len(got.table)} inputs on {got.rows:,} runs, floor "
        f"{_size(got.floor, got.method != MORRIS)}{rest}{bearing}."
    )
    more = [f"{got.dropped:,} rows are left out: a run failed"] if got.dropped else []
    return Answer(
        "sensitivity", text, (f"{first}.", second), got.table, (*notes, *more), rests, got
    )


def _size(value: float, share: bool) -> str:
    return words.percent(max(0.0, value)) if share else words.number(value)
