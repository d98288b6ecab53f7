"""The runs behind an answer: the same members for every case, block by block."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.answers.statements import terms as t
from sim.answers.statements.clock import Clock
from sim.answers.statements.monitor import Paths, value_of
from sim.answers.statements.reading import read, read_outcome
from sim.ground.arrays import Runs
from sim.ground.errors import InputError, RunError
from sim.model.draws import PER_COUNT, Block
from sim.model.members import Source, draw_choices, draw_values, require_sizes
from sim.model.rules import choose
from sim.runs.ensemble import BLOCK_RUNS, Experiment, Piece, Recorded
from sim.runs.settings import Settings
from sim.sweeps.block import failed_runs, record
from sim.vocabulary.assumptions import registry
from sim.vocabulary.levers import structures
from sim.vocabulary.policy import Case

Read = Callable[[Paths], Runs]
"""What is taken from the weekly series of one case and some members, shape (..., member)."""

STRUCTURE = "structure."
"""Start of the names of structural choices among the inputs of members."""

SPOKEN = re.compile(r"[<>]|\b(when|whenever|how|falls|rises|between|until|throughout|by)\b")
"""Words of a statement or question; a text without them names an outcome."""

Series = dict[str, np.ndarray]


@dataclass(frozen=True)
class Found:
    """What was taken from the runs of several cases over the same members.

    Attributes:
        values: shape (case, ..., member); NaN where a run failed.
        failed: how many runs failed and are left out.
    """

    values: Runs
    failed: int


def settings_of(members: int, *, seed: int = 1, weeks: int = 260, prior: bool = False) -> Settings:
    """Return the settings of an answer; InputError for sizes that cannot be."""
    from sim.runs.constrained import ensemble

    require_sizes(members, seed, weeks)
    return Settings(members, seed, weeks, constrained=None if prior else ensemble())


def outcomes(
    cases: Sequence[Case],
    keep: Sequence[str],
    read: Read,
    how: Settings,
    others: Mapping[str, Case] | None = None,
) -> Found:
    """Run cases over the same members and return what `read` takes from each.

    Args:
        cases: what is asked, one row of the result each.
        keep: measures that `read` needs.
        read: from weekly series to one value (or several) a member.
        how: members, seed, weeks, ensemble.
        others: further cases by name that `read` may look at (a reference, say), run once.

    Raises:
        InputError: no members, weeks or seed that can be.
        RunError: every run of a case failed.
    """
    require_sizes(how.members, how.seed, how.weeks)
    named = dict(others or {})
    chunks: list[Runs] = []
    lost_by_case = np.zeros(len(cases), dtype=int)
    for members in _shares(how.members):
        beside, lost = _beside(named, keep, how, members)
        rows = []
        for policies, recorded in _blocks(cases, keep, how, members):
            wrong = failed_runs(recorded) | lost
            lost_by_case[list(policies)] += wrong.sum(axis=1)
            for i in range(len(policies)):
                own = _slice(recorded, i)
                value = np.array(read(Paths(own, {**beside})), dtype=np.float64)
                value[..., wrong[i]] = np.nan
                rows.append(value)
        chunks.append(np.stack(rows))
    if (lost_by_case == how.members).any():
        raise RunError("every run of a case failed; see 'sim run' for the reason")
    return Found(np.concatenate(chunks, axis=-1), int(lost_by_case.sum()))


def _shares(members: int) -> Iterator[range]:
    """Yield ranges of members that one block holds."""
    each = BLOCK_RUNS // PER_COUNT * PER_COUNT
    for start in range(0, members, each):
        yield range(start, min(start + each, members))


def _blocks(
    cases: Sequence[Case], keep: Sequence[str], how: Settings, members: range
) -> Iterator[tuple[range, Recorded]]:
    together = max(1, BLOCK_RUNS // len(members))
    experiment = Experiment(tuple(cases), how.members, how.seed, how.weeks, how.constrained)
    for start in range(0, len(cases), together):
        policies = range(start, min(start + together, len(cases)))
        yield policies, record(experiment, Piece(policies, members), keep)


def _beside(
    named: Mapping[str, Case], keep: Sequence[str], how: Settings, members: range
) -> tuple[dict[str, Series], np.ndarray]:
    """Return the series of named cases, and in which members one of them failed."""
    out: dict[str, Series] = {}
    lost = np.zeros(len(members), dtype=bool)
    if not named:
        return out, lost
    names = list(named)
    for policies, recorded in _blocks(tuple(named[name] for name in names), keep, how, members):
        lost |= failed_runs(recorded).any(axis=0)
        for i, policy in enumerate(policies):
            out[names[policy]] = _slice(recorded, i)
    return out, lost


def _slice(recorded: Recorded, policy: int) -> Series:
    each = len(recorded.piece.members)
    part = slice(policy * each, (policy + 1) * each)
    return {name: stored[..., part] for name, stored in recorded.values.items()}  # noqa: PD011


@dataclass(frozen=True)
class Members:
    """What the members of a case are.

    Attributes:
        inputs: sampled assumptions by key (in their unit), structures as ``structure.NAME``
            (names); what does not differ between members is left out. One row a member.
        rows: number of the parameter row of each member, shape (member,).
    """

    inputs: pd.DataFrame
    rows: np.ndarray

    def groups(self, by: str) -> dict[str, np.ndarray]:
        """Return which members belong to each option of a structure; {} where it does not vary."""
        name = STRUCTURE + by
        if name not in self.inputs:
            return {}
        column = self.inputs[name]
        return {option: np.asarray(column == option) for option in column.cat.categories}


def members_of(case: Case, how: Settings) -> Members:
    """Return the inputs and parameter rows of the members that a case meets."""
    members = range(how.members)
    block, cases = Block(members), [case]
    source = (
        Source.prior(how.seed, members)
        if how.constrained is None
        else Source.constrained(how.seed, members, how.constrained)
    )
    rules = choose(cases, block, draw_choices(source))
    values = draw_values(source, cases, block, rules["reading"].codes)
    columns: dict[str, object] = {}
    for entry in registry():
        drawn = np.broadcast_to(values[entry.key], how.members)
        if np.ptp(drawn) > 0.0:
            columns[entry.key] = np.array(drawn)
    for name, structure in structures().items():
        codes = rules[name].codes.astype(int)
        if len(np.unique(codes)) > 1:
            kinds = pd.CategoricalDtype(list(structure.options))
            column = pd.Categorical.from_codes(codes, dtype=kinds)
            columns[STRUCTURE + name] = column.remove_unused_categories()
    fixed = case.structure["reading"]
    used = source.of(fixed[0] if len(fixed) == 1 else None)
    rows = np.arange(how.members) if used.rows is None else used.rows
    return Members(pd.DataFrame(columns, index=pd.RangeIndex(how.members)), np.asarray(rows))


def named_cases(wanted: Sequence[str], given: Mapping[str, Case]) -> dict[str, Case]:
    """Return cases by name: those given, else shipped scenarios; InputError for others."""
    from sim.vocabulary.scenario import load

    out = {}
    for name in wanted:
        try:
            out[name] = given[name] if name in given else load(name).policy
        except InputError as error:
            raise InputError(f"statement: {error}") from None
    return out


def statement_of(text: str, clock: Clock) -> t.Statement:
    """Return a statement or question, or an outcome such as ``dprk.warheads at end of 2026``."""
    if SPOKEN.search(text):
        return read(text, clock)
    return read_outcome(text, clock)


def values_of(
    said: t.Statement, cases: Mapping[str, Case], how: Settings, known: Mapping[str, Case]
) -> Found:
    """Return what a statement comes to in each case and member, shape (case, member).

    Args:
        said: the statement.
        cases: what is run.
        how: members, seed, weeks, ensemble.
        known: cases by name that the statement may name, beside the shipped scenarios.
    """
    others = named_cases(said.cases, known)
    return outcomes(
        list(cases.values()), said.measures, lambda p: value_of(said.said, p), how, others
    )
