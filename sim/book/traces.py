"""Pages that lead from text to model: scenarios, claims, evidence."""

import re
from html import escape

from sim.book.carried import cell, kept_carried, overview
from sim.book.markup import code, details, figure, link, listed, markdown, table
from sim.book.pages import Page, written
from sim.book.source import claim_links, code_link, place_of
from sim.book.thumbnails import card
from sim.ground.files import shipped, table_of
from sim.vocabulary.claims import Claim, brief, claims, of_component
from sim.vocabulary.lineage import differences
from sim.vocabulary.scenario import Scenario, load, names


def _order(label: str) -> tuple[int, str]:
    return int("".join(filter(str.isdigit, label)) or 0), label


def _scenario(s: Scenario) -> str:
    story = re.sub(r"\s+", " ", s.story)
    changes = [[code(key), escape(value)] for key, value in differences(s)]
    return (
        f'<h2 id="{s.name}">{escape(s.id)} {escape(s.title)}</h2>'
        f"<p class='quiet'>{code(s.name)}, {s.kind}, differs from "
        f"{code(s.extends) if s.extends else 'nothing'}</p>"
        f"<p><b>{escape(s.question)}</b></p>{card(s.name)}{markdown(story)}"
        + (f"<p><b>Expected before any run:</b> {escape(s.expect)}</p>" if s.expect else "")
        + table(["setting", "value"], changes)
        + f"<p>Claims: {claim_links(s.claims)}. Run it: {code(f'sim run {s.name}')}</p>"
    )


def scenario_page() -> Page:
    """Return the page of scenarios."""
    every = sorted((load(name) for name in names()), key=lambda s: _order(s.id))
    rows = [
        [
            s.id,
            link(f"#{s.name}", code(s.name)),
            s.kind,
            f'<span class="long">{escape(s.question)}</span>',
        ]
        for s in every
    ]
    body = (
        markdown(written("scenarios.md").text)
        + table(["id", "scenario", "kind", "question"], rows, filters=("kind",), name="scenarios")
        + "".join(map(_scenario, every))
    )
    return Page("scenarios", "Scenarios", body)


def _claim(c: Claim, without: str) -> list[str]:
    carried = ", ".join(code_link(e) for e in c.elements)
    shown = ", ".join(link(f"measures.html#{m}", code(m)) for m in c.measures)
    parts = ", ".join(of_component(c.name))
    moved = ", ".join(link(f"levers.html#{name}", code(name)) for name in c.levers)
    rests = ", ".join(_assumed(key) for key in brief(c.assumptions))
    met = ", ".join(link(f"scenarios.html#{s}", escape(s)) for s in c.scenarios)
    more = [
        f"Assumptions: {rests}" if rests else "",
        f"Levers: {moved}" if moved else "",
        f"Scenarios: {met}" if met else "",
        f"Components: {parts}" if parts else "",
    ]
    note = f"<p class='quiet'>{escape(c.note)}</p>" if c.note else ""
    return [
        f'<span id="{c.name}">{c.name}</span>',
        f'<span class="long">{escape(c.text)}</span>{note}',
        without,
        escape(c.kind),
        carried,
        shown,
        details(f"{len(c.assumptions)} assumptions, {len(c.scenarios)} scenarios",
                listed(filter(None, more))),
    ]  # fmt: skip


def _assumed(key: str) -> str:
    if key.endswith(".*"):
        return code(key)
    return link(f"assumptions.html#{place_of(key)}", code(key))


def claim_page() -> Page:
    """Return the trace of the claims of the seed text."""
    kept = kept_carried()
    rows = [_claim(c, cell(kept, c.name)) for c in claims().values()]
    heads = ["", "claim", "moves when off", "kind", "carried by", "shows in", "rests on"]
    body = (
        markdown(written("claims.md").text)
        + overview(kept)
        + '<h2 id="every">Every claim</h2>'
        + table(heads, rows, name="claims")
    )
    return Page("claims", "Claims trace", body)


def quiet(text: str) -> str:
    """Return text in a quieter colour."""
    return f'<span class="quiet">{escape(text)}</span>'


def _evidence(row: dict[str, str]) -> list[str]:
    values = [row["low"], row["central"], row["high"]]
    low, central, high = (figure(float(v)) if v else "" for v in values)
    source = escape(f"{row['source_publisher']}: {row['source_title']}, {row['source_date']}")
    address = row["url"]
    if address.startswith("http"):
        source = link(address, source)
    return [
        f'<span id="{row["id"]}">{row["id"]}</span>',
        escape(row["topic"].partition("_")[2].replace("_", " ")),
        f'<span class="long">{escape(row["quantity"])}</span> {quiet(row["actor"])}',
        f"{row['period_start']}<br>{row['period_end']}",
        low, central, high, escape(row["unit"]), row["confidence"], row["checked"], source,
        escape(row["quote_or_note"]),
    ]  # fmt: skip


def evidence_page() -> Page:
    """Return the evidence: how far it can be trusted, and its two tables."""
    folder = shipped() / "evidence"
    notes = (folder / "README.md").read_text(encoding="utf-8")
    notes = re.sub(r"^# .*\n", "", notes)
    rows = map(_evidence, table_of(folder / "evidence.csv"))
    targets = [
        [
            f'<span id="{r["target_id"]}">{r["target_id"]}</span>', _rows(r["evidence_id"]),
            code(r["measure"]), escape(r["selector"]), escape(r["statistic"]),
            f"{r['start']}<br>{r['end']}", escape(r["low"]), escape(r["central"]),
            escape(r["high"]), escape(r["unit"]), escape(r["family"]),
            escape(r["bias_factor"]), r["use"], escape(r["note"]),
        ]
        for r in table_of(folder / "targets.csv")
    ]  # fmt: skip
    body = (
        "<p>In short: containers and missiles fired are fair, totals of shells are weak, stocks "
        "and returns are very weak. A row says that somebody published a figure, not that it is "
        "right.</p><p>The tables: <a href='#evidence-rows'>published claims</a>, "
        "<a href='#targets'>targets</a>.</p>"
        + markdown(notes)
        + "<h2 id='evidence-rows'>Published claims</h2>"
        + table(
            ["", "topic", "quantity", "period", "low", "central", "high", "unit", "grade",
             "checked", "source", "note"],
            rows, filters=("topic", "grade", "checked"), name="evidence",
        )
        + "<h2 id='targets'>Targets of the hindcast</h2>"
        + table(
            ["", "evidence", "measure", "selector", "statistic", "window", "low", "central", "high",
             "unit", "family", "bias", "use", "note"],
            targets, filters=("family", "use"), name="targets",
        )
    )  # fmt: skip
    return Page("evidence", "Evidence", body)


def _rows(text: str) -> str:
    return re.sub(r"C\d{3}", lambda m: link(f"#{m[0]}", m[0]), escape(text))
