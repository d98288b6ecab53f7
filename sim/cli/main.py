"""The command line. Verbs import what they need when they are called: help is instant."""

import sys

import typer

from sim.cli import compare, listing, run

app = typer.Typer(
    name="sim",
    help="Scenario simulation of the DPRK-Russia exchange, sanctions and capability over time. "
    "No forecasts: bands under documented assumptions.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(run.run)
app.command()(compare.compare)
app.command()(listing.scenarios)
app.command()(listing.show)
app.command()(listing.assumptions)
app.command()(listing.check)


def main() -> None:
    """Run a verb; input that cannot be used is one line and exit code 2."""
    from sim.errors import InputError, RunError

    try:
        app()
    except InputError as error:
        sys.stderr.write(f"sim: {error}\n")
        sys.exit(2)
    except RunError as error:
        sys.stderr.write(f"sim: {error}\n")
        sys.exit(3)


if __name__ == "__main__":
    main()
