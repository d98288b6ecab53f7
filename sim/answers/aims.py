"""What a search wants: less or more of an outcome, of a share, of regret; and what must hold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.answers.futures import named_cases, outcomes, statement_of
from sim.answers.statements import terms as t
from sim.answers.statements.clock import Clock
from sim.answers.statements.monitor import Paths, value_of
from sim.answers.statements.spoken import scale, spoken
from sim.answers.words import Voice
from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.runs.settings import Settings
from sim.vocabulary.policy import Case
from sim.vocabulary.wording import Scale

MEAN, REGRET = "mean", "regret"
REGRET_LEVEL = 0.9
"""Regret is told as what so many futures do not exceed."""


@dataclass(frozen=True)
class Aim:
    """What is wanted: less or more of an outcome's mean, of a claim's share, or of its regret.

    Attributes:
        said: the outcome or claim.
        more: whether more of it is better.
        kind: mean (of a claim, the share of members), or regret: how far a strategy stays behind
            the best of the reference strategies in the same future, in nine futures of ten at most.
    """

    said: t.Statement
    more: bool
    kind: str = MEAN

    @property
    def scale(self) -> Scale:
        """How people read it."""
        return scale(self.said.said)

    @property
    def sign(self) -> float:
        """Of a cost: 1 where less is better."""
        return -1.0 if self.more and self.kind == MEAN else 1.0

    @property
    def key(self) -> str:
        """Name of its column."""
        return f"{'regret of ' if self.kind == REGRET else ''}{self.said.text}"

    def told(self, voice: Voice) -> str:
        """Return it in words: "less hard currency at end of 2026"."""
        what = spoken(self.said.said, voice.language)
        if self.kind == REGRET:
            return voice.say("search.regret", what=what)
        return voice.say("search.more" if self.more else "search.less", what=what)


@dataclass(frozen=True)
class Bound:
    """A claim that must hold in at least, or at most, a share of members."""

    said: t.Statement
    bar: t.Bar

    def lack(self, share: float) -> float:
        """Return by how much a share of members misses the bar; nothing or less where it is met."""
        return self.bar.share - share if self.bar.least else share - self.bar.share


def aims_of(
    clock: Clock,
    less: Iterable[str],
    more: Iterable[str],
    regret_less: Iterable[str],
    regret_more: Iterable[str],
) -> list[Aim]:
    """Return the aims of a search; InputError for less than two."""
    asked = [
        (less, False, MEAN), (more, True, MEAN), (regret_less, False, REGRET),
        (regret_more, True, REGRET),
    ]  # fmt: skip
    aims = [
        Aim(statement_of(text, clock), wanted, kind)
        for texts, wanted, kind in asked
        for text in texts
    ]
    if len(aims) < 2:
        raise InputError("search: name two aims or more with --less and --more; one trades nothing")
    return aims


def bounds_of(clock: Clock, keep: Iterable[str]) -> list[Bound]:
    """Return what must hold; InputError for what is no claim with a bar."""
    out = []
    for text in keep:
        said = statement_of(text, clock)
        if not isinstance(said.said, t.Claim) or said.said.bar is None:
            raise InputError(
                f"--keep {text}: write a claim with its bar, such as "
                "'... in at least 80 % of members'"
            )
        out.append(Bound(said, said.said.bar))
    return out


@dataclass(frozen=True)
class Judge:
    """Runs strategies and says what they come to in every aim and bound.

    Attributes:
        of: name and case from which strategies start.
        aims: in their order.
        bounds: in theirs.
        how: members and horizon.
        reference: cases that regret is measured against, the same futures each.
    """

    of: tuple[str, Case]
    aims: Sequence[Aim]
    bounds: Sequence[Bound]
    how: Settings
    reference: Sequence[Case] = ()

    def costs(self, cases: Sequence[Case]) -> Runs:
        """Return costs, less better, then what bounds lack; shape (case, aim + bound)."""
        wanted = any(aim.kind == REGRET for aim in self.aims)
        found = self._values([*cases, *(self.reference if wanted else ())])
        mine, known = found[: len(cases)], found
        out = np.empty((len(cases), len(self.aims) + len(self.bounds)))
        for k, aim in enumerate(self.aims):
            if aim.kind == MEAN:
                out[:, k] = aim.sign * np.nanmean(mine[:, k], axis=1)
            else:
                toward = -1.0 if aim.more else 1.0
                best = np.nanmin(toward * known[len(cases) :, k], axis=0)
                out[:, k] = np.nanquantile(toward * mine[:, k] - best, REGRET_LEVEL, axis=1)
        for k, bound in enumerate(self.bounds, start=len(self.aims)):
            out[:, k] = [bound.lack(share) for share in np.nanmean(mine[:, k], axis=1)]
        return out

    def _values(self, cases: Sequence[Case]) -> Runs:
        """Return what each statement comes to, shape (case, statement, member)."""
        said = [*(aim.said for aim in self.aims), *(bound.said for bound in self.bounds)]
        keep = tuple(dict.fromkeys(name for one in said for name in one.measures))
        wanted = tuple(dict.fromkeys(name for one in said for name in one.cases))
        others: Mapping[str, Case] = named_cases(wanted, {self.of[0]: self.of[1]})

        def taken(paths: Paths) -> Runs:
            return np.stack([value_of(one.said, paths) for one in said])

        found = outcomes(cases, keep, taken, self.how, others).values
        return np.asarray(np.where(np.isinf(found), self.how.weeks, found))
