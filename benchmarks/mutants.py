"""Break the code in one place after another and see whether a test notices (not in CI).

    python benchmarks/mutants.py [NAME ...] [--limit SECONDS]

First every test that is named must pass on the code as it is. Then each break of `mutants.toml`
is made in a copy of the repository; its tests, heavy ones too, run there one after the other until
one fails. What survives stands in the same file with the reason why no test can see it; any other
survivor, and a test that takes too long to tell, ends the script with 1. A text that no longer
stands in its file, or stands there twice, is an error: the table follows the code.
"""

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
COPIED = ("sim", "scenarios", "docs", "tests", "pyproject.toml", "README.md", "CONTRIBUTING.md")
FOUND = 1
"""Exit code of pytest where a test failed."""
LATE = "takes too long"


@dataclass(frozen=True)
class Break:
    """One place that is broken.

    Attributes:
        name: says what is broken.
        file: path from the root.
        was, becomes: text that stands there once, and what it is replaced by.
        tests: arguments of pytest that should notice, the fastest first.
        equivalent: why no test can see it; "" where one must.
    """

    name: str
    file: str
    was: str
    becomes: str
    tests: tuple[str, ...]
    equivalent: str = ""


def breaks() -> list[Break]:
    """Return the table of breaks; an error where one does not stand once, or is no Python."""
    table = tomllib.loads((HERE / "mutants.toml").read_text("utf-8"))
    found = []
    for row in table["break"]:
        tests = tuple(t for name in row["tests"] for t in table["tests"].get(name, [name]))
        one = Break(**{**row, "tests": tests})
        text = (ROOT / one.file).read_text("utf-8")
        if text.count(one.was) != 1:
            times = text.count(one.was)
            raise ValueError(f"{one.name}: its text stands {times} times in {one.file}")
        ast.parse(text.replace(one.was, one.becomes))
        found.append(one)
    return found


def noticed(one: Break, copy: Path, limit: float) -> str:
    """Return the test that fails once the place is broken, or is too late to tell; "" if none."""
    place = copy / one.file
    whole = place.read_text("utf-8")
    place.write_text(whole.replace(one.was, one.becomes), "utf-8")
    try:
        return next((said for test in one.tests if (said := verdict(test, copy, limit))), "")
    finally:
        place.write_text(whole, "utf-8")


def verdict(test: str, copy: Path, limit: float) -> str:
    """Return what a test says of the copy: that it fails, that it takes too long, or ""."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-m", "", "-p", "no:cacheprovider", test]
    surroundings = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        ran = subprocess.run(
            command, cwd=copy, env=surroundings, capture_output=True, text=True, timeout=limit,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"{test} {LATE}"
    if ran.returncode not in (0, FOUND):
        raise RuntimeError(f"{test} cannot be run:\n{ran.stdout[-2000:]}{ran.stderr[-2000:]}")
    failed = [line for line in ran.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return (failed or [f"{test} fails"])[0] if ran.returncode == FOUND else ""


def tell(one: Break, copy: Path, limit: float) -> bool:
    """Print what came of a break; return whether it is noticed or shown equivalent."""
    by = noticed(one, copy, limit)
    print(f"{one.name}: {by or 'survives: ' + (one.equivalent or 'NOT EXPLAINED')}", flush=True)
    return not by.endswith(LATE) and bool(by or one.equivalent)


def copied(folder: Path) -> Path:
    """Return a folder with a copy of what the tests need."""
    for name in COPIED:
        source = ROOT / name
        make = shutil.copytree if source.is_dir() else shutil.copy
        make(source, folder / name)
    return folder


def main() -> int:
    """Run the breaks that are asked for, or all, and tell what came of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--limit", type=float, default=240.0)
    asked = parser.parse_args()
    chosen = [b for b in breaks() if not asked.names or b.name in asked.names]
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(Path(folder))
        for test in dict.fromkeys(test for one in chosen for test in one.tests):
            if said := verdict(test, copy, asked.limit):
                sys.exit(f"nothing is broken yet, and {said}")
        explained = [tell(one, copy, asked.limit) for one in chosen]
    print(f"{len(chosen)} breaks, {explained.count(False)} without a test or a reason")
    return 1 if False in explained else 0


if __name__ == "__main__":
    sys.exit(main())
