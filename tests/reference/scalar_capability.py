"""Section 4: capability components and indices, 100 at t = 0."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from .scalar_calendar import WEEKS_PER_YEAR
from .scalar_channels import CHANNELS
from .scalar_draws import clip
from .scalar_programmes import AREAS
from .scalar_russia import TINY

if TYPE_CHECKING:
    from .scalar import ScalarWorld

#: Component -> (floor of X, whether more is a burden).
COMPONENTS: Final[dict[str, tuple[float, bool]]] = {
    "D1": (0.0, False), "D2": (0.0, False), "D3": (0.0, False), "D4": (0.0, False),
    "D5": (0.05, False), "D6": (0.0, False), "D7": (0.02, False),
    "R1": (0.05, False), "R2": (0.0, False), "R3": (0.005, False), "R4": (0.01, False),
    "R5": (0.05, False),
    "U1": (0.005, False), "U2": (0.05, False), "U3": (0.05, False), "U4": (0.0, False),
    "U5": (0.0, False), "U6": (0.0, True),
    "K1": (0.0, True), "K2": (0.0, False), "K3": (0.01, False), "K4": (0.01, False),
    "K5": (0.01, False),
    "J1": (0.0, True), "J2": (0.0, False), "J3": (0.01, False), "J4": (0.01, False),
    "J5": (0.05, True),
}  # fmt: skip
ACTOR_LETTERS: Final = {"dprk": "D", "russia": "R", "us": "U", "rok": "K", "japan": "J"}
D5_FLOOR: Final = 0.05


def dprk_parts(w: ScalarWorld) -> dict[str, float]:
    """Return D1 to D7 as X, not yet relative to t = 0."""
    p, d, q = w.p, w.dprk, w.programmes
    money = w.treasury.reserves + p["capability.visible_arrears"] * w.russia.arrears
    economy = (
        max(d.energy / d.start_energy, D5_FLOOR)
        * max(money / p["treasury.hard_currency"], D5_FLOOR)
        * max(d.food_cover / p["food.domestic_share"], D5_FLOOR)
    )
    better = {a: q.technology[a] - q.start_technology[a] for a in AREAS}
    start_output = p["dprk.shell_output"]
    output = d.output / start_output if start_output > 0.0 else 1.0
    values = {k: w.channels[k].value for k in CHANNELS}
    flow = sum(values[k] * w.channels[k].rel for k in CHANNELS)
    return {
        "D1": 0.5 * d.shell_stock / p["dprk.shell_stock"] + 0.5 * output,
        "D2": math.sqrt(d.missiles / p["missiles.stock"])
        * (q.reliability / p["missiles.reliability"])
        * (1.0 + 0.5 * better["missile"]),
        "D3": q.warheads / p["nuclear.warheads"],
        "D4": 1.0 + p["capability.air_response"] * (better["air_defence"] + better["space"]),
        "D5": economy ** (1.0 / 3.0),
        "D6": flow / sum(values.values()),
        "D7": 0.5 * w.tie.openness + 0.5 * w.council.shield,
    }


def russia_parts(w: ScalarWorld) -> dict[str, float]:
    """Return R1 to R5."""
    p, r = w.p, w.russia
    outside = (r.arrived + r.other_imports) / max(r.reference_demand, TINY)
    return {
        "R1": r.ration * min(1.0, r.cover / p["russia.target_cover"]),
        "R2": r.output,
        "R3": outside * (1.0 - 0.5 * r.dependence),
        "R4": w.tie.closeness * (1.0 - p["banking.finance_friction"] * w.coalition.threat),
        "R5": r.shell_stock / r.reserve,
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


def sender_parts(w: ScalarWorld) -> dict[str, float]:
    """Return the components of us, rok and japan."""
    p, c = w.p, w.coalition
    values = {k: w.channels[k].value for k in CHANNELS}
    lost = sum(values[k] * w.channels[k].loss for k in CHANNELS) / sum(values.values())
    exposed = w.dprk.exposure_of_forces
    rok_part = p["capability.missile_exposure_rok"]
    japan_part = p["capability.missile_exposure_japan"]
    budgets = sum(s.budget for s in w.senders)
    shells = w.dprk.shell_stock / p["dprk.shell_stock"]
    warheads = w.programmes.warheads / p["nuclear.warheads"]
    warning = c.information * c.coordination
    return {
        "U1": lost,
        "U2": c.coordination,
        "U3": c.information,
        "U4": (1.0 - 0.5 * breach(w)) * (1.0 - 0.5 * w.council.shield),
        "U5": w.us.posture,
        "U6": exposed,
        "K1": rok_part * exposed + (1.0 - rok_part) * shells,
        "K2": w.rok.posture,
        "K3": c.coordination * w.us.posture,
        "K4": w.rok.budget / budgets,
        "K5": warning,
        "J1": japan_part * exposed + (1.0 - japan_part) * warheads,
        "J2": w.japan.posture,
        "J3": w.japan.budget / budgets,
        "J4": warning,
        "J5": w.treasury.expected_incidents / p["theft.incidents"],
    }


def parts(w: ScalarWorld) -> dict[str, float]:
    """Return every X with its floor."""
    raw = {**dprk_parts(w), **russia_parts(w), **sender_parts(w)}
    return {name: max(value, COMPONENTS[name][0]) for name, value in raw.items()}


def capability(w: ScalarWorld) -> dict[str, float]:
    """Return capability components and indices, 100 at t = 0."""
    low, high = w.p["capability.ratio_floor"], w.p["capability.ratio_ceiling"]
    ratios = {}
    for name, value in parts(w).items():
        start, burden = w.start_parts[name], COMPONENTS[name][1]
        above, below = (start, value) if burden else (value, start)
        ratios[name] = clip(above / below, low, high) if below > 0.0 else high
    out = {f"capability.component[{name}]": 100.0 * ratio for name, ratio in ratios.items()}
    for actor, letter in ACTOR_LETTERS.items():
        logs = [math.log(ratio) for name, ratio in ratios.items() if name.startswith(letter)]
        out[f"capability.index[{actor}]"] = 100.0 * math.exp(sum(logs) / len(logs))
    return out
