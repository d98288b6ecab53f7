"""Reports: one file, offline, with what a reader must find, in both languages."""

import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pytest

from sim.ground.errors import InputError
from sim.plots.fonts import chinese
from sim.reports.answer import answer, paired, told
from sim.reports.build import FLAGS, browser, build, refuse, refuse_print
from sim.reports.influence import spearman, strongest
from sim.reports.inputs import differing
from sim.reports.numbers import number, spread
from sim.reports.outcomes import key_outcomes, leading
from sim.reports.page import page
from sim.reports.pictures import figures, pictures
from sim.reports.subject import subject
from sim.reports.tables import key_table
from sim.reports.verbal import STEPS, said, step_of
from sim.runs.settings import Settings
from sim.vocabulary.assumptions import registry
from sim.vocabulary.language import LANGUAGES, wanted, words
from sim.vocabulary.scenario import load, names, parse

SMALL = Settings(members=24)


@pytest.fixture(scope="module")
def single():
    return subject("baseline", None, SMALL)


@pytest.fixture(scope="module")
def compared():
    return subject("baseline", "maximum_pressure", SMALL)


@pytest.fixture(scope="module")
def written(compared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    paths = {x: build(compared, folder / f"{x}.html", language=x).path for x in LANGUAGES}
    return {x: (p, p.read_text(encoding="utf-8")) for x, p in paths.items()}


class Reader(HTMLParser):
    """Collects what a page asks for from elsewhere, its sections and its ids."""

    def __init__(self):
        super().__init__()
        self.asked, self.sections, self.ids, self.uses = [], [], [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in {"link", "script", "iframe", "img", "object", "video", "source"}:
            self.asked.append((tag, given))
        if tag == "section":
            self.sections.append(given.get("id"))
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "use":
            self.uses.append((given.get("href") or given.get("xlink:href")).lstrip("#"))


def read(text):
    reader = Reader()
    reader.feed(text)
    return reader


BY_HAND = {
    "Usable DPRK shells arriving": ("dprk.shells_arrived", lambda weekly: weekly.sum(axis=1)),
    "Shells fired": ("russia.shells_fired", lambda weekly: weekly[:, -1] / 7),
}


@pytest.mark.parametrize("label", BY_HAND)
def test_numbers_of_the_key_table_are_those_computed_by_hand(label, single):
    measure, reduce = BY_HAND[label]
    weekly = single.results.series[measure].sel(policy="baseline").transpose("member", ...).values
    low, median, high = (float(x) for x in np.quantile(reduce(weekly), (0.05, 0.5, 0.95)))
    rows = key_table(single, words("en")).split("<tr>")
    (row,) = [line for line in rows if f'<th scope="row">{label}' in line]
    last = row.split("<td")[-1].partition(">")[2]
    assert last.startswith(f"{spread(low, high, words('en'))} ({number(median, 'en')})<")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_asks_for_nothing_from_elsewhere(written, language):
    text = written[language][1]
    assert read(text).asked == []
    assert "@import" not in text
    assert not re.search(r"url\((?!#)", text)
    assert set(re.findall(r'https?://[^"\s<>]+', text)) <= {"http://www.w3.org/1999/xlink"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_limits_come_first_and_nothing_is_missing(written, language):
    assert read(written[language][1]).sections == [
        "limits", "question", "answer", "table", "figures", "inputs", "binding", "readings",
        "assumptions", "claims", "words", "measures", "rebuild",
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_holds_question_limits_and_answer(written, compared, language):
    text, said_here = written[language][1], words(language)
    for line in (
        said_here.name("scenario_questions", "maximum_pressure"),
        said_here.say("limits.no_forecast"),
        *answer(compared, said_here),
    ):
        assert line in text
    assert len(answer(compared, said_here)) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_there_and_every_part_of_it_is_found(written, compared, language):
    reader = read(written[language][1])
    assert {f"figure-{name}" for name in figures(compared)} <= set(reader.ids)
    assert reader.uses
    assert set(reader.uses) <= set(reader.ids)


def test_the_rebuild_command_names_everything(written):
    command = re.search(r"<pre>(.*?)</pre>", written["en"][1], re.DOTALL).group(1)
    for word in ("baseline", "--against maximum_pressure", "--members 24", "--seed 1", "--prior"):
        assert word in command


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_has_a_text(language):
    found = words(language)
    for kind, keys in wanted().items():
        for key in keys:
            assert found.name(kind, key).strip(), (kind, key)
    for entry in registry():
        assert entry.unit == "1" or found.known("units", entry.unit), entry.key


def test_both_languages_have_the_same_sentences_with_the_same_gaps():
    english, other = (words(x).table for x in LANGUAGES)
    for section, texts in english.items():
        assert set(texts) <= set(other[section]), section
    loose = {"word", "share", "chance"}
    for key, text in english["answer"].items():
        gaps = [set(re.findall(r"{(\w+)}", t)) - loose for t in (text, other["answer"][key])]
        assert gaps[0] == gaps[1], key


def test_a_missing_text_is_an_error():
    with pytest.raises(LookupError, match=r"zh: no text for measures\.nothing"):
        words("zh").name("measures", "nothing")
    with pytest.raises(InputError, match="unknown language"):
        words("fr")


def test_names_are_chinese_throughout():
    found = words("zh")
    for kind in ("measures", "components", "scenario_questions", "claims", "assumptions"):
        for key in wanted()[kind]:
            assert re.search(r"[\u4e00-\u9fff]", found.name(kind, key)), key


@pytest.mark.skipif(chinese() is None, reason="no font with Chinese characters is installed")
def test_no_text_inside_a_figure_stays_english(single, compared):
    for of in (single, compared):
        for picture in pictures(of, words("zh")):
            assert not re.search(
                "[\u4e00-\u9fff] [\u4e00-\u9fff]", picture.title + picture.subtitle
            )
            assert picture.untranslated == (), picture.name


def test_without_a_chinese_font_the_advice_names_a_package(single, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.reports.build.chinese", lambda: None)
    monkeypatch.setattr("sim.reports.pictures.chinese", lambda: None)
    done = build(single, tmp_path / "r.html", language="zh")
    assert "fonts-noto-cjk" in done.advice[0]
    assert "俄罗斯炮弹库存" in done.path.read_text(encoding="utf-8")


def test_the_table_of_words_has_no_gap_and_no_overlap():
    assert STEPS[0].low == 0.0
    assert STEPS[-1].high == 1.0
    for one, two in pairwise(STEPS):
        assert one.high == two.low
    for share in np.linspace(0.0, 1.0, 1001):
        step = step_of(float(share))
        assert step.low <= share < step.high or share == step.high == 1.0
    assert said(0.66, words("en"))["chance"] == "likely (66\u00a0%)"
    with pytest.raises(ValueError, match="no share"):
        step_of(1.5)


def test_numbers_have_two_or_three_figures():
    assert [number(x) for x in (12345, 263e6, 1.55e9, 0.123, 162.4, -3.0)] == [
        "12,000", "260 million", "1.6 bn", "0.12", "162", "−3.0",
    ]  # fmt: skip
    assert number(2.63e8, "zh") == "2.6亿"
    assert spread(1.2e6, 3.4e6, words("en")) == "1.2 to 3.4 million"
    assert spread(-3e5, 1e-3, words("en")) == "−300 thousand to 0"


def test_rank_correlation_finds_what_carries_a_result():
    luck = np.random.default_rng(1)
    rows = luck.random((3, 400))
    found = spearman(rows, np.exp(5 * rows[1]) + 0.01 * luck.random(400))
    assert found[1] > 0.99
    assert np.abs(found[[0, 2]]).max() < 0.2


def test_the_assumptions_are_those_that_the_members_had(single):
    ten = strongest(single, leading(single.first, compared=False)[0])
    assert len(ten) == 10
    assert any(each.assumption.key.startswith("russia.") for each in ten)
    sizes = [abs(each.correlation) for each in ten]
    assert sizes == sorted(sizes, reverse=True)


def test_inputs_tell_the_coalition_from_the_rest():
    rows = differing(load("baseline").policy, load("generous_russia").policy, words("en"))
    assert {row.control for row in rows} == {"russia"}
    pressed = differing(load("baseline").policy, load("maximum_pressure").policy, words("en"))
    assert {row.control for row in pressed} == {"coalition"}
    assert len(pressed) == 4


@pytest.mark.parametrize("name", names())
def test_every_scenario_has_outcomes_to_speak_of(name):
    for compared in (False, True):
        assert len(leading(load(name), compared=compared)) == 3
        assert len(key_outcomes(load(name), compared=compared)) >= 10
    assert 3 <= len(load(name).headline) <= 5


def test_a_file_in_the_way_is_refused_in_one_line(tmp_path):
    (tmp_path / "r.html").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="--overwrite"):
        refuse(tmp_path / "r.html", overwrite=False)
    with pytest.raises(InputError, match="is a folder"):
        refuse(tmp_path, overwrite=True)
    with pytest.raises(InputError, match="is a file"):
        refuse(tmp_path / "r.html" / "s.html", overwrite=True)


def test_a_pdf_is_made_without_a_browser(single, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.reports.build.browser", lambda: None)
    done = build(single, tmp_path / "r.pdf", kind="pdf")
    assert done.path.read_bytes().startswith(b"%PDF")
    assert "matplotlib" in done.how


OWN = """
title = "Halt, then banks"
question = "If exports stop, does a stronger threat to banks matter?"
story = "Exports stop; in 2026 the threat rises."
extends = "dprk_halts_exports"

[[steps]]
date = 2026-01-05
lever = "secondary_sanctions_threat"
value = 0.7
"""


def test_a_scenario_of_ones_own_is_held_against_its_parent_unasked(tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text(OWN, encoding="utf-8")
    of = subject(str(mine), None, replace(SMALL, members=8, weeks=30))
    assert [s.name for s in of.scenarios] == ["dprk_halts_exports", "mine"]
    assert "mine" in page(of, [], words("en"))
    assert "Halt, then banks ← DPRK halts exports ← Baseline" in page(of, [], words("en"))


def test_what_no_report_can_be_made_of_is_refused_before_anything_is_run(tmp_path, monkeypatch):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "mine.toml").write_text(OWN, encoding="utf-8")
    (tmp_path / "swept").mkdir()
    (tmp_path / "swept" / "manifest.json").write_text("{}", encoding="utf-8")
    for folder, word in (("own", "name one of them"), ("swept", "is a sweep")):
        with pytest.raises(InputError, match=word):
            subject(str(tmp_path / folder), None, SMALL)
    monkeypatch.setattr("sim.reports.build.browser", lambda: None)
    with pytest.raises(InputError, match="needs a Chromium"):
        refuse_print("pdf", "zh")


def test_a_report_says_nothing_of_a_difference_that_is_none(single, compared):
    for each in key_outcomes(compared.asked, compared=True):
        found = told(compared, each, words("en"))
        gap = paired(compared, each)
        if abs(np.median(gap)) < 0.01 * abs(np.median(each.members(compared.results, "baseline"))):
            assert found.verdict not in ("higher", "lower") or found.unit == "points", each


@pytest.mark.parametrize("language", LANGUAGES)
def test_contents_lead_to_every_section_and_text_in_charts_is_text(written, language):
    text = written[language][1]
    reader = read(text)
    linked = re.findall(r'<a href="#(\w+)">', text)
    assert linked == reader.sections[1:]
    figure = re.search(r'id="figure-shells">.*?</figure>', text, re.DOTALL).group(0)
    assert len(re.findall(r"<text[ >]", figure)) > 10


MEASURE = """<!doctype html><body style="margin:0"><iframe id="f" src="{page}"
 style="width:{width}px;height:9000px;border:0"></iframe><script>
document.getElementById("f").onload = function () {{
  var d = this.contentDocument, w = d.documentElement.clientWidth, wide = [];
  d.querySelectorAll("p, li, td, th, h1, h2, h3, pre, dd, figure svg").forEach(function (e) {{
    var b = e.getBoundingClientRect();
    if (b.width > 1 && (b.right > w + 1 || b.left < -1)) wide.push(e.tagName);
  }});
  document.title = JSON.stringify([d.documentElement.scrollWidth, w, wide]);
}};</script>"""


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_wider_than_the_screen(written, tmp_path, language, width):
    found = browser()
    if found is None:
        pytest.skip("no Chromium browser is installed")
    page = tmp_path / "page.html"
    shutil.copy(written[language][0], page)
    outer = tmp_path / "outer.html"
    outer.write_text(MEASURE.format(page=page.name, width=width), encoding="utf-8")
    flags = [*FLAGS, f"--user-data-dir={tmp_path}/profile", "--allow-file-access-from-files"]
    done = subprocess.run(
        [found, *flags, "--window-size=1400,2000", "--virtual-time-budget=8000", "--dump-dom",
         outer.as_uri()],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    title = re.search(r"<title>\[(\d+),(\d+),\[(.*?)\]\]</title>", done.stdout)
    assert title, done.stderr[-500:]
    scroll, inner, wide = int(title.group(1)), int(title.group(2)), title.group(3)
    assert inner <= width
    assert scroll <= inner
    assert wide == ""


@pytest.mark.parametrize("name", names())
def test_the_rate_that_a_question_asks_about_stands_beside_it(name):
    scenario = load(name)
    asked = scenario.asked_rate
    assert ("shells a day" in scenario.question) == (asked is not None)
    assert asked is None or f"{asked:,.0f} shells a day" in scenario.question


def test_prose_drives_no_logic():
    of = load("high_intensity_front")
    silent = replace(of, question="?", story="", expect="")
    assert leading(silent, compared=False) == leading(of, compared=False)
    assert silent.asked_rate == of.asked_rate == 19000
    mine = parse({"extends": "high_intensity_front"})
    assert mine.headline == of.headline
    assert mine.asked_rate is None
