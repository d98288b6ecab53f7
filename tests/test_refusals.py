"""What cannot be used is refused in one line, exit code 2, and what is odd is said."""

import errno
import os
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.cli import main as command_line
from sim.cli.checking import check
from sim.ground import workers, writing
from sim.ground.errors import InputError
from sim.ground.workers import require_address, require_startable
from sim.plots.hindcast_figures import NO_SHARE, hindcast_figure
from sim.record.hindcast import hindcast
from sim.sweeps.designs.file import load_design, parse_design
from sim.sweeps.location import Location
from sim.sweeps.runner import Workers, sweep
from sim.vocabulary.evidence import load_targets
from sim.vocabulary.scenario import load
from tests.sweep_cases import small

HEAD = 'edition = 2\ntitle = "t"\nquestion = "q"\nstory = "s"\nextends = "baseline"\n'


def said(monkeypatch, capsys, *words):
    """Return the exit code of a command line and the lines that it says."""
    monkeypatch.setattr(sys, "argv", ["sim", *words])
    with pytest.raises(SystemExit) as end:
        command_line.main()
    return end.value.code, capsys.readouterr().err.strip().split("\n")


OUT = {
    "run": ("run", "baseline"),
    "compare": ("compare", "baseline", "oil_squeeze"),
    "hindcast": ("hindcast", "baseline"),
    "report": ("report", "baseline"),
    "constrain": ("constrain",),
    "new": ("new", "mine"),
}


@pytest.mark.parametrize("verb", OUT)
@pytest.mark.parametrize("url", ["s3://bucket/x", "memory://x", "gs://b/x"])
def test_a_url_is_refused_where_only_a_folder_will_do(verb, url, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    began = time.process_time()
    code, lines = said(monkeypatch, capsys, *OUT[verb], "--out", url)
    assert (code, len(lines)) == (2, 1)
    assert "URL" in lines[0]
    assert list(tmp_path.iterdir()) == []
    assert time.process_time() - began < 4


def test_memory_is_no_place_for_a_sweep():
    with pytest.raises(InputError, match="gone with the process"):
        sweep(small(), "memory://x")


@pytest.mark.parametrize(
    "address", ["", "x", "tcp://", "tcp://host", "tcp://host:99999", "http://host:1", "host:x", "a b:1",
                "tcp://host:8786/x", "tcp://host:0", "\n:1"],
)  # fmt: skip
def test_a_malformed_scheduler_is_refused_before_anything_is_there(address, tmp_path):
    with pytest.raises(InputError, match="is no address"):
        require_address(address)
    if address:
        with pytest.raises(InputError):
            sweep(small(), str(tmp_path / "s"), workers=Workers(2, address))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "address", ["tcp://host:8786", "tls://10.0.0.1:1", "host:8786", "tcp://[::1]:9"]
)
def test_addresses_of_schedulers_are_taken(address):
    require_address(address)


def test_workers_that_cannot_be_started_are_one_line(monkeypatch):
    for count in (10**30, 1025):
        with pytest.raises(InputError, match="too many"):
            require_startable(count)
    monkeypatch.setattr(sys.modules["__main__"], "__file__", "<stdin>", raising=False)
    with pytest.raises(InputError, match="__main__"):
        require_startable(2)
    with pytest.raises(InputError, match="__main__"):
        sim.run("baseline", members=8, weeks=3, workers=2)


@pytest.mark.heavy
def test_a_cluster_that_does_not_start_is_one_line_and_the_next_one_starts():
    import dask

    pytest.importorskip("distributed")  # its settings are there from then on

    with (
        dask.config.set({"distributed.worker.preload": ["no_such_module"]}),
        pytest.raises(InputError, match=r"could not be started \(") as caught,
        workers.local(1),
    ):
        pass
    assert "\n" not in str(caught.value)
    with workers.local(1) as client:
        assert client.submit(sum, [1, 2]).result(timeout=60) == 3


@pytest.mark.heavy
def test_a_client_that_does_not_start_leaves_nothing_set_in_dask(monkeypatch):
    import dask
    from distributed import Client

    def refused(*_, **__):
        raise OSError("refused")

    monkeypatch.setattr(Client, "start", refused)
    with pytest.raises(InputError, match="could not be started"), workers.local(1):
        pass
    assert dask.config.get("scheduler", None) is None


@pytest.mark.heavy
def test_workers_meet_under_certificates_of_their_own():
    from distributed import Client

    with workers.local(1) as client:
        address = client.scheduler_info()["address"]
        assert address.startswith("tls://")
        with pytest.raises((OSError, ValueError, TypeError, RuntimeError)):
            Client(address, timeout=3, set_as_default=False)


@pytest.mark.heavy
def test_workers_start_in_silence_where_others_already_listen():
    with socket.socket() as taken:
        with suppress(OSError):
            taken.bind(("127.0.0.1", 8787))
        taken.listen()
        with workers.local(1) as client:  # a warning would be an error here
            assert client.submit(sum, [1, 2]).result() == 3


def test_too_little_memory_is_one_line(monkeypatch, capsys):
    def full(*_, **__):
        raise MemoryError

    monkeypatch.setattr("sim.cli.run_and_write.carry_out", full)
    code, lines = said(monkeypatch, capsys, "run", "baseline", "--prior")
    assert code == 2
    assert lines == ["sim: there is too little memory; lower --members, --weeks or --workers"]


