"""What the explorer's server is guarded by, line by line: sizes, threads, writes, texts, strangers."""

import asyncio
import json
import os
import socket
import sys
import threading
import time
from pathlib import Path

import pytest

import sim.explorer
from sim.explorer.body import MOST_BYTES
from sim.explorer.jobs import BusyError, Jobs
from sim.explorer.limits import JOBS, PATIENCE, WAITING
from sim.explorer.stores import Stores
from tests.explorer_served import TOKEN, served

SMALL = {"members": 20, "weeks": 12}
STATIC = Path(sim.explorer.__file__).parent / "static"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    return served(tmp_path_factory.mktemp("stores"))


def test_a_body_without_a_length_is_cut_off_while_it_arrives(client):
    lines = [
        "POST /api/bands HTTP/1.1", f"Host: {client.host}", f"X-Sim-Token: {TOKEN}",
        "Content-Type: application/json", "Transfer-Encoding: chunked", "", "",
    ]  # fmt: skip
    chunk = b"1000\r\n" + b" " * 0x1000 + b"\r\n"
    with socket.create_connection(("127.0.0.1", client.port), timeout=20) as sock:
        sock.sendall("\r\n".join(lines).encode())
        sent = 0
        while sent <= MOST_BYTES:
            sock.sendall(chunk)
            sent += 0x1000
        told = ""
        while "}" not in told:  # the body never ended
            told += sock.recv(4096).decode()
    assert told.split()[1] == "400"
    assert "more than 64 kB" in told


def test_no_more_jobs_run_at_once_than_are_allowed():
    jobs, running, most, lock = Jobs(), [0], [0], threading.Lock()

    def job():
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.02)
        with lock:
            running[0] -= 1

    async def many():
        await asyncio.gather(*(jobs.do(job) for _ in range(8)))

    asyncio.run(many())
    assert most == [JOBS]
    assert jobs.started == 8
    jobs.close()


def test_a_caller_is_not_kept_waiting_and_the_queue_has_an_end():
    assert PATIENCE <= 60.0
    jobs = Jobs(threads=1, waiting=1, patience=0.05)
    stop = threading.Event()

    async def asked():
        first = asyncio.create_task(jobs.do(stop.wait))
        second = asyncio.create_task(jobs.do(stop.wait))
        await asyncio.sleep(0.01)
        with pytest.raises(BusyError, match="too many jobs wait"):
            await jobs.do(stop.wait)
        with pytest.raises(BusyError, match="not done in"):
            await first
        with pytest.raises(BusyError):
            await second

    asyncio.run(asked())
    stop.set()
    jobs.close()


def test_too_much_at_once_is_told_with_its_own_status(client):
    held = client.desk.jobs._open
    client.desk.jobs._open = JOBS + WAITING
    try:
        status, told = client.post("bands", SMALL)
    finally:
        client.desk.jobs._open = held
    assert status == 503
    assert "busy" in told["error"]


WRITES = {"w", "a", "x", "+"}
opened = []
watching = threading.Event()


def watch(event, args):
    if event == "open" and watching.is_set():
        _, mode, flags = args
        if WRITES & set(mode or "") or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            opened.append(args[0])
    elif event in {"os.rename", "os.remove", "os.mkdir"} and watching.is_set():
        opened.append((event, args[0]))


def test_the_server_writes_nothing(client, tmp_path):
    body = {**SMALL, "measures": ["russia.shells_fired"], "levers": {"designation_tempo": 2}}
    asked = {
        "bands": {**body, "against": "baseline", "all": True},
        "assumptions": body,
        "scenario.toml": SMALL,
        "open": {"toml": "extends = 'baseline'\n"},
        "waterfall": {**body, "against": "baseline", "actor": "dprk"},
        "sweep": {"store": "small", "outcomes": ["russia.shells_fired"]},
    }
    for path, given in asked.items():  # kernels are made and kept once
        assert client.post(path, given)[0] == 200, path
    sys.addaudithook(watch)
    watching.set()
    try:
        for path, given in asked.items():
            moved = {**given, "seed": 2} if "members" in given else given
            assert client.post(path, moved)[0] == 200, path
        for path in ("/", "/api/vocabulary", "/api/sweeps", "/api/questions", "/api/sources"):
            assert client.send("GET", path)[0].status == 200
        assert opened == []
        (tmp_path / "seen").write_text("what is written is seen")
        assert opened == [str(tmp_path / "seen")]
    finally:
        watching.clear()


def test_nothing_becomes_markup_or_a_script():
    """Texts reach the page as text alone; the policy would refuse anything else as well."""
    for path in (STATIC / "js").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        for word in (
            "innerHTML",
            "outerHTML",
            "insertAdjacent",
            "document.write",
            "eval(",
            "Function(",
        ):
            assert word not in text, path.name


def test_no_address_of_another_machine_stands_in_the_page():
    for path in [*(STATIC / "js").glob("*.js"), STATIC / "index.html", STATIC / "style.css"]:
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in text
        assert "https:" not in text


@pytest.mark.parametrize("manifest", ["{}", "[]", "{", '{"design": {"members": 1e9}}', "\x00"])
def test_a_strangers_store_is_listed_with_what_is_wrong_with_it(tmp_path, manifest):
    (tmp_path / "strange").mkdir()
    (tmp_path / "strange" / "manifest.json").write_text(manifest)
    (listed,) = Stores((tmp_path,)).listed()
    assert listed["name"] == "strange"
    assert listed["error"]
    assert "\n" not in listed["error"]


def test_a_store_that_was_not_given_does_not_exist(client, tmp_path):
    (tmp_path / "manifest.json").write_text("{}")
    for name in (str(tmp_path), f"../{tmp_path.name}", "small/../small", "small\x00"):
        status, told = client.post("sweep", {"store": name})
        assert status == 400
        assert "unknown store" in told["error"]


def test_the_whole_of_the_interface_says_no_cookie_and_is_never_kept(client):
    answer, text = client.send("GET", "/api/openapi.json")
    for path, of in json.loads(text)["paths"].items():
        method = "GET" if "get" in of else "POST"
        answer, _ = client.send(method, path, None if method == "GET" else {"no": 1})
        assert answer.getheader("Set-Cookie") is None
        assert answer.getheader("Cache-Control") == "no-store"
