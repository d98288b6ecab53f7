"""Stores: whatever happened to one is said in a clear line, and mended by --resume."""

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.ground import ledger
from sim.ground.errors import InputError
from sim.sweeps.job import require_same, sealed
from sim.sweeps.location import Location
from sim.sweeps.lock import Lock
from sim.sweeps.reader import open_sweep
from sim.sweeps.runner import sweep
from sim.sweeps.store import Store, record_path
from tests.sweep_cases import BLOCK, bits, small


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("store") / "a"
    sweep(small(), str(folder), block_runs=BLOCK)
    return folder


@pytest.fixture
def store(whole, tmp_path):
    return Path(shutil.copytree(whole, tmp_path / "a"))


def resumed(store, **more):
    return sweep(small(**more), str(store), block_runs=BLOCK, resume=True)


def refused(store, said):
    with pytest.raises(InputError) as caught:
        open_sweep(str(store))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_truncated_chunk_is_said_and_mended(store, whole):
    chunk = store / "results.zarr" / "russia.shells_fired" / "3.0"
    chunk.write_bytes(chunk.read_bytes()[:10])
    refused(store, "block 3: chunk results.zarr/russia.shells_fired/3.0 has 10 bytes")
    assert resumed(store).computed == 12
    assert bits(store) == bits(whole)


def test_a_flipped_bit_is_said_and_mended(store, whole):
    chunk = store / "results.zarr" / "russia.shells_fired" / "3.0"
    data = bytearray(chunk.read_bytes())
    data[5] ^= 1
    chunk.write_bytes(bytes(data))
    refused(store, "does not match its checksum")
    assert resumed(store).computed == 12
    assert bits(store) == bits(whole)


def test_a_removed_record_is_said_and_its_block_made_again(store, whole):
    (store / record_path(2)).unlink()
    refused(store, "5 of 6 blocks are done (first missing: 2); go on with 'sim sweep ... --resume'")
    assert resumed(store).computed == 12
    assert bits(store) == bits(whole)


def test_half_a_record_does_not_count(store, whole):
    path = store / record_path(2)
    path.write_bytes(path.read_bytes()[:40])
    refused(store, "the record cannot be read")
    assert resumed(store).computed == 12
    assert bits(store) == bits(whole)


def test_a_complete_store_is_not_computed_again(store, whole):
    assert resumed(store).computed == 0
    assert bits(store) == bits(whole)


def test_another_design_is_refused(store, whole):
    with pytest.raises(InputError, match=r"another design .members 12, here 16."):
        resumed(store, members=16)
    assert bits(store) == bits(whole)


@pytest.mark.parametrize("name", ["model_version", "assumptions_hash", "model"])
def test_another_version_is_refused(store, name):
    path = store / "manifest.json"
    path.write_bytes(sealed({**json.loads(path.read_text()), name: "9.9"}))
    with pytest.raises(InputError, match=r"was made with another .*9\.9, here"):
        resumed(store)
    job = Store.open(Location(str(store))).job
    with pytest.raises(InputError, match="another"):
        require_same(Location(str(store)), job)


def test_another_format_is_refused(store):
    path = store / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 99}))
    refused(store, "format 99 of the store is not 2")


@pytest.mark.parametrize("name", ["manifest.json", "inputs.npz"])
def test_a_damaged_description_is_one_line(store, name):
    (store / name).write_bytes(b"\x00garbage")
    refused(store, f"{name} is damaged")


def test_a_folder_without_a_sweep_is_one_line(tmp_path):
    refused(tmp_path, "holds no sweep")


def test_an_earlier_sweep_is_replaced_only_when_asked(store):
    with pytest.raises(InputError, match="--overwrite"):
        sweep(small(), str(store), block_runs=BLOCK)
    assert sweep(small(), str(store), block_runs=BLOCK, overwrite=True).computed == 72


