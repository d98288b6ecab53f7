"""The sign table of the conceptual model (section 6.5), cell by cell, under each reading.

Each row raises one thing, all else equal, for the same members and the same luck over 130
weeks. A signed cell holds where at least 90 % of members have the sign or no change, and more
have the sign than the opposite one; a cell marked 0 holds where the median effect is below 1 %.
Levers move as far as the scenarios move them, assumptions by a fifth to a half. The column
"T, Rm" is the mean technology level plus missile reliability; "E, λ" is read as emboldenment.

The table of the conceptual model has relief raise B. Since relief lifts licit exports and imports by
the same sum (M15) it does not: with relief that lifts no trade B is the same to the last digit. What
is left, fewer arms sold, less theft and less spent on warheads, has no common sign. The cell is 0.
"""

from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from sim.model.stages import exchange, pressure
from sim.vocabulary.assumptions import READINGS
from sim.vocabulary.axes import CHANNELS
from sim.vocabulary.policy import Case, Override
from tests.paired import baseline, record

MEMBERS, WEEKS, SETTLED = 400, 130, 26
SLACK, SMALL = 0.005, 0.01
NIL = 1e-4
"""A change below a hundredth of a per cent is no change."""

COLUMNS = ("F", "arrivals", "price", "B", "Ener", "T, Rm", "N", "E", "κ+I")
KEEP = (
    "russia.shells_fired", "dprk.shells_arrived", "trade.price_usd", "dprk.hard_currency_usd",
    "dprk.energy_coverage", "dprk.technology", "dprk.missile_reliability", "dprk.warheads",
    "dprk.emboldenment", "coalition.coordination", "coalition.monitoring",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """What is raised: a change of the baseline, what both sides share, or effort on a channel."""

    cells: str
    scale: dict[str, float] = field(default_factory=dict)
    levers: dict[str, object] = field(default_factory=dict)
    instead: dict[str, object] = field(default_factory=dict)
    both: dict[str, float] = field(default_factory=dict)
    channel: str = ""
    factor: float = 4.0


NO_BRAKE = {"dprk.arrears_brake": 0.0}
"""Footnote 1 of the table: otherwise the brake bends arrivals and technology."""

PRC_STAYS = {"banking.prc_cooperation_loss": 0.0}
"""Otherwise the threat costs PRC cooperation, and with it listings on coal and oil at sea, whose
income then holds: without this B falls in .8 of members only under slower_industry."""

ROWS = {
    #                     F arr p* B Ener T,Rm N E κ+I
    "D_R": Row("+ +0 + + + + ± + 0", {"russia.fire_demand": 1.2}, both=NO_BRAKE),
    "g_R": Row("+0 - - - - - ± - 0", {"russia.ramp_rate": 1.3}, both=NO_BRAKE),
    "P_R^max": Row("+0 - - - - - ± - 0", {"russia.reported_output_ceiling": 1.2}, both=NO_BRAKE),
    "S_R0": Row("+0 - - - - - ± - 0", {"russia.shell_stock": 1.2}, both=NO_BRAKE),
    "ω_0": Row("+ + ± + + + ± + 0", levers={"dprk_export_willingness": 1.2}),
    "R_D0": Row("-0 -0 + ± ± ± ± ± 0", {"dprk.war_reserve": 1.2}),
    "S_D0": Row("+0 +0 - ± ± ± ± +0 0", {"dprk.shell_stock": 1.2}),
    "d": Row("- - + ± 0 + ± - 0", {"exchange.dud_share": 1.5}),
    "α_D": Row("0 0 + + +0 + ± 0 0", {"bargaining.dprk_share": 1.3}),
    "φ": Row("0 +0 0 + +0 + ± 0 0", {"settlement.rate": 1.5}),
    "γ_T": Row("0 0 0 - -0 + ± ± 0", levers={"technology_generosity": 2.5}),
    "e_arms": Row("- - + 0 0 0 0 0 0", channel="arms"),
    "e_oil_direct": Row("0 0 0 0 0 0 0 0 0", channel="oil_direct"),
    "e_ship_to_ship": Row("0 0 0 +² - 0 - 0 0", channel="ship_to_ship"),
    "e_ship_to_ship, twice": Row("0 0 0 + - 0 - 0 0", channel="ship_to_ship", factor=2.0),
    "e_finance": Row("0 0 0 -² 0 + ± 0 0", channel="finance"),
    "e_cyber": Row("0 0 0 - 0 0 - 0 0", channel="cyber"),
    "z": Row(
        "-0 +0 - - ± ± ± ± 0", levers={"secondary_sanctions_threat": 0.8}, both=PRC_STAYS
    ),
    "Panel": Row(
        "0 -0 + - - 0 ± - +", levers={"monitoring_regime": "panel"},
        instead={"monitoring_regime": "none"},
    ),
    "κ*": Row("0 - + - - 0 ± ± +", levers={"trilateral_coordination": 0.9}),
    "M_C": Row(
        "0 ± -0 - ± 0 ± ± +", levers={"congressional_mandate": 0.8},
        instead={"congressional_mandate": 0.2},
    ),
    "relief": Row(
        "0 -0 ± 0 + 0 - - 0", levers={"off_ramp_relief": 0.5, "off_ramp_attempts_per_year": 2}
    ),
    "ΔPost": Row("0 - + 0 0 0 ± ± 0", levers={"deterrence_signalling": 0.3}),
    "ceasefire": Row("- - - - - -0 ± - 0", levers={"ceasefire_date": "2024-07-01"}),
    "Tr": Row(
        "0 0 0 + +0 +0 ± +0 0", levers={"troops_in_russia": 20_000}, instead={"troops_in_russia": 0}
    ),
    "λ_s": Row("0 0 0 0 0 +0 0 0 0", {"technology.satellite_accuracy": 2.0}),
    "ε_f": Row("0 0 0 0 0 0 0 0 0", {"dprk.food_elasticity": 2.0}),
    "res": Row(
        "0 -0 0 -0 -0 0 -0 0 0",
        {"council.resolution_cooperation": 2.0, "council.resolution_listing": 2.0},
        both={"council.veto_intercept": -12.0, "council.prc_veto": 0.0},
    ),
    "π_T": Row("0 0 0 + + 0 + 0 0", levers={"prc_cooperation": 1.4}),
}  # fmt: skip

OPEN = {
    ("e_ship_to_ship, twice", "B"): "a smaller flow at a higher mark-up can cost more, and effort "
    "moves on to coal, finance and cyber: .86 to .88 of members at twice the effort"
}
"""Cells that do not hold, with the mechanism that makes them fail."""

KEPT = (
    "right median; in .76 to .88 of members: where DPRK supply binds, what is ordered less at first "
    "stays in DPRK stores and is shipped later"
)
SUPPLY_BINDS = {("heavier_fire", name, "arrivals") for name in ("g_R", "P_R^max", "S_R0")}

FOLLOW = (
    "missiles follow fire over the reading's own demand: what raises fire raises missiles used and "
    "with them reliability and means, against what the row does to technology; demand raised beyond "
    "what barrels allow lowers both"
)
MISSILES_FOLLOW = {
    *(("heavier_fire", name, "T, Rm") for name in ("D_R", "g_R", "P_R^max", "S_R0", "d")),
    *(("heavier_fire", name, "E") for name in ("D_R", "S_R0")),
    ("slower_industry", "d", "T, Rm"),
}
OPEN_IN = {
    **dict.fromkeys(SUPPLY_BINDS, KEPT),
    **dict.fromkeys(MISSILES_FOLLOW, FOLLOW),
}
"""Cells that do not hold under one reading."""


def pair(row: Row, reading: str) -> tuple[Case, Case]:
    """Return the policy that a row starts from and the one in which it is raised."""
    base = baseline().choosing("reading", reading)
    for key, value in row.both.items():
        base = base.fixing(key, value)
    raised = base
    for name, value in row.instead.items():
        base = base.setting(name, value)
    for name, value in row.levers.items():
        raised = raised.setting(name, value)
    scaled = {key: Override(scale=factor) for key, factor in row.scale.items()}
    return base, replace(raised, assumptions={**raised.assumptions, **scaled})


def summary(values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return one number a column, policy and member."""

    def settled(name: str) -> np.ndarray:
        return values[name][-WEEKS:][SETTLED:].mean(axis=0)

    return {
        "F": values["russia.shells_fired"].sum(axis=0),
        "arrivals": values["dprk.shells_arrived"].sum(axis=0),
        "price": settled("trade.price_usd"),
        "B": settled("dprk.hard_currency_usd"),
        "Ener": settled("dprk.energy_coverage"),
        "T, Rm": values["dprk.technology"][-1].mean(axis=0)
        + values["dprk.missile_reliability"][-1],
        "Rm": values["dprk.missile_reliability"][-1],
        "N": values["dprk.warheads"][-1],
        "E": settled("dprk.emboldenment"),
        "κ+I": settled("coalition.coordination") + settled("coalition.monitoring"),
    }


def effects(
    rows: dict[str, Row], readings=READINGS, *, follow: bool = True, members: int = MEMBERS
) -> dict[tuple[str, str, str], np.ndarray]:
    """Return relative effects by reading, row and column, each over the members.

    Args:
        rows: what is raised.
        readings: under which.
        follow: whether missiles follow fire, as they do in the model.
        members: of the prior.
    """
    true_effect, true_want, out = pressure.effect, exchange.Want, {}
    places: dict[tuple[str, str], tuple[int, int]] = {}
    policies: list[Case] = []
    for reading in readings:
        for name, row in rows.items():
            base, raised = pair(row, reading)
            if base not in policies:
                policies.append(base)
            policies.append(raised)
            places[reading, name] = (policies.index(base), len(policies) - 1)
    factors = np.ones((len(CHANNELS), len(policies), members))
    for (_, name), (_, raised) in places.items():
        if rows[name].channel:
            factors[CHANNELS.index(rows[name].channel), raised] = rows[name].factor
    factors = factors.reshape(len(CHANNELS), -1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pressure, "effect", lambda *given: true_effect(*given) * factors)
        if not follow:
            patched.setattr(exchange, "Want", lambda fire, held: true_want(fire * 0.0 + 1.0, held))
        columns = summary(record(policies, members, WEEKS, KEEP).values)
    for key, (base, raised) in places.items():
        for column, values in columns.items():
            gap = values[raised] - values[base]
            out[(*key, column)] = gap / np.maximum(np.abs(values[base]), 1e-300)
    return out


@pytest.fixture(scope="module")
def table():
    return effects(ROWS)


def share(effect: np.ndarray, cell: str) -> float:
    """Return the share of members that have the sign of the cell, or no change."""
    sign = -1.0 if cell.startswith("-") else 1.0
    allowed = SLACK if "0" in cell else NIL
    return float((sign * effect >= -allowed).mean())


def holds(effect: np.ndarray, cell: str) -> bool:
    if cell == "0":
        return bool(np.abs(np.median(effect)) < SMALL)
    sign = -1.0 if cell.startswith("-") else 1.0
    wanted = 0.8 if "²" in cell else 0.9
    enough = share(effect, cell) >= wanted
    if "0" in cell:
        return enough
    return enough and bool((sign * effect > NIL).sum() > (sign * effect < -NIL).sum())


def marks(reading: str, name: str, column: str) -> tuple:
    """Return the mark of a cell that is known not to hold, or none."""
    why = OPEN.get((name, column)) or OPEN_IN.get((reading, name, column))
    return (pytest.mark.xfail(strict=True, reason=why),) if why else ()


CELLS = [
    pytest.param(
        reading,
        name,
        column,
        cell,
        id=f"{reading}: {name}, {column}, {cell}",
        marks=marks(reading, name, column),
    )
    for reading in READINGS
    for name, row in ROWS.items()
    for column, cell in zip(COLUMNS, row.cells.split(), strict=True)
    if cell != "±"
]


QUICK = (("ω_0", "arrivals"), ("e_cyber", "B"), ("D_R", "price"), ("e_oil_direct", "F"))


@pytest.fixture(scope="module")
def few():
    return effects({name: ROWS[name] for name, _ in QUICK}, ("restocking",), members=16)


@pytest.mark.parametrize(("name", "column"), QUICK)
def test_a_few_members_show_the_plainest_signs(few, name, column):
    cell = ROWS[name].cells.split()[COLUMNS.index(column)]
    effect = few["restocking", name, column]
    assert holds(effect, cell)
    if cell != "0":
        assert not holds(effect, "-" if cell == "+" else "+")


@pytest.mark.heavy
@pytest.mark.parametrize(("reading", "name", "column", "cell"), CELLS)
def test_raising_the_row_moves_the_column_as_the_table_says(table, reading, name, column, cell):
    effect = table[reading, name, column]
    assert holds(effect, cell), (
        f"{share(effect, cell):.2f} of members, median {np.median(effect):.2g}"
    )


# --- what opens a cell: without its mechanism the cell holds ---------------------------------


@pytest.fixture(scope="module")
def unmoved():
    """Rows whose missiles follow fire, in a world in which they do not."""
    rows = {name: ROWS[name] for _, name, _ in MISSILES_FOLLOW}
    return effects(rows, ("heavier_fire", "slower_industry"), follow=False)


@pytest.mark.heavy
@pytest.mark.parametrize(("reading", "name", "column"), sorted(MISSILES_FOLLOW))
def test_where_missiles_do_not_follow_fire_the_cell_holds(unmoved, reading, name, column):
    effect = unmoved[reading, name, column]
    cell = ROWS[name].cells.split()[COLUMNS.index(column)]
    assert holds(effect, cell), f"{share(effect, cell):.2f}"


PLENTY = {"dprk.shell_stock": 60e6}
"""More shells than Russia could fire: DPRK supply never binds."""


@pytest.fixture(scope="module")
def plenty():
    names = dict.fromkeys(name for _, name, _ in SUPPLY_BINDS)
    rows = {name: replace(ROWS[name], both={**ROWS[name].both, **PLENTY}) for name in names}
    return effects(rows, ("heavier_fire",))


@pytest.mark.heavy
@pytest.mark.parametrize(("reading", "name", "column"), sorted(SUPPLY_BINDS))
def test_where_dprk_supply_never_binds_less_need_means_fewer_arrivals(
    plenty, reading, name, column
):
    assert holds(plenty[reading, name, column], "-")


@pytest.mark.heavy
def test_a_wrong_sign_does_not_pass(table):
    for reading in READINGS:
        assert not holds(table[reading, "D_R", "F"], "-")
        assert not holds(table[reading, "D_R", "F"], "0")
        assert not holds(table[reading, "π_T", "B"], "-0")
