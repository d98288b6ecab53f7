"""Start the server on this machine alone and open the page."""

import secrets
import socket
import threading
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass

import uvicorn

from sim.explorer.app import Desk, application
from sim.explorer.guard import Guard
from sim.ground.errors import InputError

LOOPBACK = "127.0.0.1"
PORT = 8710
LAST = 65535
NEXT = 20
"""Ports after the first that are tried where no port is asked for."""


@dataclass(frozen=True)
class Place:
    """Where the page is.

    Attributes:
        port: that the server listens on.
        token: that calls must carry.
        tail: what follows the token in the fragment of the address, such as a state.
    """

    port: int
    token: str
    tail: str = ""

    @property
    def address(self) -> str:
        """The opening address; the page moves the token out of it at once."""
        return f"http://{LOOPBACK}:{self.port}/#token={self.token}{self.tail}"


def listening(port: int | None) -> socket.socket:
    """Return a socket that listens on this machine alone; InputError where a port is taken."""
    if port is not None and not 0 <= port <= LAST:
        raise InputError(f"--port {port}: must be from 1 to {LAST}, or 0 for any that is free")
    tried = [port] if port is not None else [*range(PORT, PORT + NEXT), 0]
    for number in tried:
        # the protocol is named, so that asyncio lets short answers go without waiting for more
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((LOOPBACK, number))
            sock.listen()  # whoever reads the address may call at once and is served when it starts
        except OSError:
            sock.close()
            continue
        return sock
    raise InputError(f"--port {port}: cannot be used; another program may listen there")


def token_of(given: str) -> str:
    """Return the token that was given, or a new one; InputError for one that no header carries."""
    if not given:
        return secrets.token_urlsafe(24)
    fine = given.isascii() and all(c.isalnum() or c in "-_." for c in given)
    if not fine or len(given) < SHORTEST:
        raise InputError(
            f"--token: use at least {SHORTEST} letters, digits, '-', '_' or '.', nothing else"
        )
    return given


SHORTEST = 8


def serve(
    desk: Desk, sock: socket.socket, place: Place, *, ready: Callable[[], None] | None = None
) -> None:
    """Serve until the process is stopped.

    Args:
        desk: what the server works with.
        sock: that listens.
        place: port and token.
        ready: called once, when the page can be opened.
    """
    app = Guard(application(desk), port=place.port, token=place.token)
    config = uvicorn.Config(
        app, http="h11", ws="none", loop="asyncio", lifespan="off", log_level="warning",
        access_log=False, server_header=False, date_header=False, timeout_keep_alive=60,
    )  # fmt: skip
    server = _Server(config, ready or (lambda: None))
    try:
        server.run(sockets=[sock])
    finally:
        desk.jobs.close()


class _Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


def open_browser(address: str) -> None:
    """Open the page beside the server, which must not wait for a browser."""
    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
