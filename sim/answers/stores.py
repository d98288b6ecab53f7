"""Ask a folder of results; what it does not hold is refused or run again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from sim.answers.answer import Answer, about
from sim.answers.ask import answer, ask_of, in_case, taken
from sim.answers.asked import Asked
from sim.answers.asking import READING, structures_by
from sim.answers.futures import STRUCTURE, Members, members_of
from sim.answers.statements import terms as t
from sim.answers.statements.clock import Clock
from sim.answers.statements.monitor import Paths
from sim.answers.statements.reading import read
from sim.ground.errors import InputError
from sim.ground.folders import kind_of
from sim.runs.constrained import ensemble
from sim.runs.results import Results, open_results
from sim.runs.settings import Settings
from sim.sweeps.reader import SweepResults, open_sweep
from sim.vocabulary.measures import measures
from sim.vocabulary.policy import Case
from sim.vocabulary.scenario import load

MOST_AGAIN = 64
"""Cases of a sweep that --rerun runs again."""


@dataclass(frozen=True)
class Kept:
    """What a folder keeps of its runs.

    Attributes:
        url: of the folder.
        series: weekly series by case and measure, shape (time, ..., member).
        cases: the cases by name; None where the folder does not say enough to run one again.
        failed: which members failed, by case.
        how: settings of the runs; members are those whose series are kept.
        readings: label of each member's reading, by case; empty where it is not kept.
        runs: members of the runs, also those whose series are not kept.
    """

    url: str
    series: Mapping[str, Mapping[str, np.ndarray]]
    cases: Mapping[str, Case | None]
    failed: Mapping[str, np.ndarray]
    how: Settings
    readings: Mapping[str, np.ndarray]
    runs: int

    @cached_property
    def clock(self) -> Clock:
        """Horizon and events of the first case."""
        first = next(iter(self.cases.values()))
        return Clock(self.how.weeks) if first is None else Clock.of(first, self.how.weeks)

    def members(self, name: str) -> Members:
        """Return the inputs of a case's members, as far as they are known."""
        case = self.cases[name]
        if case is not None:
            return members_of(case, self.how)
        labels = self.readings.get(name)
        count = self.how.members
        known = {} if labels is None else {f"{STRUCTURE}reading": pd.Categorical(labels)}
        return Members(pd.DataFrame(known, index=pd.RangeIndex(count)), np.arange(count))


def ask_store(
    text: str, url: str, *, by: str = READING, rerun: bool = False, language: str = "en"
) -> Answer:
    """Return what a folder's runs say of a statement.

    Args:
        text: a statement or question.
        url: folder of `sim run`, `compare` or `sweep`.
        by: what members are grouped by.
        rerun: run the folder's cases again where it lacks a measure or a case.
        language: of what is said and drawn.

    Raises:
        InputError: the folder keeps no weekly series, or not of a measure that is needed; the
            line says what to add to [save].
    """
    structures_by(by)
    kept = open_kept(url)
    said = read(text, kept.clock)
    first = next(iter(kept.series))
    lacking = [name for name in said.measures if name not in kept.series[first]]
    elsewhere = [name for name in said.cases if name not in kept.series]
    if lacking or elsewhere:
        if rerun:
            return _again(text, kept, by, language)
        raise InputError(_refusal(kept, said, lacking, elsewhere))
    parts, failed = [], 0
    for name, own in kept.series.items():
        values = np.array(taken(said, Paths(own, kept.series)))
        values[:, kept.failed[name]] = np.nan
        failed += int(kept.failed[name].sum())
        parts.append(in_case(name, values, kept.members(name), by))
    rests = about(kept.how, tuple(kept.series), failed)
    return answer(Asked(said, tuple(parts)), rests, by, language)


def _refusal(kept: Kept, said: t.Statement, lacking: list[str], elsewhere: list[str]) -> str:
    if elsewhere and not lacking:
        return (
            f"{kept.url}: holds no runs of {elsewhere[0]} but {', '.join(list(kept.series)[:6])}; "
            "compare them into one folder, or add --rerun"
        )
    wanted = ", ".join(f'"{name}"' for name in said.measures)
    what = f"no weekly series of {lacking[0]}" if lacking else "no weekly series"
    return (
        f"{kept.url}: holds {what}; add 'measures = [{wanted}]' and 'series_members = 256' to "
        "[save] and sweep again, or add --rerun"
    )


