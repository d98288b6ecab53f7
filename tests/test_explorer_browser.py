"""The explorer's page in a browser: what a person sees, moves, takes away and is told."""

import csv
import re

import pytest

import sim
from sim.explorer.shelf import Shelf
from sim.explorer.show import rounded
from sim.vocabulary.levers import levers
from tests import explorer_page
from tests.explorer_served import TOKEN, served

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:playwright.*"),
]

PAGES = ("explore", "compare", "assumptions", "sweeps", "record", "questions")
SMALL = {"members": 20, "weeks": 100}
MOVED = {**SMALL, "levers": {"designation_tempo": 3}}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    return served(tmp_path_factory.mktemp("stores"))


@pytest.fixture(scope="module")
def chromium():
    with explorer_page.browser() as program:
        yield program


@pytest.fixture
def page(chromium, client):
    with explorer_page.tab(chromium, client) as opened:
        yield opened
    assert opened.said == []
    own = (f"http://{client.host}/", "data:", "blob:", "about:")
    assert [url for url in opened.asked if not url.startswith(own)] == []


def bands(page, name="russia.shells_fired"):
    return page.answer()["measures"][name]["parts"][0]["bands"]


def test_a_slider_changes_bands_and_address(page):
    page.open(SMALL)
    before, address = bands(page, "dprk.shells_arrived"), page.tab.url
    page.slide("designation_tempo", 4)
    page.settle()
    assert bands(page, "dprk.shells_arrived") != before
    assert page.tab.url != address
    assert "designation_tempo" in page.tab.url
    page.tab.go_back()
    page.settle()
    assert bands(page, "dprk.shells_arrived") == before


PAINTED = """() => [...document.querySelectorAll(".card canvas")].map((canvas) => {
  const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const columns = new Set();
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] > 200 && data[i + 2] - data[i] > 30) columns.add((i / 4) % width);
  }
  return columns.size / width;
})"""
"""Share of each chart's columns in which something stands in the blue of the bands."""


def test_bands_are_painted_as_soon_as_they_are_there(page):
    page.open(SMALL)
    found = page.tab.evaluate(PAINTED)
    assert len(found) == 12
    assert min(found) > 0.6
    page.tab.get_by_role("button", name="Light or dark").click()
    page.settle()
    assert min(page.tab.evaluate(PAINTED)) > 0.6


def test_the_reference_is_drawn_and_can_be_hidden(page):
    page.open(MOVED)
    before = page.tab.evaluate("document.querySelector('.card canvas').toDataURL()")
    page.press("b")
    assert page.tab.evaluate("document.querySelector('.card canvas').toDataURL()") != before
    page.press("b")
    assert page.tab.evaluate("document.querySelector('.card canvas').toDataURL()") == before


def test_no_address_carries_the_token(page):
    page.open(SMALL)
    page.slide("designation_tempo", 4)
    page.settle()
    assert "token" not in page.tab.url


def test_a_reload_gives_the_numbers_of_a_run(page):
    page.open(MOVED)
    page.tab.reload()
    page.settle()
    ran = sim.run("baseline", levers=MOVED["levers"], **SMALL)
    for name in ("russia.shells_fired", "dprk.shells_arrived"):
        found = ran.bands[name].isel(policy=0).sel(group="pooled")
        assert bands(page, name) == rounded(found.values)


def test_the_exported_scenario_gives_the_same_bits(page, tmp_path):
    page.open(MOVED)
    page.tab.click("#export")
    with page.tab.expect_download() as taken:
        page.tab.get_by_text("(.toml)", exact=False).first.click()
    path = tmp_path / taken.value.suggested_filename
    taken.value.save_as(path)
    found = sim.run(sim.load(str(path)), **SMALL).bands["dprk.shells_arrived"]
    values = found.isel(policy=0).sel(group="pooled").values
    assert bands(page, "dprk.shells_arrived") == rounded(values)


