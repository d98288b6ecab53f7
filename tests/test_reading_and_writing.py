"""What users name is read without trust; what is written is whole, and nothing of theirs is lost."""

import os
import time
from datetime import date

import numpy as np
import pandas as pd
import pytest

from sim.ground import ledger
from sim.ground.errors import InputError
from sim.ground.files import content_of, csv_of, text_of, toml_of
from sim.ground.folders import check_folder, mend, refuse_other_question, whole_folder
from sim.ground.text import cell, one_line, plain, shell
from sim.ground.writing import (
    OLD,
    PART,
    frame_text,
    fresh,
    host,
    whole,
    write,
    write_csv,
    write_together,
)
from sim.reports.subject import is_results
from sim.sweeps.designs.file import load_design
from sim.sweeps.designs.made import is_design
from sim.vocabulary.assumptions import load as load_registry
from sim.vocabulary.evidence import load_targets
from sim.vocabulary.scenario import load

HEAD = 'title = "t"\nquestion = "q"\nstory = "s"\nextends = "baseline"\n'
DEAD = 2**22 - 3
"""A process number that nobody has."""


def refused(call, *args, said=""):
    began = time.process_time()
    with pytest.raises(InputError) as caught:
        call(*args)
    assert "\n" not in str(caught.value)
    assert said in str(caught.value)
    assert time.process_time() - began < 2


SPECIAL = {
    "a pipe": os.mkfifo,
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a folder": lambda path: path.mkdir(),
    "a link to itself": lambda path: path.symlink_to(path),
    "a large file": lambda path: path.write_bytes(b"# \n" * 400_000),
    "no text": lambda path: path.write_bytes(b"\xff\xfe\x00"),
    "nothing": lambda path: None,
}


@pytest.mark.parametrize("reader", [load, load_design, load_targets])
@pytest.mark.parametrize("what", SPECIAL)
def test_what_is_no_plain_text_file_is_refused_at_once(what, reader, tmp_path):
    path = tmp_path / "given.toml"
    SPECIAL[what](path)
    refused(reader, path if reader is load_targets else str(path), said="given.toml")


@pytest.mark.parametrize("what", SPECIAL)
def test_what_a_scenario_extends_is_read_as_carefully(what, tmp_path):
    SPECIAL[what](tmp_path / "parent.toml")
    (tmp_path / "mine.toml").write_text(HEAD.replace("baseline", "parent.toml"))
    refused(load, str(tmp_path / "mine.toml"), said="parent.toml")


