"""Verbs that list, hold against the record and sweep speak Chinese; English stays beside it."""

import csv
import re
import tomllib
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.book.carried import kept_carried
from sim.cli.main import app
from sim.ground.errors import InputError
from sim.ground.files import shipped
from sim.record.published import load_evidence
from sim.sweeps.designs.file import load_design
from sim.sweeps.designs.file import names as designs
from sim.sweeps.designs.made import Over, design_over
from sim.sweeps.runner import sweep
from sim.sweeps.sides import Held
from sim.sweeps.titles import title_of
from sim.vocabulary.assumptions import registry
from sim.vocabulary.evidence import load_targets
from sim.vocabulary.language import HERE, words
from sim.vocabulary.levers import levers
from sim.vocabulary.scenario import load, names

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SENTENCE = re.compile(r"[A-Za-z]+(?: [A-Za-z]+){2,}")
"""Three words in a row: a sentence that was left in English."""

SHORT = ("--members", "12")
QUICK = [
    ["scenarios"], ["show", "baseline"], ["show", "oil_squeeze"], ["show", "--levers"],
    ["assumptions"], ["claims"], ["claims", "--claim", "S12"], ["claims", "--claim", "S49"],
    ["evidence", "--family", "rok"], ["check", str(shipped() / "baseline.toml")],
]  # fmt: skip


def said(*line):
    return CliRunner().invoke(app, list(line), catch_exceptions=False).stdout


def prose(text):
    """Return a print without commands, keys of the registry, names of scenarios and quotations."""
    text = re.sub(r"“[^”]*”（[^）]*）", "", text.replace("\n", " "))
    text = re.sub(r"sim (?:show|assumptions|claims)[-\w ]*", "", text)
    return re.sub(r"\b[a-z]+(?:[._][\w.*]+)+", "", text)


@pytest.mark.parametrize("line", QUICK, ids=" ".join)
def test_a_list_is_in_one_language_or_the_other(line, monkeypatch):
    monkeypatch.setenv("COLUMNS", "4000")
    english, chinese = said(*line), said(*line, "--lang", "zh")
    assert not CHINESE.search(english)
    assert CHINESE.search(chinese)
    text = prose(chinese)
    if line[0] != "claims":  # names of scenarios stand in a row there
        assert SENTENCE.findall(text) == []


