"""A stranger's results cannot run code, and damage to results is noticed before they are used."""

import json
import pickle
import shutil
import warnings
from pathlib import Path

import numcodecs
import numpy as np
import pytest
import xarray as xr

from sim.ground import ledger, zarrs
from sim.ground.errors import InputError
from sim.runs import results as stored
from sim.runs.results import open_results
from sim.runs.runs import run_scenario
from sim.runs.settings import Settings
from sim.sweeps.job import mark_of, sealed
from sim.sweeps.reader import open_sweep
from sim.sweeps.runner import sweep
from sim.vocabulary.scenario import load
from tests.sweep_cases import BLOCK, bits, small

ARRAY = "capability.index"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a run and a sweep, each in a folder."""
    folder = tmp_path_factory.mktemp("made")
    found = run_scenario(load("baseline"), Settings(members=4, seed=3, weeks=12))
    (folder / "run").mkdir()
    found.write_store(folder / "run")
    sweep(small(), str(folder / "sweep"), block_runs=BLOCK)
    return folder


@pytest.fixture(params=["run", "sweep"])
def store(made, request, tmp_path):
    return Path(shutil.copytree(made / request.param, tmp_path / request.param))


def opened(folder):
    if folder.name == "run":
        return open_results(folder).bands[ARRAY].values
    return open_sweep(str(folder)).quantiles[ARRAY].values


def refused(folder, said=""):
    with pytest.raises(InputError) as caught:
        opened(folder)
    assert "\n" not in str(caught.value)
    assert said in str(caught.value)


def resealed(folder):
    """Make the checksums of a store agree with what it holds now: a stranger would."""
    top = folder / "results.zarr"
    names = [p for p in top.rglob("*") if p.is_file() and p.name != zarrs.ALL]
    files = {str(p.relative_to(top)): p.read_bytes() for p in names}
    sums = {name: ledger.checksum(data) for name, data in files.items()}
    for name, data in zarrs.consolidated(files, checksums=sums).items():
        (top / name).write_bytes(data)
    manifest = folder / "manifest.json"
    if manifest.exists():
        table = json.loads(manifest.read_text())
        listed = (*table["files"], *(str(p.relative_to(folder)) for p in top.rglob(zarrs.ARRAY)))
        table["files"] = {n: ledger.checksum((folder / n).read_bytes()) for n in listed}
        manifest.write_bytes(sealed(table))


def array_of(folder):
    group = "bands" if folder.name == "run" else "quantiles"
    return folder / "results.zarr" / group / ARRAY / zarrs.ARRAY


def changed(path, **more):
    path.write_text(json.dumps({**json.loads(path.read_text()), **more}))


HOSTILE = {
    "objects": {"dtype": "|O"},
    "objects unpickled": {"dtype": "|O", "filters": [{"id": "vlen-utf8"}, {"id": "pickle"}]},
    "a pickle": {"filters": [{"id": "pickle", "protocol": 5}]},
    "an unknown codec": {"compressor": {"id": "mine"}},
    "a codec of others": {"compressor": {"id": "blosc", "cname": "lz4", "clevel": 5, "shuffle": 1}},
    "a codec with more settings": {"compressor": {"id": "zlib", "level": 1, "more": []}},
    "a structure": {"dtype": [["a", "<f4"], ["b", "|O"]]},
    "bytes": {"dtype": "|V9"},
    "another order": {"order": "F"},
    "a filling": {"fill_value": 7.0},
    "a huge shape": {"shape": [2**60], "chunks": [2**60]},
    "a shape of no numbers": {"shape": [True, "x"], "chunks": [1, 1]},
    "another format": {"zarr_format": 3},
    "more keys": {"codecs": [{"name": "numcodecs.pickle"}]},
}  # fmt: skip


@pytest.fixture
def decoded(monkeypatch):
    """Return what decoders and unpicklers were called with."""
    calls = []

    def spy(name):
        def call(*args, **_):
            calls.append((name, args))
            raise AssertionError(name)

        return call

    monkeypatch.setattr(numcodecs, "get_codec", spy("codec"))
    monkeypatch.setattr(numcodecs.registry, "get_codec", spy("codec"))
    for codec in (numcodecs.Pickle, numcodecs.VLenUTF8, numcodecs.Zlib, numcodecs.Blosc):
        monkeypatch.setattr(codec, "decode", spy(codec.__name__))
    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(pickle, name, spy(f"pickle.{name}"))
    for module in (stored.xr, xr):
        monkeypatch.setattr(module, "open_zarr", spy("open_zarr"))
    return calls


@pytest.mark.parametrize("what", HOSTILE)
def test_a_stranger_s_array_is_refused_before_anything_is_decoded(what, store, decoded):
    changed(array_of(store), **HOSTILE[what])
    resealed(store)
    refused(store)
    assert decoded == []


@pytest.mark.parametrize("name", ["actor", "quantiles/quantile"])
def test_labels_that_state_another_length_are_refused(name, made, tmp_path, decoded):
    store = Path(shutil.copytree(made / "sweep", tmp_path / "sweep"))
    changed(store / "results.zarr" / name / zarrs.ARRAY, dtype="<U9999")
    resealed(store)
    refused(store, "has not the length that it states")
    assert decoded == []


def test_metadata_of_another_format_beside_ours_is_refused(store, decoded):
    (store / "results.zarr" / "zarr.json").write_text('{"zarr_format": 3, "node_type": "group"}')
    resealed(store)
    refused(store, "zarr.json")
    assert decoded == []


def test_pickled_inputs_of_a_sweep_are_never_unpickled(made, tmp_path, decoded):
    folder = Path(shutil.copytree(made / "sweep", tmp_path / "sweep"))
    np.savez(folder / "inputs.npz", rows=np.array([{"a": 1}], dtype=object))
    decoded.clear()  # writing it pickles
    table = json.loads((folder / "manifest.json").read_text())
    table["files"]["inputs.npz"] = ledger.checksum((folder / "inputs.npz").read_bytes())
    (folder / "manifest.json").write_bytes(sealed(table))
    refused(folder, "is damaged")
    assert [name for name, _ in decoded if "pickle" in name] == []


def test_a_byte_changed_in_any_file_of_results_is_noticed(store):
    top = store / "results.zarr"
    paths = [p for p in sorted(top.rglob("*")) if p.is_file()]
    assert len(paths) > 50
    for path in paths[:: max(1, len(paths) // 12)]:
        data = path.read_bytes()
        if not data:
            continue
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        refused(store)
        path.write_bytes(data)
    opened(store)


def test_a_file_taken_or_added_is_noticed(store):
    path = array_of(store)
    data = path.read_bytes()
    path.unlink()
    refused(store)
    path.write_bytes(data)
    notes = path.with_name(zarrs.NOTES)
    notes.write_bytes(b"\x00garbage")
    refused(store)


DAMAGE = {
    "units": lambda s: changed(array_of(s).with_name(".zattrs"), units="tonnes"),
    "order": lambda s: changed(array_of(s), order="F"),
    "no metadata": lambda s: array_of(s).write_bytes(b"\xff"),
    "a group": lambda s: (s / "results.zarr" / ".zgroup").unlink(),
    "inputs": lambda s: (s / "inputs.npz").write_bytes(b""),
    "no manifest": lambda s: (s / "manifest.json").unlink(),
    "half a manifest": lambda s: (s / "manifest.json").write_text("{"),
    "an edited axis": lambda s: (s / "manifest.json").write_text(
        (s / "manifest.json").read_text().replace("14000", "15000")
    ),
    "an added format": lambda s: (s / "results.zarr" / "zarr.json").write_text("{}"),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_resume_mends_what_describes_a_sweep(what, made, tmp_path, capsys):
    folder = Path(shutil.copytree(made / "sweep", tmp_path / "sweep"))
    DAMAGE[what](folder)
    refused(folder)
    again = sweep(small(), str(folder), block_runs=BLOCK, resume=True)
    assert again.computed == 0
    assert "written again" in capsys.readouterr().err
    assert bits(folder) == bits(made / "sweep")
    opened(folder)


def test_a_store_of_another_model_is_read_as_it_stands(made, tmp_path):
    folder = Path(shutil.copytree(made / "sweep", tmp_path / "sweep"))
    table = {**json.loads((folder / "manifest.json").read_text()), "model": "another"}
    (folder / "manifest.json").write_bytes(sealed(table))
    for path in (folder / "blocks").rglob("*.json"):
        changed(path, of=mark_of(table))
    opened(folder)
    with pytest.raises(InputError, match="another version of the model"):
        sweep(small(), str(folder), block_runs=BLOCK, resume=True)


def test_resume_never_takes_the_blocks_of_another_sweep(made, tmp_path):
    folder = Path(shutil.copytree(made / "sweep", tmp_path / "sweep"))
    (folder / "manifest.json").write_text("{")
    before = bits(folder)
    with pytest.raises(InputError, match="blocks of another sweep"):
        sweep(small(seed=4), str(folder), block_runs=BLOCK, resume=True)
    assert bits(folder) == before


def test_plain_xarray_opens_results_in_silence(made):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name, group, of in (("run", "bands", ARRAY), ("sweep", "quantiles", ARRAY)):
            top = xr.open_zarr(made / name / "results.zarr")
            below = xr.open_zarr(made / name / "results.zarr", group=group)
            assert of in top
            assert "quantile" in below[of].dims
            assert below[of].attrs["units"]
