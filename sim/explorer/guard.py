"""Who may speak to the server: this machine's own page, with its token, and nobody else.

Any page that a browser shows can send requests to a port of this machine, and a name that an
attacker owns can be made to point here. So the host, the origin, the browser's own word on where
a request comes from, and a token that only the opening address carries are all checked.
"""

import hmac
from dataclasses import dataclass

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""Nothing is loaded or sent but from and to the server itself; no text becomes a script."""

HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cache-control", b"no-store"),
)

HERE = ("127.0.0.1", "localhost")
"""Names under which the server answers; it listens on the first alone."""

OWN_SITES = frozenset({"same-origin", "none"})
"""What a browser says of requests by the page itself, and of an address typed or opened."""


@dataclass(frozen=True)
class Refusal:
    """Why a request is not served."""

    status: int
    reason: str


class Guard:
    """Check every request before anything reads it, and put the headers on every answer.

    Args:
        app: what is guarded.
        port: that the server listens on.
        token: that every call under /api/ must carry.
    """

    def __init__(self, app: ASGIApp, *, port: int, token: str) -> None:
        self._app, self._token = app, token.encode()
        self._hosts = {f"{name}:{port}".encode() for name in HERE}
        self._origins = {b"http://" + host for host in self._hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        found = self._refusal(scope)

        async def framed(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [h for h in message["headers"] if h[0] not in dict(HEADERS)]
                message["headers"] = [*kept, *HEADERS]
            await send(message)

        if found is None:
            await self._app(scope, receive, framed)
        else:
            answer = JSONResponse({"error": found.reason}, found.status)
            await answer(scope, receive, framed)

    def _refusal(self, scope: Scope) -> Refusal | None:
        hosts = _all(scope, b"host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return Refusal(403, "host: only this machine's own address is served")
        origins = _all(scope, b"origin")
        if len(origins) > 1 or any(o not in self._origins for o in origins):
            return Refusal(403, "origin: only the page of this server may call it")
        if any(site not in OWN_SITES for site in map(bytes.decode, _all(scope, b"sec-fetch-site"))):
            return Refusal(403, "sec-fetch-site: other sites may not call this server")
        if not scope["path"].startswith("/api/"):
            return None
        tokens = _all(scope, b"x-sim-token")
        if len(tokens) != 1 or not hmac.compare_digest(tokens[0], self._token):
            return Refusal(401, "X-Sim-Token: missing or wrong; use the address that was printed")
        return None


def _all(scope: Scope, name: bytes) -> list[bytes]:
    return [value for key, value in scope["headers"] if key.lower() == name]
