"""The routes: what a page or a script may ask, and how what is wrong is said."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from sim.explorer.asked import asked_of
from sim.explorer.body import table_of
from sim.explorer.export import exported, opened
from sim.explorer.jobs import BusyError, Jobs
from sim.explorer.later import briefing, carried, record, scatter
from sim.explorer.lexicon import lexicon, usual
from sim.explorer.openapi import description
from sim.explorer.shelf import Shelf
from sim.explorer.show import answer
from sim.explorer.sources import sources
from sim.explorer.stores import Stores
from sim.explorer.stores import opened as opened_store
from sim.explorer.stories import stories
from sim.explorer.warm import Warm
from sim.explorer.waterfall import waterfall
from sim.ground.errors import InputError, SimError
from sim.ground.fields import only

STATIC = Path(__file__).resolve().parent / "static"
LONGEST = 400
"""Characters of an error: what was sent is quoted in it."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Desk:
    """What the server works with; one for all pages."""

    shelf: Shelf = field(default_factory=Shelf)
    stores: Stores = field(default_factory=Stores)
    warm: Warm = field(default_factory=lambda: Warm(usual=usual()))
    jobs: Jobs = field(default_factory=Jobs)

    async def vocabulary(self, _: Request) -> Response:
        """Give every name, range, unit and text."""
        return JSONResponse(lexicon(self.shelf))

    async def bands(self, request: Request) -> Response:
        """Run a state and give bands, paired differences and probabilities."""
        asked = asked_of(await table_of(request), self.shelf)
        return JSONResponse(await self.jobs.do(partial(answer, asked, self.warm, self.shelf)))

    async def assumptions(self, request: Request) -> Response:
        """Give what each assumption carries of one outcome."""
        asked = asked_of(await table_of(request), self.shelf)
        return JSONResponse(await self.jobs.do(partial(carried, asked, self.warm)))

    async def scatter(self, request: Request) -> Response:
        """Give an assumption's value and the outcome, member by member."""
        table = await table_of(request)
        key = table.pop("assumption", None)
        asked = asked_of(table, self.shelf)
        return JSONResponse(await self.jobs.do(partial(scatter, asked, key, self.warm)))

    async def waterfall(self, request: Request) -> Response:
        """Give the parts of an index's change by component."""
        table = await table_of(request)
        actor = table.pop("actor", None)
        asked = asked_of(table, self.shelf)
        return JSONResponse(await self.jobs.do(partial(waterfall, asked, actor, self.warm)))

    async def scenario_toml(self, request: Request) -> Response:
        """Give a state as a scenario file, a command line and Python."""
        asked = asked_of(await table_of(request), self.shelf)
        return JSONResponse(exported(asked.state, self.shelf))

    async def open(self, request: Request) -> Response:
        """Give the state that the text of a scenario file describes."""
        table = await table_of(request)
        only("open", table, ("toml",), "field")
        return JSONResponse(opened(table.get("toml"), self.shelf))

    async def report(self, request: Request) -> Response:
        """Give a briefing as one file."""
        table = await table_of(request)
        language = table.pop("language", "en")
        asked = asked_of(table, self.shelf)
        html = await self.jobs.do(partial(briefing, asked, language))
        return Response(html, media_type="text/plain; charset=utf-8")

    async def sweeps(self, _: Request) -> Response:
        """List the stores that may be opened."""
        return JSONResponse({"sweeps": await self.jobs.do(self.stores.listed)})

    async def sweep(self, request: Request) -> Response:
        """Give the settings of a store and outcomes over them."""
        table = await table_of(request)
        return JSONResponse(await self.jobs.do(partial(opened_store, self.stores, table)))

    async def record(self, _: Request) -> Response:
        """Give the hindcast row by row."""
        return JSONResponse(await self.jobs.do(record))

    async def sources(self, _: Request) -> Response:
        """Give the texts of the sources."""
        return JSONResponse(sources())

    async def questions(self, _: Request) -> Response:
        """Give the questions of the book with their computed answers."""
        return JSONResponse(await self.jobs.do(stories))

    async def openapi(self, _: Request) -> Response:
        """Describe this interface."""
        return JSONResponse(description())


def application(desk: Desk) -> Starlette:
    """Return the application, not yet guarded."""
    gets = {
        "vocabulary": desk.vocabulary, "sweeps": desk.sweeps, "record": desk.record,
        "sources": desk.sources, "questions": desk.questions, "openapi.json": desk.openapi,
    }  # fmt: skip
    posts = {
        "bands": desk.bands, "assumptions": desk.assumptions, "scatter": desk.scatter,
        "scenario.toml": desk.scenario_toml, "open": desk.open, "report": desk.report,
        "sweep": desk.sweep, "waterfall": desk.waterfall,
    }  # fmt: skip
    routes = [Route(f"/{name}", f, methods=["GET"]) for name, f in gets.items()]
    routes += [Route(f"/{name}", f, methods=["POST"]) for name, f in posts.items()]
    pages = StaticFiles(directory=STATIC, html=True, follow_symlink=False)
    squeezed = [Middleware(_Squeezed)]
    return Starlette(
        middleware=squeezed,
        routes=[Mount("/api", routes=routes), Mount("/", pages)],
        exception_handlers={
            InputError: _wrong, SimError: _failed, BusyError: _busy, 404: _none, 405: _none
        },
    )  # fmt: skip


class _Squeezed:
    """Compress what is fetched once; answers to moves go as they are, for speed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._compressed = app, GZipMiddleware(app, compresslevel=6)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fetched = scope["type"] == "http" and scope["method"] == "GET"
        await (self._compressed if fetched else self._app)(scope, receive, send)


def one_line(error: Exception) -> str:
    """Return what is wrong in one line of modest length."""
    text = "".join(c if c.isprintable() else " " for c in str(error))
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _told(status: int) -> Callable[[Request, Exception], Response]:
    def handler(_: Request, error: Exception) -> Response:
        return JSONResponse({"error": one_line(error)}, status)

    return handler


_wrong, _failed, _busy = _told(400), _told(400), _told(503)


def _none(_: Request, error: Exception) -> Response:
    status = int(getattr(error, "status_code", 404))
    headers = getattr(error, "headers", None)
    return JSONResponse({"error": f"{status}: no such address here"}, status, headers)
