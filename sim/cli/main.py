"""The command line. Verbs import what they need when they are called: help is instant."""

import gc
import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import Annotated, Any

import typer

from sim.cli import (
    answers,
    ask,
    book,
    checking,
    compare,
    explore,
    hindcast,
    listing,
    new,
    plot,
    questions,
    regret,
    report,
    run,
    sweep,
)

app = typer.Typer(
    name="sim",
    help="Scenario simulation of the DPRK-Russia exchange, sanctions and capability over time. "
    "No forecasts: bands under documented assumptions.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _say_version(asked: bool) -> None:
    if asked:
        from sim.ground.stamp import commit, model_version

        typer.echo(f"sim {model_version()} (commit {commit()})")
        raise typer.Exit


@app.callback()
def start(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_say_version, is_eager=True),
    ] = False,
) -> None:
    """Take what stands before a verb."""


app.command()(run.run)
app.command()(compare.compare)
app.command()(listing.scenarios)
app.command()(listing.show)
app.command()(listing.assumptions)
app.command()(checking.check)
app.command()(new.new)
app.command()(sweep.sweep)
app.command()(plot.plot)
app.command()(ask.ask)
app.command()(answers.breakeven)
app.command()(answers.effect)
app.command()(answers.sensitivity)
app.command()(answers.discover)
app.command()(answers.worth)
app.command()(answers.explain)
app.command()(answers.search)
app.command()(questions.answers)
app.command()(regret.regret)
app.command()(sweep.replay)
app.command()(hindcast.hindcast)
app.command()(hindcast.evidence)
app.command()(hindcast.constrain)
app.command()(report.report)
app.command()(report.whence)
app.command()(explore.explore)
app.command()(book.claims)
app.command()(book.book)


OBJECTS = 200_000
"""New objects between two searches for cycles: loading libraries makes many and no cycle."""


def command() -> None:
    """Run `main` as a whole process, which starts and ends without needless work."""
    gc.set_threshold(OBJECTS)
    # no step of the model is linear algebra: its threads would only wait and take turns
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        main()
    except SystemExit as end:
        # to free every object of the libraries one by one takes most of a second
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(int(end.code or 0))


def main() -> None:
    """Run a verb; input that cannot be used is one line and exit code 2."""
    from sim.ground.errors import InputError, RunError

    code = 0
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a word that cannot be shown stops no verb
    try:
        code = app(standalone_mode=False) or 0
    except InputError as error:
        code = _say(str(error), 2)
    except RunError as error:
        code = _say(str(error), 3)
    except MemoryError:
        code = _say("there is too little memory; lower --members, --weeks or --workers", 2)
    except (typer.Abort, KeyboardInterrupt):
        code = _say("stopped; nothing was left half-written", 130)
    except BrokenPipeError:
        sys.stderr.close()
    except Exception as error:
        # typer's usage errors; their class moved between releases of typer
        if not hasattr(error, "format_message"):
            raise
        code = _say(_usage(error), 2) if str(error) else 2
    sys.exit(code)


def _usage(error: Any) -> str:
    """Return the line of a usage error; where options come near, the nearest ones."""
    near = getattr(error, "possibilities", None)
    if near and hasattr(error, "option_name"):
        return f"no such option {error.option_name}; did you mean {' or '.join(sorted(near))}?"
    return f"{error.format_message().rstrip('.')}. See 'sim --help'."


def _say(message: str, code: int) -> int:
    from sim.ground.text import one_line
    from sim.vocabulary.refusals import refusal

    sys.stderr.write(f"sim: {refusal(one_line(message), _language())}\n")
    return code


def _language() -> str:
    """Return the language that a command line asks for, whether or not the rest can be read."""
    given = " ".join(sys.argv[1:]).replace("--lang=", "--lang ")
    return "zh" if "--lang zh" in given else "en"


if __name__ == "__main__":
    command()
