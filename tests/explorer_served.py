"""A served explorer for tests, and a client that sends what it is told to, byte for byte."""

import http.client
import json
import socket
import threading

from sim.explorer.app import Desk
from sim.explorer.serve import LOOPBACK, Place, listening, serve
from sim.explorer.shelf import Shelf
from sim.explorer.stores import Stores
from sim.sweeps.runner import sweep
from tests.sweep_cases import BLOCK, small

TOKEN = "token-of-tests"


class Client:
    def __init__(self, port, desk):
        self.port, self.desk = port, desk

    @property
    def host(self):
        return f"{LOOPBACK}:{self.port}"

    def send(self, method, path, body=None, **headers):
        sent = {"X-Sim-Token": TOKEN, "Content-Type": "application/json"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=60)
        content = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        connection.request(method, path, content, {k: v for k, v in sent.items() if v is not None})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer, text

    def post(self, path, body, **headers):
        answer, text = self.send("POST", f"/api/{path}", body, **headers)
        return answer.status, json.loads(text)

    def raw(self, lines):
        with socket.create_connection((LOOPBACK, self.port), timeout=20) as sock:
            sock.sendall("\r\n".join([*lines, "", ""]).encode())
            return sock.recv(4096).decode()


def served(folder, shelf=None):
    """Return a client of a server with one small sweep, in a thread until the process ends."""
    sweep(small(), str(folder / "small"), block_runs=BLOCK)
    desk = Desk(shelf or Shelf(), Stores((folder,)))
    sock = listening(0)
    port, ready = sock.getsockname()[1], threading.Event()
    args = {
        "target": serve,
        "args": (desk, sock, Place(port, TOKEN)),
        "kwargs": {"ready": ready.set},
    }
    threading.Thread(**args, daemon=True).start()
    assert ready.wait(30)
    return Client(port, desk)
