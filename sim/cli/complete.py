"""What a shell offers when a word is completed: scenarios, designs, levers, measures."""

from collections.abc import Iterable


def scenarios(incomplete: str) -> list[str]:
    """Return scenarios whose names begin with what is typed.

    Example:
        >>> scenarios("oil")
        ['oil_squeeze']
    """
    from sim.vocabulary.scenario import names

    return _begun(names(), incomplete)


def designs(incomplete: str) -> list[str]:
    """Return designs whose names begin with what is typed."""
    from sim.sweeps.designs.file import names

    return _begun(names(), incomplete)


def engines(incomplete: str) -> list[str]:
    """Return the engines that may be asked for."""
    from sim.runs.engines import COMPILED, NUMPY

    return _begun((NUMPY, COMPILED), incomplete)


def settings(incomplete: str) -> list[str]:
    """Return levers as ``lever=``; after the sign, the values that have names.

    Example:
        >>> settings("designation_t"), settings("monitoring_regime=m")
        (['designation_tempo='], ['monitoring_regime=msmt'])
    """
    from sim.vocabulary.levers import REGIMES, levers

    name, equals, _ = incomplete.partition("=")
    if not equals:
        return _begun((f"{lever}=" for lever in levers()), incomplete)
    values = REGIMES if name == "monitoring_regime" else ()
    return _begun((f"{name}={value}" for value in values), incomplete)


def assumptions(incomplete: str) -> list[str]:
    """Return assumptions as ``key=`` whose names begin with what is typed."""
    from sim.vocabulary.assumptions import registry

    return _begun((f"{entry.key}=" for entry in registry()), incomplete)


def measures(incomplete: str) -> list[str]:
    """Return measures whose names begin with what is typed."""
    from sim.vocabulary.measures import measures as known

    return _begun(known(), incomplete)


def kinds(incomplete: str) -> list[str]:
    """Return kinds of figures of a sweep whose names begin with what is typed."""
    from sim.plots.sweep_kinds import KINDS

    return _begun(KINDS, incomplete)


def _begun(names: Iterable[str], incomplete: str) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]
