"""Which files decide what a module does: those that it imports, and the tables that these name."""

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
TABLES = (".csv",)
"""Endings of the tables that code names."""


def closure(roots: Iterable[str], package: Path = PACKAGE) -> list[Path]:
    """Return the files of all modules that some modules import, directly or not, themselves too.

    Imports inside functions count; those that only a type checker follows do not.

    Args:
        roots: dotted names, e.g. ``sim.model.world``.
        package: folder of the package that the names start with.

    Example:
        >>> [path.name for path in closure(["sim.ground.weeks"])]
        ['errors.py', 'fields.py', 'weeks.py']
    """
    waiting, found = list(roots), set()
    while waiting:
        path = _file(waiting.pop(), package)
        if path is not None and path not in found:
            found.add(path)
            waiting += _read(path.read_bytes())[0]
    return sorted(found)


def tables(files: Iterable[Path], data: Path) -> list[Path]:
    """Return the tables below a folder that some files of code name."""
    named = {name for path in files for name in _read(path.read_bytes())[1]}
    return sorted(path for path in data.rglob("*.csv") if path.name in named)


def _file(module: str, package: Path) -> Path | None:
    first, *parts = module.split(".")
    path = package.joinpath(*parts).with_suffix(".py") if parts else package / "__init__.py"
    return path if first == package.name and path.is_file() else None


@lru_cache(maxsize=512)
def _read(code: bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the modules that code may import, and the tables that it names."""
    nodes = list(_nodes(ast.parse(code)))
    modules = [name for node in nodes for name in _imported(node)]
    texts = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return tuple(modules), tuple(text for text in texts if text.endswith(TABLES))


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk a tree, but not into what only a type checker follows."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node
        yield from _nodes(node)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []
