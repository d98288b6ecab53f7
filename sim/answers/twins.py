"""Two paired runs of one member, week by week, and weeks of one with inputs of the other."""

import copy
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

import numpy as np

from sim.model.actors.view import View
from sim.model.calendar import Week
from sim.model.members import Source
from sim.model.stages.scene import Ledgers
from sim.model.world import World
from sim.runs.settings import Settings
from sim.vocabulary.policy import Case

VIEW, NETWORK, BOOK, LEVER, DATE, REST = "view", "network", "book", "lever", "date", "rest"
DERIVED = ("levers", "number")
"""Parts of a week that are no inputs of their own."""


class Key(NamedTuple):
    """An input of a week: a field of the view, of the network, a book's account, a lever, a date.

    Attributes:
        kind: one of the above; REST stands for assumptions, rules and opening values together.
        name: of the field, the book or the lever.
        account: of the book.
    """

    kind: str
    name: str
    account: str = ""


@dataclass
class Twin:
    """One of two paired runs.

    Attributes:
        world: in which weeks are lived again.
        views: at each week bound.
        books: at each week bound.
        nows: what the calendar said of each week, adaptive rules included.
    """

    world: World
    views: list[View]
    books: list[Ledgers]
    nows: list[Week]

    @classmethod
    def run(cls, case: Case, member: int, how: Settings) -> "Twin":
        """Run one member of a case and keep all that a week begins with."""
        members = range(member, member + 1)
        source = (
            Source.prior(how.seed, members)
            if how.constrained is None
            else Source.constrained(how.seed, members, how.constrained)
        )
        world = World.of(case, member, seed=how.seed, source=source)
        views, books, nows = [world.view], [copy.deepcopy(world.books)], []
        for _ in range(how.weeks):
            world.step()
            assert world._last is not None  # noqa: SLF001  after a step
            nows.append(world._last[0].now)  # noqa: SLF001  what this week was
            views.append(world.view)
            books.append(copy.deepcopy(world.books))
        return cls(world, views, books, nows)

    def again(self, week: int, other: "Twin", swapped: Collection[Key]) -> World:
        """Live a week again with some inputs of the other run, and return the World after it."""
        whole = other if Key(REST, "") in swapped else self
        world, view = whole.world, self.views[week]
        books, now = copy.deepcopy(self.books[week]), self.nows[week]
        for kind, name, account in swapped:
            if kind == VIEW:
                view = replace(view, **{name: getattr(other.views[week], name)})
            elif kind == NETWORK:
                part = {name: getattr(other.views[week].network, name)}
                view = replace(view, network=view.network._replace(**part))
            elif kind == BOOK:
                mine, theirs = getattr(books, name), getattr(other.books[week], name)
                row = mine.accounts.index(account)
                mine.balance[row] = theirs.balance[row]
            elif kind == LEVER:
                value = getattr(other.nows[week].levers, name)
                now = replace(now, levers=replace(now.levers, **{name: value}))
            elif kind == DATE:
                now = replace(now, **{name: getattr(other.nows[week], name)})
        world.view, world.books = view, books
        world.advance(now)
        return world

    def state(self, bound: int, key: Key) -> np.ndarray:
        """Return what a view, network or book holds at a week bound, one number a part."""
        return state_of(self.views[bound], self.books[bound], key)


def state_of(view: View, books: Ledgers, key: Key) -> np.ndarray:
    """Return what a view, network or book holds, one number a part, shape (part,)."""
    if key.kind == BOOK:
        return np.ravel(getattr(books, key.name).stock(key.account))
    value: Any = getattr(view if key.kind == VIEW else view.network, key.name)
    if isinstance(value, tuple):
        value = np.concatenate([np.ravel(part) for part in value[-1:]])
    return np.ravel(np.asarray(value, dtype=np.float64))


def inputs_that_differ(one: Twin, two: Twin, week: int) -> list[Key]:
    """Return the inputs of a week in which two paired runs differ."""
    out = [Key(VIEW, f.name) for f in fields(View) if f.name != "network"]
    out += [Key(NETWORK, name) for name in one.views[week].network._fields]
    found = [k for k in out if not _same(_raw(one.views[week], k), _raw(two.views[week], k))]
    for name, book in vars(one.books[week]).items():
        other = getattr(two.books[week], name)
        for i, account in enumerate(book.accounts):
            if account not in book.endless and not _same(book.balance[i], other.balance[i]):
                found.append(Key(BOOK, name, account))
    before, after = one.nows[week], two.nows[week]
    for f in fields(before.levers):
        if not _same(getattr(before.levers, f.name), getattr(after.levers, f.name)):
            found.append(Key(LEVER, f.name))
    for f in fields(before):
        if f.name not in DERIVED and not _same(getattr(before, f.name), getattr(after, f.name)):
            found.append(Key(DATE, f.name))
    return [*found, Key(REST, "")]


def _raw(view: View, key: Key) -> Any:
    return getattr(view if key.kind == VIEW else view.network, key.name)


def _same(one: Any, two: Any) -> bool:
    if isinstance(one, tuple):
        return len(one) == len(two) and all(_same(a, b) for a, b in zip(one, two, strict=True))
    return bool(np.array_equal(np.asarray(one), np.asarray(two)))
