"""Section 4: scales between fixed goalposts, components, indices, exposures."""

from __future__ import annotations

import math
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from .scalar_calendar import DAYS_PER_WEEK, WEEKS_PER_YEAR
from .scalar_channels import CHANNELS
from .scalar_draws import clip, positive
from .scalar_programmes import AREAS

if TYPE_CHECKING:
    from .scalar import ScalarWorld

ACTOR_LETTERS: Final = {"russia": "R", "dprk": "D", "us": "U", "rok": "K", "japan": "J"}
COMPONENTS: Final = {"R": 4, "D": 7, "U": 6, "K": 4, "J": 4}
SHARE: Final = ("share_low", "share_high")
KNOWN: Final = ("share_low", "information_high")


def means(w: ScalarWorld) -> dict[str, float]:
    """Return the four military means of DPRK over their opening values (M18)."""
    p, d, q = w.p, w.dprk, w.programmes
    better = {a: q.technology[a] - q.start_technology[a] for a in AREAS}
    start_output = p["dprk.shell_output"]
    output = d.output / start_output if start_output > 0.0 else 1.0
    return {
        "shells": 0.5 * d.shell_stock / p["dprk.shell_stock"] + 0.5 * output,
        "missiles": math.sqrt(d.missiles / p["missiles.stock"])
        * (q.reliability / p["missiles.reliability"])
        * (1.0 + 0.5 * better["missile"]),
        "warheads": q.warheads / p["nuclear.warheads"],
        "air": 1.0 + p["capability.air_response"] * (better["air_defence"] + better["space"]),
    }


def breach(w: ScalarWorld) -> float:
    """Return the mean of the six parts of breach, each in [0, 1]."""
    p, goods = w.p, w.russia.delivered
    cap = p["oil.refined_cap"] / WEEKS_PER_YEAR
    parts = (
        w.dprk.shipped / p["exchange.reference_shipments"],
        w.dprk.missiles_shipped / p["capability.breach_missiles"],
        (w.dprk.refined_oil - cap) / (p["capability.breach_refined"] * cap),
        w.channels["coal"].gain,
        w.dprk.workers / p["workers.ceiling"],
        (goods["military"] + goods["technology"]) / p["capability.breach_goods"],
    )
    return sum(clip(part, 0.0, 1.0) for part in parts) / len(parts)


def flow_of(w: ScalarWorld, names: tuple[str, ...]) -> float:
    """Return the value-weighted flow of some channels."""
    worth = sum(w.channels[k].value for k in names)
    return sum(w.channels[k].value * w.channels[k].gain for k in names) / worth


def quarter(values: list[float], window: int) -> float:
    """Return the sum of the last weeks of a window: all up to now less all up to its start."""
    so_far = list(accumulate(values, initial=0.0))
    return so_far[-1] - so_far[max(0, len(values) - window)]


def sustainable_fire(w: ScalarWorld) -> float:
    """Return the fire that shells sustain, rounds/day."""
    r = w.russia
    window = int(w.p["capability.window"])
    arrivals = quarter(r.past_arrivals, window) / max(1, min(len(r.past_arrivals), window))
    spare = positive(r.shell_stock - r.reserve) / WEEKS_PER_YEAR
    return (r.capacity + r.refurbished + r.other_imports + arrivals + spare) / DAYS_PER_WEEK


def russian(w: ScalarWorld) -> list[tuple[str, str, bool, str, str, float]]:
    """Return (scale, of, log, low, high, quantity) of Russia."""
    p, r = w.p, w.russia
    guns = p["russia.barrel_life"] * (r.barrels / 104.0 + p["russia.new_barrels"]) / 7.0
    return [
        ("sustainable_fire", "R1", True, "sustainable_fire_low", "sustainable_fire_high",
         sustainable_fire(w)),
        ("shell_industry", "R2", True, "shell_industry_low", "shell_industry_high", r.capacity),
        ("guns", "R3", True, "guns_low", "guns_high", guns),
        ("closeness", "R4", False, *SHARE, w.tie.closeness),
    ]  # fmt: skip


def korean(w: ScalarWorld) -> list[tuple[str, str, bool, str, str, float]]:
    """Return (scale, of, log, low, high, quantity) of DPRK."""
    p, d, q = w.p, w.dprk, w.programmes
    money = w.treasury.reserves + p["capability.visible_arrears"] * w.russia.arrears
    technology = sum(q.technology[a] for a in AREAS) / 3.0
    revenue = flow_of(w, tuple(k for k in CHANNELS if k != "arms"))
    return [
        ("shell_stock", "D1", True, "shell_stock_low", "shell_stock_high", d.shell_stock),
        ("shell_lines", "D1", True, "shell_lines_low", "shell_lines_high", d.output),
        ("missiles", "D2", True, "missiles_low", "missiles_high", d.missiles * q.reliability),
        ("warheads", "D3", True, "warheads_low", "warheads_high", q.warheads),
        ("technology", "D4", False, *SHARE, technology),
        ("energy", "D5", False, "energy_low", "share_high", d.energy),
        ("import_months", "D5", True, "import_months_low", "import_months_high",
         money / (p["treasury.import_bill"] * 52.0 / 12.0)),
        ("food", "D5", False, "food_low", "food_high", d.food_cover),
        ("illicit_flow", "D6", False, "share_low", "flow_high", revenue),
        ("cover", "D7", False, *SHARE, 0.5 * w.tie.openness + 0.5 * w.council.shield),
    ]  # fmt: skip


