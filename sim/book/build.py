"""Build the book: every page from code, data and the folder docs, into one folder."""

import ast
import re
import tempfile
from collections.abc import Collection
from pathlib import Path

from sim.book import (
    actors,
    answers,
    chinese,
    cover,
    formats,
    gallery,
    lists,
    mechanisms,
    responses,
    scale,
    search,
    traces,
    week,
)
from sim.book.markup import markdown
from sim.book.pages import HERE, Page, docs, frame, written
from sim.book.source import page_of_code
from sim.ground import ledger
from sim.ground.errors import InputError
from sim.ground.stamp import assumptions_hash, commit, model_version
from sim.ground.writing import write
from sim.vocabulary.claims import claims

MARK = "<!-- model book of sim -->"
ASSETS = ("style.css", "script.js", "search.js")
READINGS = Path("tests") / "reference" / "scalar.py"


def text_page(name: str, title: str, generated: str = "") -> Page:
    """Return a page that is hand-written, with what is generated below it."""
    return Page(name, title, markdown(written(f"{name}.md").text) + generated)


def readings() -> str:
    """Return the readings of the second implementation, from its docstring; "" if not shipped."""
    path = docs().parent / READINGS
    if not path.is_file():
        return ""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    _, _, notes = text.partition("--------\n")
    parts: list[str] = []
    for line in notes.splitlines():
        head = line.strip()
        if head[:2].rstrip(".").isdigit() and ". " in head[:4]:
            number, _, rest = head.partition(". ")
            parts.append(f"\n{number}. {rest}")
        elif line and not line.startswith(" "):
            parts.append(f"\n### {line}\n")
        else:
            parts.append(f"   {head}")
    made = "\n".join(parts).replace("*", "\\*").replace("_", "\\_")
    return "<h2 id='readings'>Readings of the second implementation</h2>" + markdown(
        "Written from the model documentation alone; each line says what was left open and how it "
        "was read. The two implementations agree on all of them.\n" + made
    )


def extending() -> Page:
    """Return the guide to extending the model, with the files of its example."""
    folder = docs() / "extending"
    files = sorted(p for p in folder.iterdir() if p.suffix in {".py", ".toml"})
    shown = [f"### {p.name}\n\n```\n{p.read_text(encoding='utf-8')}```\n" for p in files]
    text = written("extending/README.md").text
    listing = "\n## The files of the example\n\n" + "\n".join(shown) if shown else ""
    return Page("extending", "Extending it", markdown(text + listing))


def questions(verbs: Collection[str]) -> Page:
    """Return the questions; a command whose verb is not built yet is marked."""

    def marked(found: re.Match[str]) -> str:
        used = re.findall(r"^sim (\w+)", found[1], re.MULTILINE)
        built = not verbs or all(verb in verbs for verb in used)
        return f"```{'sh' if built else 'later'}\n{found[1]}```"

    told = answers.with_answers(written("questions.md").text)
    text = re.sub(r"```sh\n(.*?)```", marked, told, flags=re.DOTALL)
    return Page("questions", "Questions", markdown(text))


def pages(verbs: Collection[str] = (), members: int = gallery.MEMBERS) -> list[Page]:
    """Return all pages in their order; figures are drawn from so many members, none without."""
    every = mechanisms.mechanisms()
    named = [e.text for m in every for e in m.elements]
    named += [e for claim in claims().values() for e in claim.elements]
    pictures = gallery.page(members)
    return [
        cover.page(pictures.files),
        chinese.page(),
        text_page("purpose", "Purpose and limits"),
        text_page("reading", "How to read a band"),
        text_page("odd", "ODD+D description"),
        text_page("week", "Order of the week", week.body()),
        mechanisms.overview(every),
        actors.page(),
        lists.assumptions(),
        lists.lever_page(),
        lists.measure_page(),
        traces.scenario_page(),
        traces.claim_page(),
        traces.evidence_page(),
        text_page("doubts", "Decisions and doubts", readings()),
        text_page("explorer", "The explorer and its interface"),
        questions(verbs),
        responses.page(),
        formats.page(),
        text_page("exercises", "A seminar of two hours"),
        pictures,
        scale.page(),
        extending(),
        text_page("compiled", "The compiled week"),
        text_page("verify", "Cite and verify"),
        Page("code", "Code named in this book", page_of_code(named)),
    ]


def build(out: Path, verbs: Collection[str] = (), members: int = gallery.MEMBERS) -> list[Path]:
    """Write the book into a folder and return its files; the first page is index.html.

    A folder that holds anything but an earlier book is refused.

    Args:
        out: the folder.
        verbs: of the command line, to mark commands that are not built yet; all count as built
            if none are given.
        members: of the ensembles in the gallery; 0 leaves its pictures out.
    """
    _refuse(out)
    made = pages(verbs, members)
    _prepare(out)
    footer = (
        f"sim {model_version()}, commit {commit()}, assumptions {assumptions_hash()}. Bands under "
        "stated assumptions, no forecast. No source later than 2024-11-05."
    )
    files: list[Path] = []
    beside: list[Path] = []
    every = [p for top in made for p in (top, *top.parts)]
    for page in every:
        target = out / page.file
        write(target, MARK + "\n" + frame(page, made, footer), sync=False)
        files.append(target)
        for name, content in page.files.items():
            beside.append(write(out / name, content, sync=False))
    beside.append(write(out / search.FILE, search.index(every), sync=False))
    for name in ASSETS:
        beside.append(write(out / name, (HERE / name).read_bytes(), sync=False))
    first = write(out / "index.html", files[0].read_bytes(), sync=False)
    ledger.record(out, {*files, *beside} - {first})  # which says that a book is here, and goes last
    return [first, *files]


def _refuse(out: Path) -> None:
    """Refuse a folder that holds anything but an earlier book, before anything is computed."""
    first = out / "index.html"
    try:
        if (
            out.is_dir()
            and any(out.iterdir())
            and not (
                first.is_file() and MARK in first.read_text(encoding="utf-8", errors="replace")
            )
        ):
            raise InputError(
                f"--out {out}: the folder holds other files; name an empty or a new one"
            )
    except OSError as error:
        raise InputError(f"--out {out}: cannot be read ({error.strerror})") from None


def _prepare(out: Path) -> None:
    """Make the folder, and remove what an earlier book wrote; other files in it stay."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=out):
            pass
        ledger.remove_own(out)
        for old in set(out.glob("*.html")) - {out / "index.html"}:
            if old.is_file() and old.read_bytes()[: len(MARK)] == MARK.encode():
                old.unlink()
    except OSError as error:
        raise InputError(f"--out {out}: cannot be written ({error.strerror})") from None
