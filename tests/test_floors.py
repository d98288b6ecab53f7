"""Imports go down the floors of the architecture, and within a floor there is no circle."""

import ast
from pathlib import Path

import pytest

import sim

SIM = Path(sim.__file__).parent
FLOORS = (
    "ground", "vocabulary", "model", "compiled", "runs", "record", "sweeps", "answers",
    "plots", "origins", "book", "reports", "explorer", "verbs", "cli",
)  # fmt: skip
"""Each imports only what stands before it."""
FLOOR = {name: height for height, name in enumerate(FLOORS)}


def dotted(path: Path) -> str:
    parts = path.relative_to(SIM.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {
    dotted(p): p for p in sorted(SIM.rglob("*.py")) if "scenarios" not in p.parts and p != SIM
}


def imported(path: Path, *, lazy: bool = True) -> set[str]:
    """Return the modules of sim that a file imports, also inside functions if `lazy`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = ast.walk(tree) if lazy else iter(tree.body)
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {node.module or ""}
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name in MODULES and name != "sim"}


def floor(module: str) -> int:
    part = module.split(".")[1]
    assert part in FLOOR, f"{module} stands on no floor; list it in FLOORS"
    return FLOOR[part]


@pytest.mark.parametrize("module", [m for m in MODULES if m != "sim"])
def test_a_module_imports_only_its_own_floor_and_those_below(module):
    above = {name for name in imported(MODULES[module]) if floor(name) > floor(module)}
    assert above == set(), f"{module} on floor {floor(module)} looks up"


ENTWINED = {("sim.compiled.symbols", "sim.compiled.functions")}
"""Asked for on use alone: an operator on symbols is a function, and a function gives symbols."""


def test_imports_run_in_no_circle_even_inside_functions():
    below = {m: imported(p) - {m} for m, p in MODULES.items() if m != "sim"}
    for module, other in ENTWINED:
        below[module].remove(other)
    while below:
        ready = {m for m, needs in below.items() if not needs & set(below)}
        assert ready, f"a circle among {sorted(below)}"
        below = {m: needs for m, needs in below.items() if m not in ready}


def test_only_the_face_of_the_package_has_anything_in_an_init_file():
    full = [
        str(p.relative_to(SIM))
        for p in SIM.rglob("__init__.py")
        if p.parent != SIM and p.read_text(encoding="utf-8").strip()
    ]
    assert full == []


def test_no_module_hides_behind_a_vague_name():
    vague = {"utils", "helpers", "manager", "data", "info", "process"}
    assert not {m.split(".")[-1] for m in MODULES} & vague


LONGEST = 300
"""Lines of a file beyond which it holds more than one thing."""


def test_no_file_is_long_and_bodies_of_functions_are_short():
    texts = {m: p.read_text("utf-8") for m, p in MODULES.items()}
    assert not {m for m, text in texts.items() if len(text.splitlines()) > LONGEST}
    lines = sorted(length for text in texts.values() for length in bodies(ast.parse(text)))
    assert lines[len(lines) // 2] <= 5
    assert lines[len(lines) * 9 // 10] <= 18


def bodies(tree: ast.Module):
    """Yield the lines of each function's body without its docstring."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1:] if ast.get_docstring(node) else node.body
            yield first[-1].end_lineno - first[0].lineno + 1 if first else 0


DEEPEST = 29
"""Modules on the longest path of imports: the compiled week, which reads the week of the model stage
by stage, its actors, the vocabulary and the ground. Another path of that length ends in the explorer."""


def test_no_path_of_imports_grows_deeper():
    needs = {m: imported(p, lazy=False) - {m} for m, p in MODULES.items() if m != "sim"}
    full = {m for m in needs if MODULES[m].read_text("utf-8").strip()}
    depth: dict[str, int] = {}
    while len(depth) < len(full):
        for module in full - set(depth):
            below = needs[module] & full
            if below <= set(depth):
                depth[module] = 1 + max((depth[m] for m in below), default=0)
    assert max(depth.values()) <= DEEPEST


def test_the_package_holds_rooms_alone_and_none_hides_a_public_name():
    assert [p.name for p in SIM.glob("*.py")] == ["__init__.py"]
    rooms = {p.name for p in SIM.iterdir() if (p / "__init__.py").exists()}
    assert rooms == set(FLOORS)
    assert not rooms & set(sim.__all__)
