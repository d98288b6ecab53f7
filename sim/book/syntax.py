"""What a piece of code reads: assumptions and levers, found in its syntax tree."""

import ast
import inspect
import textwrap
from functools import cache, cached_property
from itertools import pairwise
from typing import Any, get_type_hints

from sim.model.actors.assumed import owners
from sim.vocabulary.assumptions import registry
from sim.vocabulary.levers import levers

STACKED = {"Channels": "ChannelParams"}
"""Classes that hold the stacked fields of a parameter class; `value` is the reference value."""

RENAMED = {
    "value": "reference_value",
    "weight": "reference_value",
    "turnover": "listing_exposure",
    **dict.fromkeys(("kept", "odds", "full_loss", "margin"), "interdictability"),
}
"""Fields of those classes that follow from an assumption of another name."""


@cache
def _owners_of() -> dict[str, tuple[str, ...]]:
    """Return the owners by name of their parameter class."""
    out: dict[str, tuple[str, ...]] = {}
    for owner, kind in owners().items():
        out[kind.__name__] = (*out.get(kind.__name__, ()), owner)
    return out


@cache
def _levers_of() -> dict[str, str]:
    """Return the assumption that each lever replaces."""
    return {entry.lever: entry.key for entry in registry() if entry.lever}


def tree_of(thing: Any) -> ast.AST | None:
    """Return the syntax tree of a function, method or class, or None for anything else."""
    if not (inspect.isfunction(thing) or inspect.isclass(thing)):
        return None
    return ast.parse(textwrap.dedent(inspect.getsource(thing)))


def reads(thing: Any, method_of: Any = None) -> tuple[frozenset[str], frozenset[str]]:
    """Return the registry keys and the levers that a function, method or class reads.

    Args:
        thing: a function, method or class.
        method_of: the class of a method, whose `params` its body reads.
    """
    tree = tree_of(thing)
    if tree is None:
        return frozenset(), frozenset()
    kinds = _kinds(tree)
    holder = method_of or (thing if inspect.isclass(thing) else None)
    mine = _params_of(holder) if holder else None
    keys: set[str] = set()
    used: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            words = _chain(node)
            keys |= _by_owner(words) | _by_kind(words, kinds, mine)
            if len(words) > 1 and words[-2] in {"levers", "now"} and words[-1] in levers():
                used.add(words[-1])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            keys |= {node.value} & set(registry().entries)
    keys |= {_levers_of()[name] for name in used if name in _levers_of()}
    return frozenset(keys), frozenset(used)


def _chain(node: ast.expr) -> tuple[str, ...]:
    if isinstance(node, ast.Attribute):
        return (*_chain(node.value), node.attr)
    return (node.id,) if isinstance(node, ast.Name) else ("",)


def _kinds(tree: ast.AST) -> dict[str, str]:
    """Return the annotated class by argument name, and what is set to ``self.params``."""
    out = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and isinstance(node.annotation, ast.Name):
            kind = node.annotation.id
            out[node.arg] = STACKED.get(kind, kind)
    return out


def _params_of(holder: Any) -> str | None:
    """Return the name of the parameter class that an actor or a parameter class stands for."""
    if holder.__name__ in _owners_of():
        return str(holder.__name__)
    hints = get_type_hints(holder.__init__) if "__init__" in dir(holder) else {}
    kind = hints.get("params")
    return kind.__name__ if kind is not None else None


def _by_owner(words: tuple[str, ...]) -> set[str]:
    return {f"{a}.{b}" for a, b in pairwise(words)} & set(registry().entries)


def _by_kind(words: tuple[str, ...], kinds: dict[str, str], mine: str | None) -> set[str]:
    if len(words) < 2:
        return set()
    kind = kinds.get(words[-2])
    if kind is None and words[-2] in {"p", "params", "self"}:
        kind = mine
    names = _derived_from(kind or "", words[-1]) | {RENAMED.get(words[-1], words[-1])}
    fields = {f"{owner}.{name}" for owner in _owners_of().get(kind or "", ()) for name in names}
    return fields & set(registry().entries)


@cache
def _derived_from(kind: str, name: str) -> frozenset[str]:
    """Return the fields that a parameter class works out once under another name, if it does."""
    found = {one.__name__: one for one in owners().values()}.get(kind)
    worked_out = getattr(found, name, None)
    if not isinstance(worked_out, cached_property):
        return frozenset()
    return frozenset(key.partition(".")[2] for key in reads(worked_out.func, found)[0])
