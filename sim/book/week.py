"""The order of the week, read off `World.advance` and the stages that it calls."""

import ast
import inspect
import textwrap
from html import escape
from typing import Any, NamedTuple, get_type_hints

from sim.book.markup import code, table
from sim.book.source import first_line
from sim.model.actors.coalition import CoalitionState
from sim.model.stages.scene import Cast, Ledgers
from sim.model.world import World

SKIPPED = {"sim.ground.arrays", "sim.model.stages.scene", "numpy", "sim.model.draws"}
"""Modules whose functions are arithmetic or containers, not steps of a week."""


LOOPED = {"s", "state"}
"""Names that stand for each coalition state in a loop."""


class Step(NamedTuple):
    """One call within a stage: an actor's decision, a mechanism, or a posting to a ledger."""

    name: str
    kind: str
    says: str


def stages() -> list[Any]:
    """Return the functions that `World.advance` calls, in its order."""
    module = inspect.getmodule(World)
    calls = _calls(_tree(World.advance))
    found = [vars(module).get(node.func.id) for node in calls if isinstance(node.func, ast.Name)]
    return [f for f in found if inspect.isfunction(f)]


def _tree(thing: Any) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(thing)))


def _calls(tree: ast.AST) -> list[ast.Call]:
    """Return calls in the order in which they run: arguments before the call that takes them."""
    out: list[ast.Call] = []

    def visit(node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            visit(child)
        if isinstance(node, ast.Call):
            out.append(node)

    visit(tree)
    return out


def steps(stage: Any) -> list[Step]:
    """Return what a stage calls, its own helpers followed in place."""
    module = inspect.getmodule(stage)
    books = _books(_tree(stage))
    out: list[Step] = []
    for node in _calls(_tree(stage)):
        func = node.func
        if isinstance(func, ast.Name):
            called = vars(module).get(func.id)
            if not inspect.isfunction(called) or called is stage:
                continue
            if called.__module__ == stage.__module__:
                out += steps(called)
            elif called.__module__ not in SKIPPED:
                short = called.__module__.removeprefix("sim.model.")
                out.append(Step(f"{short}.{called.__name__}", "relation", first_line(called)))
        elif isinstance(func, ast.Subscript) and isinstance(func.slice, ast.Constant):
            rule = str(func.slice.value)
            out.append(Step(f"rule {rule}", "decision", "Apply to each run the rule it has drawn."))
        elif isinstance(func, ast.Attribute):
            out += _of_object(func, node, books, vars(module))
    return out


def _books(tree: ast.AST) -> dict[str, str]:
    """Return which local name stands for which book."""
    known = set(get_type_hints(Ledgers))
    out = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        target, value = node.targets[0], node.value
        pairs = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = list(zip(target.elts, value.elts, strict=False))
        for left, right in pairs:
            if (
                isinstance(left, ast.Name)
                and isinstance(right, ast.Attribute)
                and right.attr in known
            ):
                out[left.id] = right.attr
    return out


def _of_object(
    func: ast.Attribute, call: ast.Call, books: dict[str, str], names: dict[str, Any]
) -> list[Step]:
    holder = func.value
    if func.attr == "move":
        book = holder.attr if isinstance(holder, ast.Attribute) else ""
        book = books.get(holder.id, "") if isinstance(holder, ast.Name) else book
        ends = [str(getattr(a, "value", "each good")) for a in call.args[:2]]
        return [Step(f"{book}: {ends[0]} → {ends[1]}", "posting", "")] if book else []
    if isinstance(holder, ast.Attribute):
        actor = get_type_hints(Cast).get(holder.attr)
        method = getattr(actor, func.attr, None)
        if inspect.isfunction(method) and actor.__module__.startswith("sim.model.actors"):
            return [Step(f"{holder.attr}.{func.attr}", "decision", first_line(method))]
    if isinstance(holder, ast.Name) and holder.id in LOOPED:
        method = getattr(CoalitionState, func.attr, None)
        if inspect.isfunction(method):
            return [Step(f"each state.{func.attr}", "decision", first_line(method))]
    if isinstance(holder, ast.Name) and inspect.ismodule(names.get(holder.id)):
        called = getattr(names[holder.id], func.attr, None)
        if inspect.isfunction(called) and called.__module__ not in SKIPPED:
            short = called.__module__.removeprefix("sim.model.")
            return [Step(f"{short}.{called.__name__}", "relation", first_line(called))]
    return []


def draws_of(stage: Any) -> list[str]:
    """Return the decision points at which a stage draws luck itself."""
    out = []
    for node in _calls(_tree(stage)):
        named = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        named = node.func.id if isinstance(node.func, ast.Name) else named
        first = node.args[0] if node.args else None
        if named == "luck" and isinstance(first, ast.Constant):
            out.append(str(first.value))
    return out


def body() -> str:
    """Return the generated part of the page: every stage with its calls in order."""
    parts = [f"<pre><code>{escape(textwrap.dedent(inspect.getsource(World.advance)))}</code></pre>"]
    for number, stage in enumerate(stages(), start=1):
        where = stage.__module__.removeprefix("sim.").replace(".", "/")
        parts.append(f'<h2 id="{stage.__name__}">{number}. {escape(stage.__name__)}</h2>')
        parts.append(
            f"<p>{escape(first_line(stage))} <span class='quiet'>sim/{where}.py</span></p>"
        )
        rows = list(dict.fromkeys(steps(stage)))
        if rows:
            cells = [
                [str(i), step.kind, code(step.name), escape(step.says)]
                for i, step in enumerate(rows, start=1)
            ]
            parts.append(table(["", "what", "call", "in words"], cells))
        drawn = draws_of(stage)
        if drawn:
            parts.append(f"<p class='quiet'>Luck drawn here: {', '.join(map(code, drawn))}</p>")
    return "".join(parts)