BROKEN = {
    "a key of 400 kB": "a." * 200_000 + "a = 1",
    "a header of 400 kB": "[" + "a." * 200_000 + "a]",
    "an integer of 5,000 digits": "seed = " + "9" * 5_000,
    "a hexadecimal integer of 5,000 digits": "seed = 0x" + "9" * 5_000,
    "deep lists": "a = " + "[" * 5_000,
    "deep tables": "a = " + "{a=" * 5_000,
    "a name of a megabyte": '"' + "x" * 900_000 + '" = 1',
    "an unhashable claim": HEAD + 'claims = [["S1"]]',
    "an unhashable lever": HEAD + '[[steps]]\ndate = 2024-11-04\nlever = ["x"]\nvalue = 1',
    "an unhashable kind": HEAD + "kind = {}",
    "a date as structure": HEAD + "[structure]\nexport = 2024-02-29",
    "a list of dates as structure": HEAD + "[structure]\nexport = [2024-02-29]",
    "NUL in extends": HEAD.replace("baseline", "a\\u0000.toml"),
    "NUL without an ending": HEAD.replace("baseline", "a\\u0000"),
    "a name of 300 bytes": HEAD.replace("baseline", "x" * 300),
    "a name of 300 bytes with an ending": HEAD.replace("baseline", "x" * 300 + ".toml"),
    "a path of 9,000 bytes": HEAD.replace("baseline", "x/" * 4_500),
    "a number as title": HEAD.replace('"t"', "1979-05-27"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_broken_scenarios_and_designs_are_one_line(what, tmp_path):
    path = tmp_path / "b.toml"
    path.write_text(BROKEN[what])
    refused(load, str(path))
    refused(load_design, str(path))


@pytest.mark.parametrize(
    "name", ["a\0b", "x" * 300, "x" * 300 + ".toml", "/" * 5000, "\udcff.toml"]
)
def test_names_that_no_system_takes_are_one_line(name):
    refused(load, name)
    refused(load_design, name)


def test_a_byte_order_mark_and_other_line_ends_are_read(tmp_path):
    for i, text in enumerate(("\ufeff" + HEAD, HEAD.replace("\n", "\r\n"), "\ufeff\r\n" + HEAD)):
        path = tmp_path / f"s{i}.toml"
        path.write_bytes(text.encode())
        assert load(str(path)).title == "t"
    path.write_text("\ufeffmembers = 2\nseed = 1\nweeks = 3\n", encoding="utf-8")
    assert load_design(str(path)).members == 2


def test_a_long_chain_is_not_called_a_circle(tmp_path):
    for i in range(26):
        parent = f"s{i - 1}.toml" if i else "baseline"
        (tmp_path / f"s{i}.toml").write_text(HEAD.replace("baseline", parent))
    refused(load, str(tmp_path / "s25.toml"), said="of a chain of 'extends'")
    (tmp_path / "s0.toml").write_text(HEAD.replace("baseline", "s1.toml"))
    refused(load, str(tmp_path / "s1.toml"), said="circle")


TARGET = ["target_id", "measure", "statistic", "start", "end", "unit", "central"]
ROW = [
    "X1",
    "russia.shells_fired",
    "mean_per_day",
    "2024-01-01",
    "2024-06-30",
    "rounds/day",
    "9000",
]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("blank", ["", ",,,", "   "])
def test_targets_of_any_spreadsheet_are_read(delimiter, blank, tmp_path):
    path = tmp_path / "t.csv"
    blank = blank.replace(",", delimiter)
    rows = [blank, delimiter.join(TARGET), blank, delimiter.join(ROW), blank, ""]
    path.write_text("\ufeff" + "\r\n".join(rows), encoding="utf-8", newline="")
    (found,) = load_targets(path)
    assert (found.central, found.start) == (9000.0, date(2024, 1, 1))
    assert csv_of(path, "t")[0] == TARGET


@pytest.mark.parametrize(
    "change",
    [
        {"basis": 1}, {"basis": ["a"]}, {"unit": {}}, {"unit": []}, {"role": 1}, {"evidence": "C1"},
        {"evidence": [1]}, {"claims": {}}, {"name": []}, {"lever": 1}, {"distribution": []},
        {"distribution": {"kind": []}}, {"distribution": {"kind": "by_reading"}, "readings": 1},
        {"distribution": {"kind": "by_reading"}, "readings": {"restocking": 1}},
        {"distribution": {"kind": "lognormal", "median": 1e300, "spread": 1e300}},
        {"correlation": 2}, {"correlation": "x"}, {"central": [1]}, {"central": True},
    ],
    ids=str,
)  # fmt: skip
def test_wrong_types_in_a_registry_entry_are_one_line(change, tmp_path):
    entry = {
        "name": "n", "symbol": "n", "unit": "1", "role": "uncertainty", "central": 1.0,
        "distribution": {"kind": "fixed"}, "evidence": [], "basis": "judgement: it is only a test",
        "confidence": "low", "claims": [], **change,
    }  # fmt: skip
    (tmp_path / "x.toml").write_text(
        "[a]\n" + "".join(f"{k} = {_toml(v)}\n" for k, v in entry.items())
    )
    refused(load_registry, tmp_path, said="x.toml [a]")


def _toml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + "}"
    return str(value).lower() if isinstance(value, bool) else repr(value)


def test_text_loses_what_a_terminal_obeys_and_keeps_the_rest():
    assert plain("\x1b]0;owned\x07\x1b[2JTitle\u202e\u200b") == "]0;owned[2JTitle"
    assert plain("포탄 炮弹 $9m_x^2") == "포탄 炮弹 $9m_x^2"
    assert one_line("a\r\nrm -rf x") == "a rm -rf x"
    assert len(one_line("x" * 10**6)) < 3000
    assert shell(["sim", "run", "a; rm\nb"]) == "sim run 'a; rm b'"


FORMULAS = ["=1+1", "+1+1", "-1+cmd", "@SUM(A1)", "\t=1", "\r=1", "\x00=1", "\u200b=1", "\u202e@x"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text, tmp_path):
    write_csv(tmp_path / "t.csv", ["name"], [[text], ["-0.5"], ["+3"]])
    lines = (tmp_path / "t.csv").read_text().splitlines()
    assert lines[1].lstrip('"')[0] == "'"
    frame = frame_text(pd.DataFrame({text: [text, "x"], "n": [1, -2]})).splitlines()
    assert [row.lstrip('"')[0] for row in frame] == ["'", "'", "x"]
    assert frame[2] == "x,-2"
    assert lines[-2:] == ["-0.5", "+3"]
    assert cell(np.float64(-2)) == "-2.0"


def test_a_file_is_whole_or_as_it_was(tmp_path):
    path = write(tmp_path / "f", "old")
    with pytest.raises(ZeroDivisionError), whole(path) as part:
        part.write_text(str(1 / 0))
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["f"]


def test_files_that_belong_together_are_all_written_before_one_is_put(tmp_path):
    write_together(tmp_path, {"a": "1", "b": b"2"})
    (tmp_path / "c").mkdir()
    with pytest.raises(InputError):
        write_together(tmp_path, {"a": "3", "b": "4", "c": "5"})
    assert [(tmp_path / n).read_text() for n in "ab"] == ["1", "2"]


@pytest.mark.parametrize("special", ["folder", "pipe", "device"])
def test_only_plain_files_are_replaced(special, tmp_path):
    path = tmp_path / "x"
    made = {
        "folder": path.mkdir,
        "pipe": lambda: os.mkfifo(path),
        "device": lambda: path.symlink_to("/dev/null"),
    }
    made[special]()
    refused(write, path, "x", said="x: is ")


def test_no_link_with_a_guessed_name_is_followed(tmp_path):
    (tmp_path / ".r.html.part").symlink_to(tmp_path / "victim")
    (tmp_path / "victim").write_text("mine")
    write(tmp_path / "r.html", "ours")
    assert (tmp_path / "victim").read_text() == "mine"


def result(folder, text="one", **note):
    with whole_folder(folder, "run", overwrite=True) as part:
        (part / "figures").mkdir()
        (part / "figures" / "a.png").write_text(text)
        (part / "run.json").write_text('{"verb": "run", "set": ["x=1"]}')
    return folder


def test_nothing_of_the_users_is_replaced(tmp_path):
    folder = result(tmp_path / "r")
    result(folder, "two")
    assert (folder / "figures" / "a.png").read_text() == "two"
    mine = folder / "figures" / "note.png"
    mine.write_text("mine")
    refused(result, folder, said="figures/note.png")
    mine.unlink()
    (folder / "figures" / "a.png").write_text("with my arrows")
    refused(result, folder, said="figures/a.png")
    assert (folder / "figures" / "a.png").read_text() == "with my arrows"


def test_what_a_later_verb_wrote_is_ours(tmp_path):
    folder = result(tmp_path / "r")
    more = ledger.put(folder / "figures" / "more.png", "drawn")
    ledger.put(more, "drawn again")
    result(folder, "three")
    assert not more.exists()


def test_what_a_later_verb_puts_replaces_nothing_of_the_users(tmp_path):
    folder = result(tmp_path / "r")
    more = ledger.put(folder / "figures" / "more.png", "drawn")
    for path in (more, folder / "figures" / "a.png", folder / "mine.csv"):
        path.write_text("mine")
        refused(ledger.put, path, "ours", said="sim did not write it")
        assert path.read_text() == "mine"
    (tmp_path / "free").mkdir()
    ledger.begin(tmp_path / "free")
    ledger.put(tmp_path / "free" / "t.csv", "1")
    (tmp_path / "free" / "t.csv").write_text("2")
    refused(ledger.put, tmp_path / "free" / "t.csv", "3", said="sim did not write it")


def test_a_file_that_a_killed_verb_did_not_put_is_still_ours(tmp_path):
    folder = result(tmp_path / "r")
    table = ledger.put(folder / "t.csv", "one")
    part = write(folder / "two", "two")
    ledger.claim(part, table)  # killed here
    part.unlink()
    assert table.read_text() == "one"
    ledger.put(table, "three")
    result(folder, "four")
    assert not table.exists()


def test_the_answer_to_another_question_is_not_replaced(tmp_path):
    folder = result(tmp_path / "r")
    refuse_other_question(folder, {"set": ["x=1"]})
    refused(refuse_other_question, folder, {"set": ["x=2"]}, said="another question")


def left(path, ending):
    found = fresh(path, ending)
    return found.with_name(found.name.replace(f"{host()}-{os.getpid()}", f"{host()}-{DEAD}"))


def test_what_a_killed_command_left_is_finished_or_removed(tmp_path, capsys):
    folder = result(tmp_path / "r")
    old = left(folder, OLD)
    part = old.with_name(old.name.replace(f".{OLD}", f".{PART}"))
    result(tmp_path / "new", "two").rename(part)
    folder.rename(old)
    mend(folder)
    assert (folder / "figures" / "a.png").read_text() == "two"
    assert "in its place" in capsys.readouterr().err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r"]
    folder.rename(old)
    check_folder(folder, "run", overwrite=True)
    assert folder.is_dir()
    for sync in (True, False):
        write(left(tmp_path / "f.html", PART), "half")
        write(tmp_path / "f.html", "whole", sync=sync)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["f.html", "r"]


def test_a_url_is_no_local_folder():
    for url in ("s3://bucket/x", "memory://x", "file:///x", "s3:/bucket"):
        refused(lambda u=url: check_folder(u, "run", overwrite=True), said="URL")


def test_a_growing_or_endless_file_is_read_to_its_bound_only(tmp_path):
    path = tmp_path / "big"
    with path.open("wb") as stream:
        stream.truncate(10**12)
    refused(content_of, path, "big", said="too large")
    refused(text_of, "/proc/self/mem", "mem")
    refused(toml_of, path, "big")


@pytest.mark.parametrize("name", ["x" * 300, "x" * 300 + ".toml", "a\0b.toml", "y/" * 3000])
def test_long_names_are_neither_results_nor_designs(name):
    assert not is_results(name)
    assert not is_design(name)


def test_a_design_is_told_from_a_scenario_whatever_mark_it_begins_with(tmp_path):
    path = tmp_path / "d.toml"
    for text, design in (("members = 2\n", True), (HEAD, False)):
        path.write_text("\ufeff" + text, encoding="utf-8")
        assert is_design(str(path)) == design
    path.write_bytes(b"\xff")
    refused(is_design, str(path), said="not UTF-8")


def test_titles_lose_what_a_terminal_obeys(tmp_path):
    path = tmp_path / "s.toml"
    path.write_text(HEAD.replace('"t"', '"a\\u001b[2Jb\\u202ec\\nd"'))
    assert load(str(path)).title == "a[2Jbc d"
    path.write_text('title = "a\\u001bb"\nmembers = 2\nseed = 1\nweeks = 3\n')
    assert load_design(str(path)).title == "ab"
