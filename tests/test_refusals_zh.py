"""What is refused is refused in Chinese where Chinese is asked for: each kind, in one line."""

import ast
import re
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

import sim
from sim.cli.main import main
from sim.vocabulary.language import HERE
from sim.vocabulary.refusals import GAP, refusal

CASES = {
    "run basline": "sim: 没有名为'basline'的情景；是否想写'baseline'？",
    "run baseline --set designation_temp=1": "sim: --set：没有名为'designation_temp'的手段；是否想写'designation_tempo'？",
    "run baseline --set monitoring_regime=x": "sim: --set monitoring_regime：没有名为'x'的监测机制；可用的有：both、msmt、none、panel",
    "run baseline --assume russia.fire_demnd=3": "sim: --assume russia.fire_demnd=3：没有名为'russia.fire_demnd'的假设；是否想写'russia.fire_demand'？",
    "run baseline --set designation_tempo=99": "sim: --set designation_tempo：99超出范围，应在0至4之间",
    "run baseline --members 0": "sim: members：0太少；至少为1",
    "run baseline --seed -1": "sim: seed：-1为负数；应为0或更大",
    "run baseline --set designation_tempo=abc": "sim: --set designation_tempo：'abc'不是数字",
    "run baseline --set designation_tempo=1@2025-13-01": "sim: --set designation_tempo=1@2025-13-01 [[steps]] 1 date：'2025-13-01'不是日期；写法：2024-11-04",
    "run baseline --set designation_tempo=1@2019-01-01": "sim: --set designation_tempo=1@2019-01-01 [[steps]] 1 date：2019-01-01早于模型起点2023-07-03",
    "run no_such.toml": "sim: no_such.toml：无法读取（没有这个文件或文件夹）；请检查路径",
    "run baseline --membrs 3": "sim: 没有选项--membrs；是否想写--members、--series-members？",
    "compare baseline": "sim: compare：至少要有两个情景",
    "plot no_such": "sim: no_such：其中没有扫描；可用'sim sweep DESIGN'生成",
    "sweep nothing": "sim: 没有名为'nothing'的设计；可用的有：effort_allocations、factorial、morris、reference、sobol_top、structures、tornado",
    "sweep baseline --axis designation_tempo=0..4": "sim: --axis designation_tempo=0..4：范围写作“首..末/个数”，例如4000..20000/5",
    "assumptions --confidence lw": "sim: --confidence：没有名为'lw'的置信度；是否想写'low'？",
}  # fmt: skip


def refused(line, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["sim", *line.split(" ")])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize("line", CASES)
def test_each_kind_of_refusal_is_in_the_language_asked_for(line, monkeypatch, capsys):
    assert refused(f"{line} --lang zh", monkeypatch, capsys) == f"{CASES[line]}\n"
    english = refused(f"{line} --lang=en", monkeypatch, capsys)
    assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", english)


def test_names_values_and_places_stay():
    said = refusal(
        "a b.toml [levers]: x: y: 'q, r or s' is not a number; write it without quotes", "zh"
    )
    assert said == "a b.toml [levers]：x：y：'q, r or s'不是数字；不要加引号"
    assert refusal("nobody: has a word for this; did you mean 'z'?", "zh") == (
        "nobody: has a word for this；是否想写'z'？"
    )
    assert refusal("x: 5 is too few; at least 6", "en") == "x: 5 is too few; at least 6"


@cache
def constants():
    """Return every text in the code, those inside f-strings included."""
    files = Path(sim.__file__).parent.rglob("*.py")
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in files]
    nodes = (node for tree in trees for node in ast.walk(tree))
    held = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return "\n".join(held)


def table():
    text = (HERE / "zh_refusals.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["refusals"]


def test_every_clause_is_one_that_the_code_still_writes():
    joined = ("is not a number in", "does not fit after")  # in the code of two pieces
    usage = (". See {where}.", "(No such file or directory)", "(Permission denied)")
    own = [clause for clause in table() if not clause.endswith(usage)]
    pieces = {(clause, piece.strip(" ;:()")) for clause in own for piece in GAP.split(clause)[::2]}
    lost = [(clause, piece) for clause, piece in pieces if piece not in constants() + str(joined)]
    assert lost == []


def test_both_languages_of_a_clause_have_the_same_gaps():
    assert all(
        set(GAP.findall(text)) == set(GAP.findall(clause)) for clause, text in table().items()
    )
