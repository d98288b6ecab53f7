"""What is wrong with components, scales or goalposts is one line with file and key."""

import csv
import tomllib
from dataclasses import replace

import pytest

from sim.ground.errors import InputError
from sim.ground.files import shipped
from sim.model.draws import Block
from sim.model.members import Source
from sim.model.world import World
from sim.vocabulary.assumptions import Registry, registry
from sim.vocabulary.components import (
    check_goalposts,
    components,
    load_components,
    load_scales,
    scales,
)
from sim.vocabulary.policy import Override
from sim.vocabulary.scenario import load, parse
from tests.paired import baseline

LOW, HIGH = "capability.guns_low", "capability.guns_high"


def rows_of(name: str) -> list[dict[str, str]]:
    with (shipped() / "vocabulary" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def written(folder, name: str, rows: list[dict[str, str]]):
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.DictWriter(stream, rows[0])
        out.writeheader()
        out.writerows(rows)
    return path


def changed(rows, key: str, **values: str) -> list[dict[str, str]]:
    return [{**row, **values} if key in row.values() else row for row in rows]


def with_central(**central: float) -> Registry:
    entries = dict(registry().entries)
    for name, value in central.items():
        key = f"capability.{name}"
        entries[key] = replace(entries[key], central=value)
    return Registry(entries)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"actor": ""}, ["components.csv R3", "no actor"]),
        ({"actor": "rusia"}, ["components.csv R3", "actor 'rusia'", "did you mean 'russia'"]),
    ],
)
def test_a_component_without_a_known_actor_is_one_line_with_file_and_row(tmp_path, values, words):
    path = written(tmp_path, "components.csv", changed(rows_of("components.csv"), "R3", **values))
    with pytest.raises(InputError) as told:
        load_components(path)
    line = str(told.value)
    assert "\n" not in line
    assert all(word in line for word in words), line


def test_an_actor_without_components_is_told(tmp_path):
    rows = [row for row in rows_of("components.csv") if row["actor"] != "japan"]
    with pytest.raises(InputError, match=r"components.csv: japan has no component; add a row"):
        load_components(written(tmp_path, "components.csv", rows))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"measures": "russia.gun_barels"}, ["measure 'russia.gun_barels'", "russia.gun_barrels"]),
        ({"measures": ""}, ["names no measure"]),
        ({"of": "R9"}, ["component 'R9'"]),
        ({"map": "root"}, ["map 'root'"]),
        ({"low": "guns_lo"}, ["assumption 'capability.guns_lo'", "guns_low"]),
    ],
)
def test_a_scale_that_names_what_is_unknown_is_one_line_with_file_and_row(tmp_path, values, words):
    path = written(tmp_path, "scales.csv", changed(rows_of("scales.csv"), "guns", **values))
    with pytest.raises(InputError) as told:
        load_scales(path, components(), registry())
    line = str(told.value)
    assert "\n" not in line
    assert all(word in line for word in ["scales.csv guns", *words]), line


def test_a_component_without_a_scale_is_told(tmp_path):
    rows = [row for row in rows_of("scales.csv") if row["of"] != "R3"]
    with pytest.raises(InputError, match=r"scales.csv: R3 has no scale; add a row"):
        load_scales(written(tmp_path, "scales.csv", rows), components(), registry())


@pytest.mark.parametrize(
    ("central", "words"),
    [
        ({"guns_low": 70_000.0}, r"capability.toml \[guns_low\]: goalpost 70000 .* is not below"),
        ({"guns_low": 60_000.0}, r"capability.toml \[guns_low\]: goalpost 60000 .* is not below"),
        ({"guns_low": 0.0}, r"capability.toml \[guns_low\]: goalpost 0 of the log scale guns"),
        ({"guns_low": -3.0}, r"capability.toml \[guns_low\]: goalpost -3 of the log scale guns"),
        ({"food_low": 1.2}, r"capability.toml \[food_low\]: goalpost 1.2 of food is not below 1.1"),
    ],
)
def test_goalposts_of_the_registry_out_of_order_are_one_line_with_file_and_key(central, words):
    with pytest.raises(InputError, match=words):
        check_goalposts(scales().values(), with_central(**central))
    check_goalposts(scales().values(), registry())


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (f'"{LOW}" = 70000', "70000 of guns is not below 60000"),
        (f'"{LOW}" = 0', "0 of the log scale guns is not above zero"),
        (f'"{HIGH}" = {{ scale = 0.01 }}', "1000 of guns is not below 600"),
        (f'"{LOW}" = {{ scale = 0 }}', "not above zero"),
        (f'"{LOW}" = {{ kind = "uniform", low = 500, high = 90000 }}', "90000 of guns"),
    ],
)
def test_a_scenario_that_moves_goalposts_past_each_other_is_refused_by_file_and_key(said, words):
    text = f'title = "t"\nquestion = "q?"\nextends = "baseline"\n[assumptions]\n{said}\n'
    with pytest.raises(InputError) as told:
        parse(tomllib.loads(text), "mine", "mine.toml")
    line = str(told.value)
    assert "mine.toml" in line
    assert "[guns_low]" in line
    assert words in line
    assert "\n" not in line


def test_no_world_is_built_whose_goalposts_stand_in_the_wrong_order():
    wrong = replace(baseline(), assumptions={LOW: Override(value=70_000.0)})
    with pytest.raises(InputError, match=r"guns_low"):
        World([wrong], Block(range(2), 1), Source.prior(1, range(2)), seed=1, weeks=2)


def test_goalposts_that_stay_in_order_are_taken():
    moved = load("baseline").changed(assumptions={LOW: 900.0}, place="here")
    assert moved.policy.assumptions[LOW].value == 900.0
