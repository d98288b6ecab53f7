"""What run and compare print: units of people, sensible figures, both languages in one form."""

import re
from pathlib import Path

import pytest
import xarray as xr
from typer.testing import CliRunner

from sim.cli.main import app
from sim.cli.report_text import SHOWN, say_compare, say_run
from sim.cli.tables import cells, folded
from sim.ground.errors import InputError
from sim.plots.registry import COMPARE_FIGURES
from sim.runs.runs import compare_scenarios, run_scenario
from sim.runs.settings import Settings
from sim.vocabulary.language import title_of
from sim.vocabulary.measures import dimension, measures
from sim.vocabulary.scenario import load

HOW = Settings(members=24, weeks=80)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    path = tmp_path_factory.mktemp("own") / "mine.toml"
    path.write_text(
        'edition = 2\ntitle = "More ships"\ntitle_zh = "增加海上检查"\nquestion = "Does it help?"\n'
        'question_zh = "是否有效？"\nstory = "s"\nextends = "baseline"\n[levers]\n'
        "designation_tempo = 4\n",
        encoding="utf-8",
    )
    return load(str(path))


@pytest.fixture(scope="module")
def one():
    return run_scenario(load("baseline"), HOW)


@pytest.fixture(scope="module")
def two(own):
    return compare_scenarios([load("baseline"), own], HOW)


def printed(capsys, say, *given):
    say(*given)
    return capsys.readouterr().out


def rows_of(text):
    """Return the cells of the first table of a print, by its first column."""
    lines = text.split("\n")
    start = next(i for i, line in enumerate(lines) if line.startswith("----"))
    body = [line for line in lines[start + 1 : lines.index("", start)] if line[0] != " "]
    return {c[0]: c[1:] for c in (re.split(r"\s{2,}", line) for line in body)}


def test_a_run_prints_each_measure_once_in_the_units_of_people(capsys, one):
    rows = rows_of(printed(capsys, say_run, one, load("baseline"), Path("out")))
    parts = sum(
        len(dimension(m.dimension)) if m.dimension else 1
        for m in (measures()[name.partition(":")[0]] for name in SHOWN)
    )
    assert len(rows) == parts
    fired = one.bands["russia.shells_fired"].isel(policy=0, week=-1).sel(group="pooled")
    median = float(fired.sel(quantile=0.5)) / 7
    assert rows["Shells fired"][0] == "rounds a day"
    said = float(rows["Shells fired"][-1].split("(")[1].rstrip(")").replace(",", ""))
    assert said == pytest.approx(median, rel=0.005)
    assert {"rounds a week", "rounds/week"}.isdisjoint(
        cell for row in rows.values() for cell in row
    )


def test_no_number_is_printed_as_a_power_of_ten(capsys, one, two, own):
    for language in ("en", "zh"):
        text = printed(capsys, say_run, one, load("baseline"), Path("out"), language)
        text += printed(capsys, say_compare, two, [load("baseline"), own], Path("out"), language)
        plain = re.sub(r"[(（][0-9a-f]{10}\+?[)）]", "", text.replace("model 0", ""))  # the commit
        assert not re.search(r"\d[eE][-+]?\d", plain)


def test_what_is_nil_beside_the_rest_is_printed_as_nil(capsys, one):
    small = one.bands.copy(deep=True)
    rows = xr.DataArray([3.9e-5, 2.0, 7.46, 20.0, 35.6], dims="quantile")
    small["exposure.index"].loc[{"exposed": "russia"}] = rows
    changed = type(one)(**{**one.__dict__, "bands": small})
    found = rows_of(printed(capsys, say_run, changed, load("baseline"), Path("out")))
    assert found["Exposure index: Russia"][-1] == "0 to 36 (7.46)"


def test_a_comparison_prints_the_same_rows_in_both_languages(capsys, two, own):
    english = printed(capsys, say_compare, two, [load("baseline"), own], Path("out"))
    chinese = printed(capsys, say_compare, two, [load("baseline"), own], Path("out"), "zh")
    assert len(rows_of(english)) == len(rows_of(chinese))
    assert "More ships" in english
    assert "增加海上检查" in chinese
    assert "是否有效？" in chinese
    assert "More ships" not in chinese
    assert not CHINESE.search(english)
    known = {"levers.designation", "sim", "results.zarr"}
    prose = [line for line in chinese.split("\n") if not any(k in line for k in known)]
    assert not re.search(r"\b(median|practically|members|against|lower)\b", "\n".join(prose))


def test_columns_stand_under_each_other_in_chinese_too(capsys, one):
    text = printed(capsys, say_run, one, load("baseline"), Path("out"), "zh")
    lines = text.split("\n")
    start = next(i for i, line in enumerate(lines) if line.startswith("----"))
    second = [cells(line[: re.search(r"\s{2,}(?=\S)", line).end()])
              for line in lines[start - 1 : start + 8]]  # fmt: skip
    assert len(set(second)) == 1
    assert all(cells(line) <= 124 for line in lines)  # marks may stand beyond the edge


def test_text_is_folded_within_the_room_and_no_mark_begins_a_line():
    text = "制裁，" * 40 + "sim assumptions " * 5
    lines = folded(text, 30)
    assert all(cells(line) <= 32 for line in lines)
    assert not any(line.startswith("，") for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_scenario_of_one_s_own_has_a_title_in_two_languages(own, two):
    assert title_of(own, "zh") == "增加海上检查"
    assert title_of(own, "en") == "More ships"
    assert two.attrs["titles_zh"] == ["", "增加海上检查"]
    figure = COMPARE_FIGURES["differences"](two, language="zh")
    assert "增加海上检查" in "".join(t.get_text() for t in figure.texts).replace("\n", "")


@pytest.mark.parametrize("verb", ["run", "compare"])
def test_an_unknown_language_is_refused_before_anything_runs(verb):
    line = [verb, "baseline", *(["oil_squeeze"] if verb == "compare" else []), "--lang", "xx"]
    with pytest.raises(InputError, match="language"):
        CliRunner().invoke(app, line, catch_exceptions=False)