@pytest.mark.parametrize("kind", ["SVG", "PNG"])
def test_a_picture_carries_title_unit_and_source(page, tmp_path, kind):
    page.open(SMALL)
    page.tab.click("#export")
    with page.tab.expect_download() as taken:
        page.tab.get_by_role("button", name=kind, exact=True).click()
    path = tmp_path / "picture"
    taken.value.save_as(path)
    if kind == "PNG":
        assert path.read_bytes().startswith(b"\x89PNG")
        return
    text = path.read_text(encoding="utf-8")
    for said in ("Shells fired", "rounds a day", "20 members, seed 1", "2024-11-05"):
        assert said in text


FREE = re.compile(r"[A-Za-z]{2,}")
SHOWN = """() => {
  const out = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const host = node.parentElement;
    if (host.closest("script, noscript, style, code, kbd, [lang=en]")) continue;
    out.push(node.data);
  }
  for (const host of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
    if (host.closest("[lang=en]")) continue;
    for (const name of ["aria-label", "title", "placeholder"]) out.push(host.getAttribute(name) ?? "");
  }
  return out;
}"""
IDS = re.compile(
    r"[a-z]+\.[a-z_]+|(?<![A-Za-z])(sim|explore|toml|csv|html|SVG|PNG|Nash|Rubinstein|Sterman|Olson|Zeckhauser|Python|Sobol)(?![A-Za-z])"
)
"""Names of the program, of formats and of authors, which no language changes."""


@pytest.mark.parametrize("name", PAGES)
def test_chinese_has_no_english_outside_ids(page, name):
    page.open(SMALL, page=name, lang="zh")
    if name == "explore":
        page.slide("designation_tempo", 4)
        page.settle()
        page.tab.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
        page.tab.click("#export")
    page.settle()
    left = [text for text in page.tab.evaluate(SHOWN) if FREE.search(IDS.sub("", text))]
    assert sorted(set(left)) == []


def test_the_language_is_switched_live_and_kept_numbers_do_not_change(page):
    page.open(MOVED)
    before = bands(page)
    page.tab.get_by_role("button", name="中文").click()
    page.settle()
    assert "联盟掌握" in page.text()
    assert page.tab.evaluate("document.documentElement.lang") == "zh-Hans"
    assert bands(page) == before


