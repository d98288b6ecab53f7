"""What README and book tell people to type: every line is accepted, and it runs."""

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from sim.cli.main import app

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
ELSEWHERE = ("s3://", "--scheduler", "tcp://", "explore", "/scratch/")
"""Lines that need a cluster, a cloud or a browser: they are parsed and not run."""

MEMBERS = "20"
OWN = ("mine.toml", "ours.toml", "mine.csv", "figure.png")
"""Files of the reader's: made for the test where a line names one."""


def blocks():
    """Return the lines of each block that begin with `sim`, by page and number."""
    out = []
    for page in PAGES:
        found = re.findall(
            r"^```(?:sh)?\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE
        )
        for number, body in enumerate(found):
            lines = [x.partition("  #")[0] for x in body.splitlines() if x.startswith("sim ")]
            lines = [x for x in lines if "[" not in x and "NAME" not in x and "SCENARIO" not in x]
            if lines:
                out.append(pytest.param(lines, id=f"{page.stem}-{number}"))
    table = re.findall(r"`(sim [^`]+)`", (ROOT / "README.md").read_text("utf-8"))
    spoken_of = {"breakeven", "effect", "worth", "search", "explore", "plot", "regret", "ask"}
    table = [x for x in table if x.split()[1] not in spoken_of or len(x.split()) > 2]
    shown = [x for x in table if not re.search(r"\b[A-Z]\b|MEASURE|NAME|\.\.\.", x)]
    return [*out, pytest.param(shown, id="README-inline")]


def parsed(line):
    """Return the verb and its parameters; a click error where the line is not accepted."""
    group = typer.main.get_command(app)
    words = shlex.split(line)[1:]
    with group.make_context("sim", list(words)) as context:
        name, command, rest = group.resolve_command(context, words)
        with command.make_context(name, list(rest), parent=context) as made:
            return command, made.params


@pytest.mark.parametrize("lines", blocks())
def test_every_line_that_is_shown_is_accepted(lines):
    for line in lines:
        for one in line.split(" && "):
            if one.split()[1:2] != ["--version"]:
                command, _ = parsed(one)
                assert command.name, one


def test_there_are_lines_to_check():
    assert sum(len(block.values[0]) for block in blocks()) > 30


def capped(line):
    """Return a line with at most 20 members."""
    words = shlex.split(line)[1:]
    command, _ = parsed(line)
    if "--members" in words:
        words[words.index("--members") + 1] = MEMBERS
    elif any("--members" in p.opts for p in command.params):
        words += ["--members", MEMBERS]
    return words


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("lines", blocks())
def test_every_line_that_is_shown_runs(lines, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke
    run(app, ["new", "mine", "--from", "baseline"])
    (tmp_path / "ours.toml").write_text((tmp_path / "mine.toml").read_text("utf-8"), "utf-8")
    targets = ROOT / "scenarios" / "evidence" / "targets.csv"
    (tmp_path / "mine.csv").write_text(targets.read_text("utf-8"), "utf-8")
    for line in lines:
        if any(word in line for word in ELSEWHERE) or "figure.png" in line or "sim new" in line:
            continue
        for one in line.split(" && "):
            words = capped(one)
            if words[0] == "sweep" and "--yes" not in words:
                words.append("--yes")
            if words[0] in {"sweep", "regret", "answers", "constrain"}:
                continue
            done = run(app, words)
            assert done.exit_code in {0, 1}, (one, done.output[-400:], done.exception)
            assert done.exception is None or isinstance(done.exception, SystemExit), one


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore")
def test_the_python_of_the_readme_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    body = re.findall(
        r"^```python\n(.*?)^```", PAGES[0].read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert body
    for text in body:
        exec(re.sub(r"members=\d+", f"members={MEMBERS}", text), {})
