"""The house itself: what is imported is declared, what is declared is pinned."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest

from sim.vocabulary import axes
from tests.test_floors import MODULES, SIM

ROOT = SIM.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]


def key(requirement):
    """Return the name of a distribution as package indices compare it."""
    return re.match(r"[\w.-]+", requirement).group().lower().replace("_", "-").replace(".", "-")


CORE = {key(one) for one in PROJECT["dependencies"]}
DECLARED = CORE | {key(one) for extra in EXTRAS.values() for one in extra}


def foreign(nodes):
    """Return the names of packages of others that statements import."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"sim", "tests"}


def distributions(names):
    known = packages_distributions()
    return {key(known.get(name, [name])[0]) for name in names}


def test_what_every_run_imports_is_declared_as_needed():
    trees = [ast.parse(path.read_text("utf-8")) for path in MODULES.values()]
    assert distributions(foreign(n for tree in trees for n in tree.body)) <= CORE


def test_what_is_imported_on_demand_or_in_tests_is_declared_too():
    paths = [*MODULES.values(), *(ROOT / "tests").rglob("*.py")]
    trees = [ast.parse(path.read_text("utf-8")) for path in paths]
    assert distributions(foreign(n for tree in trees for n in ast.walk(tree))) <= DECLARED


def test_a_constraint_pins_each_declared_package_and_names_no_address():
    text = (ROOT / "constraints.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert {key(line) for line in lines} >= DECLARED - {"sim"}
    for line in lines:
        assert re.fullmatch(r"[\w.-]+==[\w.]+( ; .+)?", line), line


@pytest.mark.parametrize("module", MODULES)
def test_no_private_module_of_another_library_is_imported(module):
    tree = ast.parse(MODULES[module].read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and not (node.module or "").startswith("sim"):
            names = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
            assert not [n for n in names if n.startswith("_") and n != "__future__"], names
            assert "zarr.core" not in (node.module or "")


def constants(tree):
    """Return the tuples and lists of constants that a file writes out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple | ast.List):
            values = [n.value for n in node.elts if isinstance(n, ast.Constant)]
            if len(values) == len(node.elts):
                yield tuple(values)


def test_the_quantiles_that_people_see_stand_in_one_place():
    known = {axes.FAN, axes.BAND, axes.ENDS}
    again = {
        module
        for module, path in MODULES.items()
        if module != axes.__name__ and known & set(constants(ast.parse(path.read_text("utf-8"))))
    }
    assert again == set()
