"""The Chinese edition of the main pages, through the same table of terms as figures and report."""

from collections.abc import Iterable
from html import escape

from sim.book.answers import kept, questions
from sim.book.markup import code, link, markdown, table
from sim.book.pages import Page, docs, written
from sim.book.thumbnails import card
from sim.ground.errors import InputError
from sim.ground.files import toml_of
from sim.vocabulary.language import Words, words
from sim.vocabulary.levers import levers
from sim.vocabulary.measures import measures
from sim.vocabulary.scenario import names

HEADS = {
    "scenarios": ("情景", "问题", "变量名"),
    "levers": ("手段", "变量名", "单位", "范围", "由谁决定"),
    "measures": ("指标", "变量名", "单位"),
}
QUESTIONS = (
    "<p>每个问题一条命令：打印两句结论，写出一张表，画出一幅图；"
    '加 <code>--lang zh</code> 得到中文。说明见<a href="questions.html">英文页</a>。</p>'
)
NOBODY = "不由任何一方决定"


def _page(name: str, title: str, body: str, parts: tuple[Page, ...] = ()) -> Page:
    return Page(f"zh-{name}", title, body, parts, language="zh-Hans")


def _scenarios(said: Words) -> str:
    rows = (
        [
            escape(said.name("scenario_titles", name)),
            escape(said.name("scenario_questions", name)),
            link(f"scenarios.html#{name}", code(name)),
        ]
        for name in names()
    )
    cards = (
        f'<h2 id="{name}">{escape(said.name("scenario_titles", name))}</h2>{card(name, "zh")}'
        for name in names()
    )
    return table(HEADS["scenarios"], rows) + "".join(cards)


def _levers(said: Words) -> str:
    rows: Iterable[list[str]] = (
        [
            escape(said.name("levers", x.name)),
            link(f"levers.html#{x.name}", code(x.name)),
            escape(x.unit),
            f"{x.low:g}至{x.high:g}" if x.quantity else "",
            escape(said.known("control", x.set_by) or NOBODY),
        ]
        for x in levers().values()
    )
    return table(HEADS["levers"], rows)


def _measures(said: Words) -> str:
    rows = (
        [
            escape(said.name("measures", m.name)),
            link(f"measures.html#{m.name}", code(m.name)),
            escape(m.unit),
        ]
        for m in measures().values()
    )
    return table(HEADS["measures"], rows)


def _questions() -> str:
    """Return the questions in Chinese, each with the commands of the English page."""
    titles = toml_of(docs() / "zh" / "questions.toml", "docs/zh/questions.toml")
    asked = questions()
    missing = sorted(set(asked) ^ set(titles))
    if missing:
        raise InputError(f"docs/zh/questions.toml: not the questions of the book: {missing}")
    parts, told = [], kept("zh")
    for name, lines in asked.items():
        parts.append(f'<h2 id="{name.lower()}">{escape(name)} {escape(titles[name])}</h2>')
        if name in told:
            parts.append(f"<p><b>答案：</b>{escape(''.join(told[name]))}</p>")
        parts.append(f'<pre><code class="language-sh">{escape(chr(10).join(lines))}</code></pre>')
    return QUESTIONS + "".join(parts)


def page() -> Page:
    """Return the Chinese cover with its pages below it."""
    said = words("zh")
    parts = (
        _page("reading", "如何阅读区间", markdown(written("zh/reading.md").text)),
        _page("questions", "问题", _questions()),
        _page("scenarios", "情景", _scenarios(said)),
        _page("levers", "政策手段", _levers(said)),
        _page("measures", "指标", _measures(said)),
    )
    return _page("purpose", "中文：用途与局限", markdown(written("zh/purpose.md").text), parts)
