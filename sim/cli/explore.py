"""sim explore: a page in the browser where levers are moved and bands answer."""

from pathlib import Path
from typing import Annotated, Optional

import typer

Against = Annotated[str, typer.Option(help="Scenario that everything is held against.")]
Stores = Annotated[
    Optional[list[Path]],  # noqa: UP045
    typer.Option("--stores", help="Folder with sweeps to look at; may be given several times."),
]
Port = Annotated[Optional[int], typer.Option(help="Port; a free one by default.")]  # noqa: UP045
Token = Annotated[str, typer.Option(help="Token that scripts send; a random one by default.")]


def explore(
    scenario: Annotated[
        str, typer.Argument(help="A scenario's name or file, or a link that the page made.")
    ] = "baseline",
    against: Against = "baseline",
    stores: Stores = None,
    port: Port = None,
    lang: Annotated[str, typer.Option(help="en or zh.")] = "en",
    token: Token = "",
    *,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address and open nothing.")
    ] = False,
) -> None:
    """Explore in the browser: move a lever, see the bands move. On this machine only, offline."""
    from sim.explorer.start import start

    start(
        scenario, against, tuple(stores or ()), port=port, language=lang, token=token,
        browser=not no_browser, say=typer.echo,
    )  # fmt: skip