@pytest.mark.parametrize("width", [360, 400, 768, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways(chromium, client, name, width):
    with explorer_page.tab(chromium, client, width=width) as opened:
        opened.open(MOVED, page=name)
        assert opened.tab.evaluate("document.documentElement.scrollWidth") <= width


def test_levers_are_a_sheet_on_a_small_screen(chromium, client):
    with explorer_page.tab(chromium, client, width=360, height=700) as opened:
        opened.open(SMALL)
        assert not opened.tab.is_visible("#lever-designation_tempo")
        opened.tab.click(".sheet-key")
        opened.tab.focus("#lever-designation_tempo")
        opened.press("PageUp")
        assert opened.state()["levers"]["designation_tempo"] > 1


def test_the_keyboard_reaches_everything(page):
    page.open(SMALL)
    page.press("/")
    assert page.tab.evaluate("document.activeElement.id") == "search"
    page.tab.keyboard.type("designation")
    page.press("Tab", "Tab")
    page.tab.focus("#lever-designation_tempo")
    page.press("ArrowRight")
    step = page.state()["levers"]["designation_tempo"]
    page.press("PageUp")
    assert page.state()["levers"]["designation_tempo"] > step > 1
    page.press("b")
    assert page.tab.evaluate("simExplore.store.ghost") is False
    page.press("?")
    assert page.tab.is_visible("#help")
    page.press("Escape")
    assert not page.tab.is_visible("#help")


def test_the_focus_is_seen(page):
    page.open(SMALL)
    page.press("Tab", "Tab")
    assert page.tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_every_chart_has_a_role_its_values_and_a_table(page):
    page.open(SMALL)
    charts = page.tab.locator(".card .chart")
    assert charts.count() >= 12
    for at in range(charts.count()):
        assert charts.nth(at).get_attribute("role") == "img"
        assert re.search(r"\d", charts.nth(at).get_attribute("aria-label"))
    page.tab.locator(".card .key").first.click()
    assert page.tab.locator(".card table tbody tr").count() >= 2


@pytest.mark.parametrize(("name", "count"), [("compare", 2), ("assumptions", 2), ("sweeps", 2)])
def test_every_drawing_has_its_numbers_behind_a_key(page, name, count):
    page.open(MOVED, page=name)
    page.until(f"document.querySelectorAll('[role=img]').length === {count}")
    drawn = page.tab.locator("[role=img]")
    assert all(re.search(r"\d", drawn.nth(i).get_attribute("aria-label")) for i in range(count))
    tables = page.tab.locator("table").count()
    for key in page.tab.locator(".figure > .key").all():
        key.click()
    assert page.tab.locator("table").count() == tables + count
    rows = page.tab.locator(".figure table tbody")
    assert all(rows.nth(i).locator("tr").count() >= 2 for i in range(count))
    assert page.serious() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(chromium, client, name, scheme):
    with explorer_page.tab(chromium, client, scheme=scheme) as opened:
        opened.open(MOVED, page=name)
        assert opened.serious() == []


def test_capability_cards_tell_exposure_and_no_card_shares_an_axis(page):
    page.open(MOVED)
    cards = page.tab.locator(".card")
    told = [text for text in cards.all_inner_texts() if "Exposure (higher is worse)" in text]
    assert len(told) == 4
    assert cards.locator("canvas").count() == cards.count() - 1
    assert all(cards.nth(i).locator("canvas").count() <= 1 for i in range(cards.count()))


SET = """([name, value]) => {
  const box = document.getElementById(`lever-${name}`);
  box.value = value;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.dispatchEvent(new Event("change", { bubbles: true }));
}"""
OTHERS = {"monitoring_regime": "both", "ceasefire_date": "2024-06-03"}
"""Levers that are no numbers, and what they are set to."""


def far(page, name):
    """Return the end of a lever's range that lies further from where it rests."""
    of = levers()[name]
    if not of.quantity:
        return OTHERS[name]
    rest = page.tab.evaluate("(n) => Number(document.getElementById(`lever-${n}`).value)", name)
    return of.high if of.high - rest > rest - of.low else of.low


def test_every_lever_moves_something_or_says_why_not(page):
    page.open(SMALL)
    silent = []
    for name in levers():
        page.tab.evaluate(SET, [name, far(page, name)])
        page.settle()
        said = page.tab.inner_text("#moves")
        counted = re.search(r"(\d[\d,]*) of \d[\d,]* measures", said)
        if not (counted and counted[1] != "0") and "moves nothing here:" not in said:
            silent.append((name, said))
        page.tab.evaluate("history.back()")
        page.settle()
    assert silent == []


DRAG = """([name, values]) => new Promise((done) => {
  const box = document.getElementById(`lever-${name}`);
  let at = 0;
  const tick = setInterval(() => {
    box.value = values[at++];
    box.dispatchEvent(new Event("input", { bubbles: true }));
    if (at < values.length) return;
    clearInterval(tick);
    box.dispatchEvent(new Event("change", { bubbles: true }));
    done();
  }, 33);
})"""


@pytest.mark.parametrize("engine", ["compiled", "numpy"])
def test_a_drag_starts_no_more_jobs_than_it_paints(page, client, monkeypatch, engine):
    monkeypatch.setenv("SIM_ENGINE", engine)
    page.open({"members": 60, "weeks": 150})
    before, jobs = page.tab.evaluate("({ ...simExplore.counts })"), client.desk.jobs.started
    page.tab.evaluate(DRAG, ["designation_tempo", [round(0.05 * i, 2) for i in range(1, 61)]])
    page.settle()
    after = page.tab.evaluate("({ ...simExplore.counts })")
    painted = after["painted"] - before["painted"]
    assert painted >= 1
    assert after["sent"] - before["sent"] <= painted + 3
    assert client.desk.jobs.started - jobs <= painted + 3
    assert page.tab.evaluate("simExplore.store.painted.state.levers") == {"designation_tempo": 3}
    assert page.tab.evaluate("simExplore.store.dim") is False
    page.tab.go_back()
    page.settle()
    assert page.state()["levers"] == {}


def test_a_dated_step_is_dragged(page):
    step = {"date": "2024-03-04", "lever": "designation_tempo", "value": 4}
    page.open({**SMALL, "steps": [step]})
    box = page.tab.locator(".handle").bounding_box()
    page.tab.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.tab.mouse.down()
    page.tab.mouse.move(box["x"] + 120, box["y"], steps=6)
    page.tab.mouse.up()
    page.settle()
    assert page.state()["steps"][0]["date"] > step["date"]


def test_a_link_of_another_edition_says_so(page, client):
    page.open(SMALL)
    page.tab.evaluate("location.hash = location.hash.replace(/v=[^&]*/, 'v=0.0.1')")
    page.tab.reload()
    page.settle()
    assert "0.0.1" in page.tab.inner_text(".notice")


MINE = """edition = 2
title = "Mine"
question = "?"
extends = "baseline"
[levers]
oil_task_force_effort = 2
"""
DROP = """(text) => {
  const carried = new DataTransfer();
  carried.items.add(new File([text], "mine.toml", { type: "application/toml" }));
  document.getElementById("main").dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: carried }));
}"""


def test_a_scenario_file_is_opened_from_the_menu(page, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(MINE)
    page.open(SMALL)
    page.tab.click("#export")
    page.tab.set_input_files("input[type=file]", str(path))
    page.until("Object.keys(simExplore.store.state.levers).length === 1")
    assert page.state()["levers"] == {"oil_task_force_effort": 2}


def test_a_scenario_file_is_dropped_back_in(page):
    page.open(SMALL, page="compare")
    page.tab.evaluate(DROP, MINE)
    page.until("Object.keys(simExplore.store.state.levers).length === 1")
    page.settle()
    assert page.state()["members"] == SMALL["members"]
    assert (
        "oil task force effort" in page.tab.inner_text("[data-lever=oil_task_force_effort]").lower()
    )


def test_a_file_that_is_wrong_is_told_in_one_line_and_changes_nothing(page):
    page.open(SMALL)
    before = page.state()
    page.tab.evaluate(DROP, "extends = 'baseline'\n[levers]\ndesignation_temp = 2\n")
    page.until("document.querySelector('.notice.error') !== null")
    assert "did you mean 'designation_tempo'" in page.tab.inner_text(".notice.error")
    assert page.state() == before
    page.said.clear()  # a browser notes every answer with status 400


@pytest.mark.parametrize(
    ("tail", "said"),
    [("s=%7Bbroken", "no state that can be read"), ("s=%7B%22cards%22:%7B%220%22:%22no.such%22%7D%7D", "")],
)  # fmt: skip
def test_an_address_that_holds_nothing_opens_the_page_and_says_so(page, client, tail, said):
    page.tab.goto(f"http://{client.host}/#token={TOKEN}&{tail}")
    page.settle()
    assert page.tab.locator(".card .chart canvas").count() == 12
    assert said in "".join(page.tab.locator(".notice").all_inner_texts())
    assert page.tab.locator(".notice").count() == bool(said)


LEVELS = """() => [...document.querySelectorAll(".card .level")].map((level) => level.innerText)"""
MEDIANS = """(at) => {
  const name = simExplore.store.vocabulary.cards[at];
  const of = simExplore.store.answer.measures;
  return (of[name] ?? of[name.split(":")[0]]).parts[0].level.told.en.median;
}"""


def test_a_card_out_of_sight_follows_when_it_is_seen_or_the_slider_is_let_go(page):
    page.open(SMALL)
    before = page.tab.evaluate(LEVELS)
    box = page.tab.locator("#lever-designation_tempo").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.tab.mouse.move(box["x"] + box["width"] / 4, middle)
    page.tab.mouse.down()
    page.tab.mouse.move(box["x"] + box["width"] * 0.9, middle, steps=4)
    page.settle()
    last = len(before) - 1
    assert page.tab.evaluate(LEVELS)[last] == before[last]
    page.tab.evaluate("document.getElementById('card-11').scrollIntoView()")
    page.until(f"(({LEVELS})())[{last}] !== {before[last]!r}")
    assert page.tab.evaluate(MEDIANS, last) in page.tab.evaluate(LEVELS)[last]
    page.tab.evaluate("scrollTo(0, 0)")
    page.tab.mouse.up()
    page.settle()
    shown = page.tab.evaluate(LEVELS)
    assert all(page.tab.evaluate(MEDIANS, at) in shown[at] for at in range(len(shown)))


def test_a_copied_link_brings_the_state_back_without_the_token(page):
    page.tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.open(MOVED)
    page.tab.click("#copy-link")
    page.until("document.body.innerText.includes('Copied')")
    link = page.tab.evaluate("navigator.clipboard.readText()")
    assert "token" not in link
    assert link == page.tab.url
    page.slide("designation_tempo", 0)
    page.settle()
    page.tab.goto(link)
    page.settle()
    assert page.state()["levers"] == MOVED["levers"]


def test_a_table_carries_what_is_shown_with_its_unit_and_source(page, tmp_path):
    page.open(SMALL)
    page.tab.click("#export")
    with page.tab.expect_download() as taken:
        page.tab.get_by_text("(.csv)", exact=False).first.click()
    path = tmp_path / "bands.csv"
    taken.value.save_as(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert "20 members, seed 1" in lines[0]
    fired = [r for r in csv.DictReader(lines[1:]) if r["measure"] == "russia.shells_fired"]
    assert {row["unit"] for row in fired} == {"rounds/week"}
    assert [float(row["q50"]) for row in fired] == bands(page)[2]


def test_the_keys_of_the_help_are_those_that_work(page):
    page.open(
        {**SMALL, "steps": [{"date": "2024-03-04", "lever": "designation_tempo", "value": 4}]}
    )
    page.tab.focus(".handle")
    page.press("ArrowRight")
    assert page.state()["steps"][0]["date"] == "2024-03-11"
    page.press("PageUp")
    assert page.state()["steps"][0]["date"] == "2024-06-10"
    page.press("Delete")
    assert page.state()["steps"] == []


def test_a_first_view_is_light(page):
    weight = []
    page.tab.on("requestfinished", lambda r: weight.append(r.sizes()["responseBodySize"]))
    page.open()
    page.until("simExplore.counts.painted > 0")
    assert 100_000 < sum(weight) < 400_000


def test_the_limits_stand_in_sight_everywhere(page):
    for name in PAGES:
        page.open(SMALL, page=name)
        box = page.tab.locator(".limits-line").bounding_box()
        assert 0 <= box["y"] <= 900 - box["height"] + 1


def test_a_kept_state_is_pinned_compared_and_brought_back(page):
    page.open(MOVED, page="compare")
    page.tab.fill("input[name=name]", "Mine")
    page.tab.get_by_role("button", name="Keep", exact=True).click()
    page.tab.get_by_role("button", name="Pin as A", exact=True).click()
    page.settle()
    assert "0 of" in page.tab.inner_text("ol >> xpath=ancestor::section")
    page.tab.get_by_label("B, shown").select_option("scenario:no_exchange")
    page.settle()
    listed = page.tab.locator("section ol .difference").all_inner_texts()
    assert len(listed) >= 5
    page.tab.get_by_role("button", name="Swap", exact=True).click()
    page.settle()
    assert page.tab.get_by_label("A, held against").input_value() == "scenario:no_exchange"
    page.tab.get_by_role("button", name="Explore", exact=True).click()
    page.settle()
    page.slide("designation_tempo", 0)
    page.settle()
    page.tab.get_by_role("button", name="Compare", exact=True).click()
    page.settle()
    page.tab.get_by_role("button", name="Bring back to Explore").click()
    page.settle()
    assert page.state()["levers"] == MOVED["levers"]


def test_a_narrowed_assumption_leaves_members_out_without_a_run(page, client):
    page.open({"members": 60, "weeks": 20}, page="assumptions")
    text = page.tab.inner_text(".page")
    assert "60 of 60" in text
    kept = len(client.desk.warm._kept)
    box = page.tab.locator(".ranges input").first
    box.evaluate(
        """(b) => { b.value = Number(b.min) + 0.4 * (b.max - b.min);
        b.dispatchEvent(new Event("input", { bubbles: true })); b.dispatchEvent(new Event("change", { bubbles: true })); }"""
    )
    page.settle()
    counted = int(re.search(r"members: (\d+) of 60", page.tab.inner_text(".page"))[1])
    assert 0 < counted < 60
    assert len(client.desk.warm._kept) == kept
    assert page.tab.locator("circle.dot-in").count() == counted
    if counted < 20:
        assert "too few for a band" in page.tab.inner_text(".page")


def test_a_cell_of_a_sweep_opens_its_setting(page):
    page.open(SMALL, page="sweeps")
    assert page.tab.locator(".heat-cell button").count() == 6
    page.tab.locator(".heat-cell button").nth(1).click()
    page.settle()
    assert page.tab.evaluate("simExplore.store.page") == "explore"
    assert set(page.state()["levers"]) == {"shells_demanded_per_day", "designation_tempo"}
    assert page.state()["members"] == 12


def test_a_brush_leaves_settings_out_of_the_map_and_the_trade_off(page):
    page.open(SMALL, page="sweeps")
    page.tab.locator(".brushes input").first.evaluate(
        "(b) => { b.value = b.max; b.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    page.settle()
    assert page.tab.locator(".heat-cell .outside").count() == 3
    assert page.tab.locator("circle.dot-out").count() == 3


def test_a_reported_figure_shows_its_source(page):
    page.open(SMALL, page="record")
    page.until("document.querySelectorAll('tbody tr').length > 20")
    page.tab.locator("tbody .link").first.click()
    page.settle()
    assert re.search(r"C\d\d\d", page.tab.inner_text("tbody .source"))
    page.tab.get_by_label("In the 90 % band").select_option("no")
    shown = page.tab.locator("tbody tr").count()
    assert 0 < shown < 20


def test_a_question_is_explored_from_its_state(page):
    page.open(SMALL, page="questions")
    page.tab.locator(".questions button").nth(6).click()
    page.tab.get_by_role("button", name="Explore from here").click()
    page.settle()
    assert page.state()["scenario"] == "dprk_halts_exports"
    assert page.tab.evaluate("simExplore.store.page") == "explore"


def test_another_statement_is_asked(page):
    page.open({"members": 40, "weeks": 60})
    page.tab.get_by_role("button", name="Ask another").click()
    page.tab.fill("input[name=statement]", "dprk.warheads >= 1 at 2024-06-03")
    page.tab.get_by_role("button", name="Ask", exact=True).click()
    page.settle()
    assert "100 %" in page.tab.inner_text(".statement")
    page.tab.get_by_role("button", name="Ask another").click()
    page.tab.fill("input[name=statement]", "dprk.warheds >= 1 at 2024-06-03")
    page.tab.get_by_role("button", name="Ask", exact=True).click()
    page.settle()
    assert "did you mean" in page.tab.inner_text(".statement")
    assert bands(page)


def test_a_title_that_looks_like_markup_is_text(chromium, tmp_path):
    path = tmp_path / "strange.toml"
    path.write_text(
        "edition = 2\ntitle = '<img src=x onerror=alert(1)>'\nquestion = '<b>Bold?</b>'\nstory = 'None.'\nextends = 'baseline'\n"
    )
    other = served(tmp_path / "stores", Shelf.of(str(path), "baseline"))
    with explorer_page.tab(chromium, other) as opened:
        opened.open(SMALL)
        assert "<b>Bold?</b>" in opened.tab.inner_text(".answer")
        assert opened.tab.locator("img").count() == 0
        opened.open(SMALL, page="compare")
        opened.tab.fill("input[name=name]", "<img src=x onerror=alert(2)>")
        opened.tab.get_by_role("button", name="Keep", exact=True).click()
        opened.settle()
        assert "<img src=x" in opened.tab.inner_text(".kept")
        assert opened.tab.locator("img").count() == 0
        assert opened.said == []
