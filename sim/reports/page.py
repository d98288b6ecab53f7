"""The page of a report: limits first, then question, answer, numbers, pictures, provenance."""

import re
from html import escape
from pathlib import Path

from sim.reports.answer import answer, cut_off, end_date
from sim.reports.markup import bullets, element, section, text
from sim.reports.outcomes import leading
from sim.reports.pictures import Picture
from sim.reports.subject import Subject
from sim.reports.tables import (
    assumption_table,
    binding_table,
    chance_of,
    claims_touched,
    commands,
    definitions,
    input_table,
    key_table,
    readings_table,
    titled,
    verbal_table,
)
from sim.vocabulary.language import Words, question_of, title_of
from sim.vocabulary.lineage import lineage

PROVENANCE = (
    "scenarios", "scenario_hashes", "members", "ensemble", "seed", "weeks", "model_version",
    "commit", "assumptions_hash", "python", "libraries", "command",
)  # fmt: skip
STYLE = Path(__file__).resolve().parent / "style.css"
LIMITS = ("no_forecast", "judgement", "readings", "indices", "outside")


def page(of: Subject, pictures: list[Picture], words: Words, *, interactive: str = "") -> str:
    """Return the whole page as one HTML text without any reference outside it.

    Args:
        of: what to report on.
        pictures: drawn figures.
        words: of the language.
        interactive: name of the interactive page beside this one, or "".
    """
    title = heading(of, words)
    parts = [
        _limits(words),
        _question(of, words),
        section("answer", words.say("heads.answer"), bullets(answer(of, words), "ol")
                + text("p", words.say("answer.note"), class_="soft")),
        section("table", words.say("heads.table"),
                text("p", _table_note(of, words), class_="soft")
                + key_table(of, words)),
        _figures(pictures, words, interactive),
        _inputs(of, words),
        section("binding", words.say("heads.binding"),
                text("p", words.say("binding_note.text", date=cut_off(words)), class_="soft")
                + binding_table(of, words)),
        section("readings", words.say("heads.readings"),
                text("p", words.say("readings.note"), class_="soft") + readings_table(of, words)),
        _carry(of, words),
        section("claims", words.say("heads.claims"), _tight(claims_touched(of, words))),
        section("words", words.say("heads.words"), verbal_table(words)
                + text("p", words.say("verbal.note"), class_="soft")),
        section("measures", words.say("heads.measures"), _tight(definitions(of, words))),
        section("rebuild", words.say("heads.rebuild"),
                text("pre", "\n".join(commands(of, words.language)))),
        _footer(of, words),
    ]  # fmt: skip
    body = "\n".join(parts)
    head = [text("h1", title), text("p", _kicker(of, words), class_="kicker")]
    return _document(title, "\n".join([*head, _contents(body, words), body]), words)


def _document(title: str, inside: str, words: Words) -> str:
    style = STYLE.read_text(encoding="utf-8")
    language = {"en": "en", "zh": "zh-Hans"}[words.language]
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n"
        f"<body>\n<main>\n{inside}\n</main>\n</body>\n</html>\n"
    )


def heading(of: Subject, words: Words) -> str:
    """Return the title of a report."""
    names = titled(of, words)
    if len(names) == 1:
        return names[0]
    return words.say("heads.against", other=names[1], first=names[0])


def _kicker(of: Subject, words: Words) -> str:
    a = of.results.attrs
    ensemble = words.say(f"ensemble.{a['ensemble']}")
    return words.say("heads.kicker", members=f"{int(a['members']):,}", ensemble=ensemble,
                     seed=a["seed"], end=end_date(of, words.language),
                     cut=cut_off(words))  # fmt: skip


def _table_note(of: Subject, words: Words) -> str:
    note = words.say("table.note", members=len(of.readings))
    return note + words.say("table.paired") if of.other else note


def _limits(words: Words) -> str:
    lines = [words.say(f"limits.{key}") for key in LIMITS]
    return section("limits", words.say("heads.limits"), bullets(lines))


def _question(of: Subject, words: Words) -> str:
    lines: list[str] = []
    for scenario in dict.fromkeys((of.asked.name, of.first.name)):
        mine = next(s for s in of.scenarios if s.name == scenario)
        question = question_of(mine, words.language)
        lines.append(text("p", question, class_="question" if not lines else "soft"))
    return section("question", words.say("heads.question"), "".join(lines))


def _figures(pictures: list[Picture], words: Words, interactive: str) -> str:
    shown = []
    for each in pictures:
        caption = text("h3", each.title) + text("p", each.subtitle)
        body = element("figcaption", caption) + each.svg
        body += element("div", each.parts, class_="parts")
        body += element("div", each.bands, class_="bands")
        body += text("p", each.source, class_="source") if each.source else ""
        shown.append(element("figure", body, id=f"figure-{each.name}"))
    link = words.say("heads.interactive")
    more = element("p", text("a", link, href=interactive)) if interactive else ""
    return section("figures", words.say("heads.figures"), "".join(shown) + more)


def _inputs(of: Subject, words: Words) -> str:
    against = of.first if of.other else of.first.parent
    found = input_table(of, words)
    if against is None:
        note = words.say("inputs.reference")
    elif not found:
        note = words.say("inputs.none")
    else:
        shown = title_of(against, words.language)
        note = words.say("inputs.note", reference=shown) + _chain(of, words)
    return section("inputs", words.say("heads.inputs"), text("p", note, class_="soft") + found)


def _chain(of: Subject, words: Words) -> str:
    """Return from whom the scenario has its settings, where that is more than one file."""
    chain = [title_of(s, words.language) for s in lineage(of.asked)]
    if len(chain) <= 2:
        return ""
    return " " + words.say("inputs.chain", chain=" ← ".join(chain))


def _contents(body: str, words: Words) -> str:
    """Return the list of sections as links."""
    found = re.findall(r'<section id="(\w+)"><h2>(.*?)</h2>', body)
    links = "".join(
        element("li", element("a", head, href=f"#{key}")) for key, head in found if key != "limits"
    )
    return element("nav", element("ul", links), aria_label=words.say("heads.contents"))


def _carry(of: Subject, words: Words) -> str:
    compared = of.other is not None
    headline = leading(of.asked, compared=compared)[0].label(words)
    note = words.say("carry.difference" if compared else "carry.level", outcome=headline)
    noise = words.say("carry.chance", members=len(of.readings), size=chance_of(of, words))
    body = text("p", f"{note}{noise}", class_="soft") + assumption_table(of, words)
    return section("assumptions", words.say("heads.assumptions"), body)


def _tight(lines: list[str]) -> str:
    return element("ul", "".join(text("li", line) for line in lines), class_="tight")


def _footer(of: Subject, words: Words) -> str:
    a = of.results.attrs
    rows = [
        text("dt", words.say(f"provenance.{key}"))
        + text("dd", ", ".join(a[key]) if isinstance(a[key], list) else str(a[key]))
        for key in PROVENANCE
        if key in a
    ]
    return element("footer", text("strong", words.say("heads.provenance"))
                   + element("dl", "".join(rows)))  # fmt: skip
