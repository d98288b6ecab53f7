"""Write a report: one self-contained file, HTML or PDF."""

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sim.ground.errors import InputError, RunError
from sim.ground.writing import saying, write
from sim.plots.fonts import ADVICE, chinese
from sim.reports.page import page
from sim.reports.pictures import Picture, pictures
from sim.reports.subject import Subject
from sim.vocabulary.language import words

FORMATS = ("html", "pdf")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-pdf-header-footer",
)  # fmt: skip
NO_BROWSER = (
    "a PDF in Chinese needs a Chromium browser, and none was found or it failed; install chromium, "
    "or write --format html and print it from any browser"
)
PATIENCE = 180
"""Seconds that a browser gets for printing."""


@dataclass(frozen=True)
class Written:
    """What was written.

    Attributes:
        path: the report.
        how: how a PDF was made, or "".
        interactive: the interactive page, or None.
        advice: what would make it better, one line each.
    """

    path: Path
    how: str = ""
    interactive: Path | None = None
    advice: tuple[str, ...] = ()


def build(
    of: Subject,
    out: Path,
    *,
    kind: str = "html",
    language: str = "en",
    interactive: bool = False,
) -> Written:
    """Write a report and return where it is.

    Args:
        of: what to report on.
        out: file; its folder is made.
        kind: html or pdf.
        language: en or zh.
        interactive: whether to write a page with interactive charts beside it.
    """
    text = words(language)
    drawn = pictures(of, text)
    out.parent.mkdir(parents=True, exist_ok=True)
    page_beside = beside(out) if interactive else None
    if page_beside is not None:
        from sim.reports.interactive import interactive_page

        write(page_beside, interactive_page(of.results, language).encode())
    html = page(of, drawn, text, interactive=page_beside.name if page_beside else "")
    advice = (ADVICE,) if language == "zh" and chinese() is None else ()
    how = ""
    if kind == "pdf":
        how = _pdf(html, drawn, of, out, language)
    else:
        write(out, html.encode())
    return Written(out, how, page_beside, advice)


def beside(out: Path) -> Path:
    """Return the file of the page with interactive charts that stands beside a report."""
    return out.with_name(f"{out.stem}-interactive.html")


def refuse(out: Path, *, overwrite: bool) -> None:
    """Refuse a file that cannot be written, in one line, before anything is computed."""
    with saying(out):
        if out.is_dir():
            raise InputError(f"{out}: is a folder; name a file with --out")
        if out.exists() and not overwrite:
            raise InputError(f"{out}: exists already; add --overwrite or name another with --out")
        there = out.parent
        while not there.exists():
            there = there.parent
        if not there.is_dir():
            raise InputError(f"{out}: cannot be written ({there} is a file); use --out")
        with tempfile.NamedTemporaryFile(dir=there):
            pass


def refuse_print(kind: str, language: str) -> None:
    """Refuse a PDF that nothing here can make, in one line, before anything is computed."""
    if kind == "pdf" and language != "en" and browser() is None:
        raise InputError(NO_BROWSER)


def browser() -> str | None:
    """Return the path of a browser that prints without a screen, or None."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def _pdf(html: str, drawn: list[Picture], of: Subject, out: Path, language: str) -> str:
    found = browser()
    if found and _printed(found, html, out):
        return f"printed by {Path(found).name}"
    if language != "en":
        raise RunError(NO_BROWSER)
    from sim.reports.plain_pdf import plain_pdf

    write(out, plain_pdf(of, [p.name for p in drawn]))
    return "made by matplotlib, answer and figures only: no Chromium browser was found"


def _printed(found: str, html: str, out: Path) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "report.html", Path(folder) / "report.pdf"
        source.write_text(html, encoding="utf-8")
        flags = [*FLAGS, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}"]
        try:
            subprocess.run(  # noqa: S603
                [found, *flags, source.as_uri()],
                capture_output=True,
                timeout=PATIENCE,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        if not target.is_file():
            return False
        write(out, target.read_bytes())
        return True