@pytest.mark.parametrize("name", ["figures/note.png", "notes.txt"])
def test_no_file_of_the_users_goes_with_an_earlier_sweep(name, store):
    mine = store / name
    mine.parent.mkdir(parents=True, exist_ok=True)
    mine.write_text("mine")
    with pytest.raises(InputError, match="sim did not write"):
        sweep(small(), str(store), block_runs=BLOCK, overwrite=True)
    assert mine.read_text() == "mine"
    mine.unlink()
    ledger.put(mine, "ours")
    sweep(small(), str(store), block_runs=BLOCK, overwrite=True)
    assert not mine.exists()


@pytest.mark.parametrize("kind", ["a link", "a pipe", "a folder"])
def test_what_is_called_a_lock_and_is_none_is_left_alone(kind, store, tmp_path):
    victim, lock = tmp_path / "victim", store / "lock.json"
    victim.write_text("mine")
    lock.unlink(missing_ok=True)
    {"a link": lambda: lock.symlink_to(victim), "a pipe": lambda: os.mkfifo(lock),
     "a folder": lock.mkdir}[kind]()  # fmt: skip
    with pytest.raises(InputError, match="remove it"):
        sweep(small(), str(store), block_runs=BLOCK, resume=True)
    assert victim.read_text() == "mine"


def test_a_folder_of_other_files_is_never_touched(tmp_path):
    (tmp_path / "thesis.txt").write_text("dear")
    for how in ({"overwrite": True}, {"resume": True}, {}):
        with pytest.raises(InputError, match="holds other files"):
            sweep(small(), str(tmp_path), block_runs=BLOCK, **how)
    assert (tmp_path / "thesis.txt").read_text() == "dear"


HOLD = """
import sys, time
from sim.sweeps.lock import Lock
from sim.sweeps.location import Location
with Lock(Location(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_two_writers_are_refused_and_a_killed_one_leaves_no_lock(store, whole):
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(store)], stdout=subprocess.PIPE)
    try:
        assert holder.stdout.readline() == b"held\n"
        for how in ({"resume": True}, {"overwrite": True}):
            with pytest.raises(InputError, match=f"is being written by process {holder.pid} on"):
                sweep(small(), str(store), block_runs=BLOCK, **how)
    finally:
        holder.kill()
        holder.communicate()
    assert resumed(store).computed == 0
    assert bits(store) == bits(whole)


def test_a_full_disk_is_one_line_and_nothing_is_lost(tmp_path, whole, monkeypatch):
    real, left = Path.write_bytes, [40]

    def write(path, data):
        left[0] -= 1
        if left[0] < 0:
            real(path, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(path, data)

    monkeypatch.setattr(Path, "write_bytes", write)
    left[0] = 110
    with pytest.raises(InputError, match=r"the disk is full .* --resume"):
        sweep(small(), str(tmp_path / "a"), block_runs=BLOCK)
    monkeypatch.undo()
    assert 0 < resumed(tmp_path / "a").computed < 72
    assert bits(tmp_path / "a") == bits(whole)
    assert not list((tmp_path / "a").rglob(".*.*.[0-9a-f]*[0-9a-f]"))


@pytest.mark.heavy
def test_a_full_file_system_is_one_line_under_dask_too(tmp_path, whole):
    from sim.sweeps.runner import Workers

    small_disk = tmp_path / "disk"
    small_disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(small_disk)]
    if (
        shutil.which("mount") is None
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip("no right to mount a small file system")
    try:
        with pytest.raises(InputError, match="the disk is full"):
            sweep(small(), str(small_disk / "a"), block_runs=BLOCK, workers=Workers(2))
        subprocess.run(["mount", "-o", "remount,size=50m", str(small_disk)], check=True)
        resumed(small_disk / "a")
        assert bits(small_disk / "a") == bits(whole)
    finally:
        subprocess.run(["umount", "-l", str(small_disk)], check=True)


def test_the_lock_is_free_again_after_its_owner(store):
    target = Location(str(store))
    with Lock(target), pytest.raises(InputError, match="being written"), Lock(target):
        pass
    with Lock(target):
        pass