def allied(w: ScalarWorld) -> list[tuple[str, str, bool, str, str, float]]:
    """Return (scale, of, log, low, high, quantity) of us, rok and japan."""
    p, c = w.p, w.coalition
    revenue = flow_of(w, tuple(k for k in CHANNELS if k != "arms"))
    window = int(p["capability.window"])
    past = w.dprk.past_arms
    shipments = quarter(past, window) / max(1, min(len(past), window))
    whole = (1.0 - 0.5 * breach(w)) * (1.0 - 0.5 * w.council.shield)
    oil = flow_of(w, ("oil_direct", "ship_to_ship", "coal"))
    sea = flow_of(w, ("ship_to_ship", "cyber"))
    return [
        ("revenue_denied", "U1", False, *SHARE, 1.0 / (1.0 + revenue)),
        ("arms_denied", "U2", False, *SHARE,
         1.0 / (1.0 + shipments / p["capability.reference_shipments"])),
        ("information_us", "U3", False, *KNOWN, c.information),
        ("regime", "U4", False, "regime_low", "share_high", whole),
        ("posture_us", "U5", False, *SHARE, w.us.posture),
        ("coherence_us", "U6", False, *SHARE, c.coordination),
        ("posture_rok", "K1", False, *SHARE, w.rok.posture),
        ("coherence_rok", "K2", False, *SHARE, c.coordination),
        ("oil_and_coal_denied", "K3", False, *SHARE, 1.0 / (1.0 + oil)),
        ("information_rok", "K4", False, *KNOWN, c.information),
        ("posture_japan", "J1", False, *SHARE, w.japan.posture),
        ("coherence_japan", "J2", False, *SHARE, c.coordination),
        ("theft_and_sea_denied", "J3", False, *SHARE, 1.0 / (1.0 + sea)),
        ("information_japan", "J4", False, *KNOWN, c.information),
    ]  # fmt: skip


def exposed(w: ScalarWorld) -> list[tuple[str, str, bool, str, str, float]]:
    """Return (scale, of, log, low, high, quantity) of the exposures."""
    p, d = w.p, w.dprk
    forces = d.exposure_of_forces
    a, b = p["capability.missile_exposure_rok"], p["capability.missile_exposure_japan"]
    window = int(p["capability.window"])
    supply = quarter(w.russia.past_supply, window)
    arrived = quarter(w.russia.past_arrivals, window)
    shells = d.shell_stock / p["capability.reference_shell_stock"]
    warheads = w.programmes.warheads / p["capability.reference_warheads"]
    weapons = b * forces + (1.0 - b) * warheads
    theft = w.treasury.expected_incidents / p["capability.reference_incidents"]
    ends = (True, "exposure_low", "exposure_high")
    return [
        ("exposure_russia", "russia", False, *SHARE, arrived / supply if supply > 0.0 else 0.0),
        ("exposure_us", "us", *ends, forces),
        ("exposure_rok", "rok", *ends, a * forces + (1.0 - a) * shells),
        ("exposure_japan", "japan", *ends, math.sqrt(weapons * theft)),
    ]


def place(w: ScalarWorld, log: bool, low: float, high: float, x: float) -> float:
    """Return where a quantity stands between its goalposts."""
    if log:
        return math.log(max(x / low, low / high)) / math.log(high / low)
    return (x - low) / (high - low)


def parts(w: ScalarWorld) -> dict[str, float]:
    """Return every position on a scale (s[...]), component and exposure (x[...]), 0 to 1."""
    out: dict[str, float] = {}
    logs: dict[str, list[float]] = {}
    for name, of, log, low, high, x in russian(w) + korean(w) + allied(w) + exposed(w):
        at = place(w, log, w.p[f"capability.{low}"], w.p[f"capability.{high}"], x)
        out[f"s[{name}]"] = at
        if of[0] not in COMPONENTS:
            out[f"x[{of}]"] = clip(at, 0.0, 1.0)
            continue
        logs.setdefault(of, []).append(math.log(clip(at, w.p["capability.score_floor"], 1.0)))
    for of, each in logs.items():
        out[of] = math.exp(sum(each) / len(each))
    return out


def indices(found: dict[str, float]) -> dict[str, float]:
    """Return the index of every actor, 0 to 100."""
    out = {}
    for actor, letter in ACTOR_LETTERS.items():
        mine = [found[f"{letter}{i + 1}"] for i in range(COMPONENTS[letter])]
        out[actor] = 100.0 * math.exp(sum(map(math.log, mine)) / len(mine))
    return out


def capability(w: ScalarWorld) -> dict[str, float]:
    """Return positions, components, indices, their changes and what moved them, exposures."""
    found, start = parts(w), w.start_parts
    now, then = indices(found), indices(start)
    out = {f"capability.scale{k[1:]}": v for k, v in found.items() if k.startswith("s[")}
    out |= {f"exposure.index{k[1:]}": 100.0 * v for k, v in found.items() if k.startswith("x[")}
    for actor, letter in ACTOR_LETTERS.items():
        names = [f"{letter}{i + 1}" for i in range(COMPONENTS[letter])]
        out[f"capability.index[{actor}]"] = now[actor]
        out[f"capability.change[{actor}]"] = now[actor] - then[actor]
        gaps = {n: (math.log(found[n]) - math.log(start[n])) / len(names) for n in names}
        whole = math.fsum(gaps.values())
        slope = math.expm1(whole) / whole if whole != 0.0 else 1.0
        for name in names:
            out[f"capability.component[{name}]"] = 100.0 * found[name]
            out[f"capability.contribution[{name}]"] = then[actor] * slope * gaps[name]
    out["russia.sustainable_fire"] = sustainable_fire(w)
    return out