@pytest.mark.parametrize(
    "number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS]
)
def test_a_full_disk_is_one_line_and_leaves_nothing(number, tmp_path, monkeypatch):
    def full(_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(writing, "_flush", full)
    for call in (
        lambda: writing.write(tmp_path / "a", "x"),
        lambda: writing.write_together(tmp_path, {"b": "1", "c": "2"}),
    ):
        with pytest.raises(InputError, match="cannot be written"):
            call()
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_has_no_credentials_is_one_line(monkeypatch):
    class Refusing:
        def __getattr__(self, name):
            def call(*_, **__):
                raise RuntimeError("Unable to locate credentials\nnor anything")

            return call if name != "invalidate_cache" else lambda: None

    location = Location("s3://bucket/x")
    monkeypatch.setitem(location.__dict__, "_remote", (Refusing(), "bucket/x"))
    for call in (
        lambda: location.put("a", b"x"), lambda: location.get("a"), lambda: location.sizes("a"),
        location.clear, lambda: location.create("a", b""),
    ):  # fmt: skip
        with pytest.raises(InputError, match="credentials") as caught:
            call()
        assert "\n" not in str(caught.value)


def test_designs_pass_the_checks_of_scenarios():
    rest = {"members": 2, "seed": 1, "weeks": 3}
    for values in ([-1e6], [1.0, -1.0], [float("nan")], ["x"], [True]):
        with pytest.raises(InputError):
            parse_design({**rest, "axes": {"dprk.shell_stock": values}}, "d.toml")
        given = {"method": "list", "values": {"dprk.shell_stock": values}}
        with pytest.raises(InputError):
            parse_design({**rest, "sample": given}, "d.toml")
    for odd in (7, [7], {"a": 1}, [["x"]], None, True):
        with pytest.raises(InputError):
            parse_design({**rest, "structure": {"export": odd}}, "d.toml")


CHECKED = {
    "zero.toml": HEAD + '[assumptions]\n"us.budget" = 0\n',
    "design.toml": 'edition = 2\nmembers = 2\nseed = 1\nweeks = 3\n[axes]\n"us.budget" = [0, 1e6]\n',
}


@pytest.mark.parametrize("name", CHECKED)
def test_check_tries_the_model_on_what_it_is_given(name, tmp_path):
    path = tmp_path / name
    path.write_text(CHECKED[name])
    with pytest.raises(InputError, match="cannot be run with it"):
        check([path])
    path.write_text(CHECKED[name].replace("0\n", "1e6\n").replace("[0,", "[1e5,"))
    check([path])


def test_check_reads_targets_and_ensembles_too(tmp_path):
    for name in ("t.csv", "e.npz", "s.toml"):
        (tmp_path / name).write_bytes(b"\xff\xfe")
        with pytest.raises(InputError, match=name):
            check([tmp_path / name])
        with pytest.raises(InputError):
            check([tmp_path / f"no{name}"])


COLUMNS = "target_id,measure,statistic,start,end,low,central,high,unit,scale\n"


def targets(tmp_path, *figures, scale="linear", unit="rounds/day"):
    rows = "".join(
        f"X{i},russia.shells_fired,mean_per_day,2024-01-01,2024-03-31,{figure},{unit},{scale}\n"
        for i, figure in enumerate(figures)
    )
    path = tmp_path / "t.csv"
    path.write_text(COLUMNS + rows)
    return path


def test_thousands_grouped_by_a_point_draw_a_warning(tmp_path, capsys):
    load_targets(targets(tmp_path, "2.000,2.500,3.000", "9.000,9.500,12.000"))
    lines = capsys.readouterr().err.strip().split("\n")
    assert ["is read as 2;" in lines[0], "is read as 9;" in lines[1]] == [True, True]
    load_targets(targets(tmp_path, "2000,2500,3000", "2.0,2.5,3.0", "2.123,2.5,3"))
    assert capsys.readouterr().err == ""


def test_reports_of_nil_are_said_and_stop_no_picture(tmp_path):
    path = targets(tmp_path, "0,0,0", "-5,-4,-3", "0,,", ",,0", "0,9000,10000", "9000,9500,9900")
    found = hindcast(load("baseline"), load_targets(path), members=8, seed=1, constrained=None)
    texts = [text.get_text() for ax in hindcast_figure(found).axes for text in ax.texts]
    assert texts.count(NO_SHARE) == 4


def test_numbers_of_numpy_and_pandas_are_taken():
    made = parse_design({"members": 2, "seed": 1, "axes": {"designation_tempo": [0, 1]}}, "d.toml")
    for value in (np.int64(1), np.float32(1), np.array(1.0)):
        found = sim.load("baseline").changed(levers={"designation_tempo": value})
        assert found.policy.levers["designation_tempo"] == ((0, 1.0),)
    day = sim.load("baseline").changed(levers={"ceasefire_date": np.datetime64("2025-01-06")})
    assert day.policy.levers["ceasefire_date"][0][1] > 0
    assert len(made) == 2


def test_wrong_options_in_python_name_the_right_ones():
    with pytest.raises(InputError, match="members"):
        sim.run("baseline", member=8)
    with pytest.raises(InputError, match="unknown design"):
        load_design("no_such_design_at_all")


def test_what_is_printed_survives_any_encoding(tmp_path):
    import subprocess

    words = [sys.executable, "-m", "sim.cli.main", "assumptions"]
    for encoding in ("ascii", "cp1252"):
        env = {
            **os.environ,
            "PYTHONIOENCODING": encoding,
            "PYTHONPATH": str(Path(sim.__file__).parent.parent),
        }
        done = subprocess.run(words, capture_output=True, env=env, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