def _again(text: str, kept: Kept, by: str, language: str) -> Answer:
    """Run the folder's cases again; with all its members."""
    cases = {name: case for name, case in kept.cases.items() if case is not None}
    if len(cases) < len(kept.cases):
        unknown = next(name for name, case in kept.cases.items() if case is None)
        raise InputError(
            f"{kept.url}: {unknown} is no longer what it was when this was run, so that it cannot "
            "be run again; ask with --under and the scenario's file"
        )
    if len(cases) > MOST_AGAIN:
        raise InputError(
            f"{kept.url}: {len(cases):,} cases are too many to run again here (at most "
            f"{MOST_AGAIN}); sweep again with the measures in [save]"
        )
    return ask_of(text, cases, replace(kept.how, members=kept.runs), by, language)


def open_kept(url: str) -> Kept:
    """Open what `sim run`, `compare` or `sweep` wrote; InputError for anything else."""
    if kind_of(Path(url)) in {"run", "compare"} or (Path(url) / "results.zarr" / "bands").exists():
        return _of_results(url, open_results(url))
    return _of_sweep(open_sweep(url))


def _of_results(url: str, found: Results) -> Kept:
    names = found.policies
    series = {name: _arrays(found.series.sel(policy=name)) for name in names}
    count = int(found.series.sizes["member"])
    constrained = ensemble() if found.attrs.get("ensemble") == "constrained" else None
    how = Settings(count, int(found.attrs["seed"]), found.weeks, constrained=constrained)
    hashes = dict(zip(names, found.attrs.get("scenario_hashes", []), strict=False))
    readings = {n: found.series["reading"].sel(policy=n).to_numpy() for n in names}
    return Kept(
        url, series, {n: _case(n, hashes.get(n, ""), found) for n in names},
        {n: np.zeros(count, dtype=bool) for n in names}, how, readings,
        int(found.attrs["members"]),
    )  # fmt: skip


def _case(name: str, digest: str, found: Results) -> Case | None:
    """Return the case of a scenario that still is what it was; None where it is not."""
    try:
        scenario = load(name)
        for pair in found.attrs.get("set", []) or []:
            lever, _, value = str(pair).partition("=")
            scenario = scenario.setting(lever, _number(value))
    except InputError:
        return None
    return scenario.policy if scenario.digest == digest else None


def _number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text


def _arrays(data: object) -> dict[str, np.ndarray]:
    """Return the series of one case by measure, member last."""
    out = {}
    for name, array in data.data_vars.items():  # type: ignore[attr-defined]
        if str(name) in measures():
            m = measures()[str(name)]
            dims = (m.time, *([m.dimension] if m.dimension else []), "member")
            out[str(name)] = array.transpose(*dims).to_numpy()
    return out


def _of_sweep(found: SweepResults) -> Kept:
    design, job = found.design, found.store.job
    count = min(design.save.series_members, design.members)
    names = _names(found)
    series: dict[str, Mapping[str, np.ndarray]] = {name: {} for name in names}
    if count:
        data = found.series
        series = {name: _arrays(data.isel(policy=i)) for i, name in enumerate(names)}
    failed = {name: np.zeros(count, dtype=bool) for name in names}
    for record in found.store.records():
        for failure in record.failures:
            if failure.member < count:
                failed[names[failure.policy]][failure.member] = True
    how = Settings(count, design.seed, design.weeks, constrained=job.constrained)
    cases = {name: job.experiment.policies[i] for i, name in enumerate(names)}
    return Kept(found.url, series, cases, failed, how, {}, design.members)


def _names(found: SweepResults) -> list[str]:
    """Return the settings of each case as its name: what differs between the cases."""
    inputs = found.inputs.coords
    columns = {str(n): c.to_numpy() for n, c in inputs.items() if str(n) != "policy"}
    varying = {n: v for n, v in columns.items() if len(set(v.tolist())) > 1 and n != "row"}
    out = []
    for i in range(len(found.design)):
        parts = [f"{n}={_shown(v[i])}" for n, v in varying.items()]
        out.append(", ".join(parts) or str(found.design.bases[0].name))
    return out if len(set(out)) == len(out) else [f"{i}: {name}" for i, name in enumerate(out)]


def _shown(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