def test_a_hindcast_says_every_row_and_score_in_chinese(tmp_path):
    line = ["hindcast", *SHORT, "--prior", "--out", str(tmp_path / "h"), "--lang", "zh"]
    chinese = said(*line)
    with (tmp_path / "h" / "hindcast.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    said_of = dict(re.findall(r"^(T\d{3})  .* (区间[内外]) ", chinese, re.MULTILINE))
    inside = {"yes": "区间内", "no": "区间外"}
    assert said_of == {row["target_id"]: inside[row["inside90"]] for row in rows}
    fit = [row for row in rows if row["use"] == "fit" and row["kind"] == "level"]
    hits = sum(row["inside90"] == "yes" for row in fit)
    assert f"用于拟合，水平：90%区间内{len(fit)}条中{hits}条" in chinese
    assert SENTENCE.findall(chinese.replace("hindcast.csv draws.csv biases.csv", "")) == []


def test_a_sweep_says_what_it_does_in_chinese(tmp_path):
    line = ["sweep", "baseline", "--axis", "designation_tempo=0,4", *SHORT, "--weeks", "10"]
    chinese = said(*line, "--workers", "1", "--out", str(tmp_path / "s"), "--lang", "zh")
    assert "联盟执法总强度" in chinese
    assert "24次模拟中完成24次，失败0次" in chinese
    figures = [one for one in chinese.split("\n") if one.endswith(".png")]
    assert figures
    assert all(one.endswith("_zh.png") for one in figures)
    design = re.search(r"^edition.*?\n\n(?=基准)", chinese, re.MULTILINE | re.DOTALL)
    assert tomllib.loads(design.group(0))["scenario"] == "baseline"  # stays as its file holds it


def test_a_scenario_of_one_s_own_is_told_in_its_own_words(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        'edition = 2\ntitle = "Mine"\ntitle_zh = "自设"\nquestion = "q"\nquestion_zh = "如何？"\n'
        'story = "由我所写。"\nextends = "baseline"\n[levers]\nmonitoring_regime = "panel"\n'
        '[structure]\norders = "none"\n[[rules]]\nlever = "designation_tempo"\n'
        'measure = "russia.shells_fired"\nabove = 70000\nweeks = 4\nvalue = 2\n',
        encoding="utf-8",
    )
    text = said("show", str(path), "--lang", "zh")
    for words_of in ("自设", "如何？", "由我所写。", "专家小组", "不订货"):
        assert words_of in text
    assert "联盟执法总强度（当炮弹发射量高于7万持续4周时）" in text


def test_every_name_that_a_list_shows_has_a_chinese_word():
    text, carried = words("zh"), kept_carried()
    table = carried.table
    still = (*carried.in_name, *table.none)
    wanted = {
        "switched_off": table.measured, "nothing_moves": still, "lever_meanings": levers(),
        "set_by": {x.set_by for x in levers().values()}, "design_titles": designs(),
        "scenario_stories": names(),
        "scenario_expectations": [name for name in names() if load(name).expect],
        "assumptions": [entry.key for entry in registry()],
        "families": {t.family for t in load_targets()},
        "statistics": {t.statistic for t in load_targets()},
        "topics": {c.topic for c in load_evidence()},
        "record_actors": {c.actor for c in load_evidence()},
    }  # fmt: skip
    lacking = [(kind, key) for kind, keys in wanted.items() for key in keys
               if not CHINESE.search(text.known(kind, key) or "")]  # fmt: skip
    assert lacking == []


def test_every_english_sentence_has_a_chinese_one():
    for kind in ("record", "listing", "sweeping", "files"):
        english, chinese = (
            tomllib.loads((HERE / f"{language}_{kind}.toml").read_text(encoding="utf-8"))
            for language in ("en", "zh")
        )
        for section, texts in english.items():
            assert set(texts) <= set(chinese[section]), section


@pytest.mark.parametrize("line", [*QUICK, ["hindcast"], ["constrain"], ["sweep", "reference"]])
def test_an_unknown_language_is_refused(line):
    with pytest.raises(InputError, match="language"):
        said(*line, "--lang", "xx")


def test_numbers_of_a_story_stand_in_the_chinese_one_too():
    text, lacking = words("zh"), []
    for name in names():
        story, told = load(name).story, text.say(f"scenario_stories.{name}")
        wanted = set(re.findall(r"\b20\d\d\b|\bSC\d+\b|\d+(?= %)", story))
        lacking += [(name, one) for one in wanted if one not in told]
    assert lacking == []


def test_a_sweep_and_its_figures_are_called_in_chinese():
    over = Over(axes=["designation_tempo=0,1"], structure=["fire=all"], members=2, weeks=8)
    made, _ = design_over("baseline", over)
    own = replace(made, title="Mine")
    assert title_of(made, "en") == "Baseline to the cut-off: designation tempo x fire"
    assert (
        title_of(made, "zh") == "基准情景（记录截至2024年11月）：联盟执法总强度 × 火力随时间的变化"
    )
    assert title_of(own, "zh") == "Mine"
    assert title_of(replace(own, name="reference"), "zh") == "Mine"
    shipped = load_design("reference")
    assert title_of(shipped, "en") == shipped.title
    assert title_of(shipped, "zh") == "火力、列名与出口意愿：参照扫描"


def test_a_run_of_a_sweep_is_replayed_in_chinese(tmp_path):
    over = Over(axes=["designation_tempo=0,1"], members=2, weeks=8)
    place = str(tmp_path / "s")
    sweep(design_over("baseline", over)[0], place)
    text = said("replay", place, "--policy", "1", "--member", "0", "--lang", "zh")
    assert "第1号设置，第0号抽样情形" in text
    rows = [line for line in text.splitlines() if line.startswith("  ")]
    assert rows
    assert all(re.match(r"  [\u4e00-\u9fff]+（.*）：.*，与库中逐位相同$", row) for row in rows)
    with pytest.raises(InputError, match="language"):
        said("replay", place, "--policy", "1", "--member", "0", "--lang", "de")


def test_one_word_for_a_member_in_every_text():
    """A member is a sampled case in Chinese everywhere, and no other word stands beside it."""
    found = [(section, key, text) for section, texts in words("zh").table.items()
             for key, text in texts.items() if re.search("成员(?!国)|中位成员|约束集合", text)]  # fmt: skip
    assert found == []


def test_no_chinese_sentence_of_a_sweep_is_parted_by_a_space():
    over = Over(axes=["designation_tempo=0,1", "dprk_export_willingness=0,1"], members=2, weeks=8)
    held = Held(np.ones(4, dtype=bool), {"dprk_export_willingness": 0})
    found = SimpleNamespace(design=design_over("baseline", over)[0])
    assert held.said(found, "zh") == "其余固定：朝鲜出口意愿为0。"
    assert held.said(found, "en").startswith(" Held: ")


def test_a_file_is_begun_and_a_figure_traced_in_chinese(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert said("new", "mine", "--lang", "zh") == (
        "mine.toml：修改后可用“sim check mine.toml”检查，用“sim run mine.toml”模拟\n"
    )
    said("run", "baseline", "--members", "4", "--weeks", "8", "--prior", "--out", "r")
    line = ["whence", "r/figures/shells.png", "--rebuild", "again.png", "--overwrite"]
    english, chinese = said(*line), said(*line, "--lang", "zh")
    assert "# figure shells of baseline: 4 members (prior ensemble), seed 1, 8 weeks" in english
    assert "again.png: bit for bit the same as r/figures/shells.png" in english
    assert not CHINESE.search(english)
    assert "# 图shells：baseline：4个抽样情形（先验集合），种子1，8周" in chinese
    assert "again.png：与r/figures/shells.png逐位相同" in chinese
