"""What README and book tell people to type: every line is accepted, and it runs."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from sim.cli.main import app

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`(sim [^`]+)`")
OPEN = re.compile(r"\b[A-Z]+\b(?![-.\d])|\.\.\.")
"""What the reader is to put in: FILE, MEASURE, A, ...; such lines are no lines to type as they are."""

ELSEWHERE = (
    "s3://",
    "--scheduler",
    "tcp://",
    "sim explore",
    "curl ",
    "/scratch/",
    "--owner exporter",
)
"""Lines that need a cluster, a cloud, a browser or the guide's extended copy: parsed, not run."""

MEMBERS = "20"
CAPS = {"search": ["--generations", "1", "--unseen", "8"]}
FEWER = {"search": "4", "sweep": "4"}
"""Members of verbs that run many policies."""


def name_of(page):
    return str(page.relative_to(ROOT).with_suffix("")).replace("/", "-")


def fenced(page, *kinds):
    """Return the bodies of a page's blocks of some kinds, in their order."""
    return [body for kind, body in FENCE.findall(page.read_text("utf-8")) if kind in kinds]


def commands(body):
    """Return the commands of a block without what a comment says beside them."""
    lines = [x.partition("  #")[0].strip() for x in body.splitlines()]
    return [one for x in lines if x.startswith("sim ") for one in x.split(" && ")]


def shown(page):
    """Return all complete commands of a page: those of its blocks, then those in its text."""
    lines = [x for body in fenced(page, "", "sh") for x in commands(body)]
    text = FENCE.sub("", page.read_text("utf-8"))
    return [*lines, *(x for x in INLINE.findall(text) if not OPEN.search(x) and not mentions(x))]


def mentions(line):
    """Return whether a line names a verb, or an option of one, and says no more."""
    words = line.split()[2:]
    needy = line.split()[1] not in {"scenarios", "claims", "check", "explore", "book", "answers"}
    return (not words and needy) or (len(words) == 1 and words[0].startswith("--") and needy
                                     and words[0] != "--levers")  # fmt: skip


PARAMS = [pytest.param(shown(page), id=name_of(page)) for page in PAGES if shown(page)]


def parsed(line):
    """Return the verb and its parameters; a click error where the line is not accepted."""
    group = typer.main.get_command(app)
    words = shlex.split(line)[1:]
    with group.make_context("sim", list(words)) as context:
        name, command, rest = group.resolve_command(context, words)
        with command.make_context(name, list(rest), parent=context) as made:
            return command, made.params


@pytest.mark.parametrize("lines", PARAMS)
def test_every_line_that_is_shown_is_accepted(lines):
    for line in lines:
        if line.split()[1:2] != ["--version"]:
            command, _ = parsed(line)
            assert command.name, line


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_verb_and_option_that_is_mentioned_exists(page):
    group = typer.main.get_command(app)
    for line in INLINE.findall(page.read_text("utf-8")):
        verb, *words = line.split()[1:]
        command = group.commands.get(verb)
        assert command is not None or verb.startswith("--"), line
        known = {o for p in command.params for o in p.opts} if command else set()
        for word in (w.strip("[]") for w in words):
            assert not word.startswith("--") or word in known, (line, word)


def test_there_are_lines_to_check():
    assert sum(len(param.values[0]) for param in PARAMS) > 60
    assert [x for param in PARAMS for x in param.values[0] if "[" in x]


def capped(line):
    """Return a line with at most 20 members."""
    words = shlex.split(line)[1:]
    command, _ = parsed(line)
    most = FEWER.get(words[0], MEMBERS)
    if "--members" in words:
        words[words.index("--members") + 1] = most
    elif any("--members" in p.opts for p in command.params):
        words += ["--members", most]
    return [*words, *CAPS.get(words[0], [])]


def put(name, folder):
    """Make a file of the reader's that a line names, unless an earlier line has made it."""
    place = folder / name
    if place.exists():
        return
    if name.endswith(".toml"):
        place.write_text(fenced(PAGES[0], "toml")[0], "utf-8")
    elif name.endswith(".csv"):
        shutil.copy(ROOT / "scenarios" / "evidence" / "targets.csv", place)
    else:
        shutil.copy(folder / "results" / "baseline" / "figures" / "shells.png", place)


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("lines", PARAMS)
def test_every_line_that_is_shown_runs(lines, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for line in dict.fromkeys(lines):
        if any(word in line for word in ELSEWHERE):
            continue
        for name in re.findall(r"\b(?:mine|ours|figure)\.(?:toml|csv|png)\b", line):
            put(name, tmp_path)
        if line.startswith("sim new"):
            (tmp_path / f"{line.split()[2]}.toml").unlink(missing_ok=True)
        done = CliRunner().invoke(app, capped(line))
        assert done.exit_code == 0, (line, done.output[-400:], done.exception)


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("page", [p for p in PAGES if fenced(p, "python")], ids=name_of)
def test_the_python_of_a_page_runs(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for text in fenced(page, "python"):
        if "sim.answers.ema" in text:
            pytest.importorskip("ema_workbench", reason="EMA Workbench is not installed")
        exec(re.sub(r"members=\d+", f"members={MEMBERS}", text), {})
