"""M21: the measures of a week and what stands behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .scalar_capability import capability
from .scalar_channels import CHANNELS
from .scalar_dprk import BINDING
from .scalar_draws import positive
from .scalar_programmes import AREAS
from .scalar_russia import BUNDLE

if TYPE_CHECKING:
    from .scalar import ScalarWorld

#: Weeks over which the pace of cooperation is taken (M21); it has no entry of its own.


def implementation_gap(w: ScalarWorld) -> float:
    """Return 1 - losses imposed over losses at twice the effort."""
    now = twice = 0.0
    for k in CHANNELS:
        channel, effort = w.channels[k], w.coalition.effort_on[k]
        now += channel.value * channel.loss_at(effort)
        twice += channel.value * channel.loss_at(2.0 * effort)
    return 1.0 - now / twice if twice > 0.0 else 0.5


def civil_output(w: ScalarWorld) -> float:
    """Return the civil output that energy allows, 1 at t = 0 (M7)."""
    military = w.p["oil.military_share"]
    cover = positive((w.dprk.energy - military) / (1.0 - military))
    start = positive((w.dprk.start_energy - military) / (1.0 - military))
    elasticity = w.p["oil.civil_output_elasticity"]
    return float((cover / start) ** elasticity) if start > 0.0 else 1.0


def breadth(w: ScalarWorld) -> dict[str, float]:
    """Return open channels and one minus the concentration of value over channels."""
    threshold = w.p["exchange.breadth_threshold"]
    channels = list(w.channels.every.values())
    values = [channel.value * channel.gain for channel in channels]
    total = sum(values)
    concentration = sum((v / total) ** 2 for v in values) if total > 0.0 else 1.0
    return {
        "trade.breadth": float(sum(channel.rel > threshold for channel in channels)),
        "trade.diversity": 1.0 - concentration,
    }


def pace(w: ScalarWorld, now: dict[str, float]) -> float:
    """Return the 13-week change of shells, direct oil and returns, each over its reference."""
    references = {
        "dprk.shells_shipped": w.p["exchange.reference_shipments"],
        "dprk.oil_direct_bbl": w.p["oil.direct_cap"],
        "x.settled": w.p["arms.reference_value"],
    }
    changes = []
    for key, reference in references.items():
        window = int(w.p["exchange.pace_window"])
        then = w.history[key][w.week - window] if w.week >= window else 0.0
        changes.append((now[key] - then) / reference)
    return sum(changes) / len(changes)


def stocks(w: ScalarWorld) -> dict[str, float]:
    """Return every stock as it stands."""
    r, d, t, c, q = w.russia, w.dprk, w.treasury, w.coalition, w.programmes
    out = {
        "russia.shell_stock": r.shell_stock,
        "russia.old_stock": r.old_stock,
        "russia.gun_barrels": r.barrels,
        "russia.arrears_usd": r.arrears,
        "russia.openness": w.tie.openness,
        "dprk.shell_stock": d.shell_stock,
        "dprk.missile_stock": d.missiles,
        "dprk.missile_reliability": q.reliability,
        "dprk.hard_currency_usd": t.reserves,
        "dprk.troops_in_russia": d.troops,
        "dprk.satellites": float(q.satellites),
        "dprk.frozen_funds_usd": t.frozen,
        "dprk.workers_in_russia": d.workers,
        "dprk.warheads": q.warheads,
        "dprk.fissile_bound": q.fissile,
        "dprk.emboldenment": d.emboldenment,
        "coalition.coordination": c.coordination,
        "coalition.monitoring": c.information,
        "congress.mandate": w.congress.mandate,
        "diplomacy.closeness": w.tie.closeness,
        "dprk.threat_perception": d.threat,
        "coalition.secondary_threat": c.threat,
        "council.shield": w.council.shield,
        "diplomacy.off_ramp": w.tie.relief_in_force,
        "exposure.forces": d.exposure_of_forces,
        "x.refurbishing": r.refurbishing,
        "x.in_transit": r.in_transit,
        "x.missiles_held": r.missiles,
        "x.oil_stock": d.oil,
        "x.laundering": t.laundering,
        "x.dependence": r.dependence,
        "x.forecast": r.forecast,
        "x.shield": w.council.shield,
        "x.exposure": c.exposure,
        "x.own_research": q.own_research,
        "x.threat": d.threat,
        "x.z_eff": c.threat,
        "x.u_fin": w.channels.bank_usability,
        "x.closeness": w.tie.closeness,
        "x.excitation": d.excitation,
        "x.neg": float(w.tie.in_force),
        "x.relief": w.tie.relief,
        "x.smoothed_rate": d.smoothed_rate,
    }
    out |= {f"dprk.technology[{a}]": q.technology[a] for a in AREAS}
    out |= {f"coalition.posture[{s.state}]": s.posture for s in w.senders}
    for k in CHANNELS:
        out[f"channel.facilitators[{k}]"] = w.channels[k].facilitators
        out[f"channel.loss_fraction[{k}]"] = w.channels[k].loss
        out[f"x.displaced[{k}]"] = w.channels[k].displaced
    return out | capability(w)


def _russian_flows(w: ScalarWorld) -> dict[str, float]:
    """Return what ran in Russia and in the deal this week."""
    r, deal = w.russia, w.deal
    return {
        "russia.shells_demanded": r.demand,
        "russia.shells_fired": r.fired,
        "russia.shells_produced": r.output,
        "russia.shells_reported_output": r.output + r.refurbished,
        "russia.shells_refurbished": r.refurbished,
        "russia.shells_destroyed": r.destroyed,
        "front.fire_ratio": r.fired
        / (7.0 * w.calendar.parameter("ukrainian_fire_per_day", "front.ukrainian_fire")),
        "russia.barrels_worn": r.fired / w.p["russia.barrel_life"],
        **{
            f"russia.binding[{limit}]": float(limit == r.binding)
            for limit in ("demand", "shells", "barrels")
        },
        "russia.shells_other_imports": r.other_imports,
        "russia.dprk_share_of_supply": r.share,
        "dprk.shells_arrived": r.arrived,
        "dprk.missiles_fired": r.missiles_fired,
        "dprk.contract_value_usd": deal.contract_value,
        "dprk.oil_direct_bbl": r.direct_oil,
        "trade.price_usd": deal.price,
        "finance.usability": w.channels.bank_usability,
        "x.price": deal.price,
        "x.agree": float(deal.agreed),
        "x.orders": r.orders,
        "x.ration": r.ration,
        "x.cover": r.cover,
        "x.duds": r.duds,
        "x.settled": r.settled,
        "x.oil_shortfall": r.oil_shortfall,
        **{f"dprk.settled_usd[{j}]": r.delivered[j] for j in BUNDLE},
        **{f"x.bundle_share[{j}]": r.shares[j] for j in BUNDLE},
    }


def _dprk_flows(w: ScalarWorld) -> dict[str, float]:
    """Return what ran in DPRK this week."""
    d, t, q = w.dprk, w.treasury, w.programmes
    return {
        "dprk.shells_produced": d.output,
        "dprk.troop_pay_usd": d.troop_pay,
        "dprk.shells_shipped": d.shipped,
        "dprk.containers_shipped": d.containers,
        "dprk.missiles_shipped": d.missiles_shipped,
        "dprk.oil_ship_to_ship_bbl": d.ship_to_ship,
        "dprk.oil_prc_bbl": d.crude,
        "dprk.energy_coverage": d.energy,
        "dprk.food_received_t": d.food,
        "dprk.cyber_stolen_usd": t.stolen,
        "dprk.cyber_seized_usd": t.seized,
        "dprk.coal_revenue_usd": t.coal_revenue,
        "dprk.prc_trade_usd": t.prc_trade,
        "dprk.provocations": float(d.provocations),
        "dprk.satellite_attempts": float(q.satellite_attempts),
        "dprk.satellite_successes": float(q.satellite_successes),
        "dprk.illicit_share": t.illicit_share,
        "dprk.food_cover": d.food_cover,
        "dprk.civil_output": civil_output(w),
        "trade.binding": BINDING[d.binding],
        "x.offer": d.offer,
        "x.willingness": d.willingness,
        "x.reserve": d.reserve,
        "x.lost": d.lost,
        "x.oil_used": d.oil_used,
        "x.laundered": t.laundered,
        "x.income": t.income,
        "x.oil_bill": t.oil_bill,
        "x.imports": t.imports,
        "x.programme": t.programme,
        "x.kappa_b": t.scale,
        "x.rate": d.rate,
    }


def _coalition_flows(w: ScalarWorld) -> dict[str, float]:
    """Return what senders, institutions and the tie did this week."""
    c = w.coalition
    out = {
        "coalition.implementation_gap": implementation_gap(w),
        "council.proposals": float(w.council.proposals),
        "council.vetoes": float(w.council.vetoes),
        "council.adopted": float(w.council.adopted),
        "congress.oversight": float(w.congress.event),
        "diplomacy.meetings": float(w.tie.meetings),
        "diplomacy.offers": w.tie.offers,
        "x.tests": float(w.council.tests),
        "x.violation": w.congress.violation,
        "x.m_lag": w.congress.lagged,
        "x.exposures": float(c.exposures),
        "x.compliance": c.compliance,
        "x.cooperation": c.cooperation,
        "coalition.cost": sum(s.effort for s in w.senders) + c.threat_cost + c.price,
    }
    for s in w.senders:
        out[f"coalition.designations[{s.state}]"] = float(s.designations)
        out[f"coalition.effort[{s.state}]"] = s.effort
        out[f"x.budget[{s.state}]"] = s.budget
    for k in CHANNELS:
        channel = w.channels[k]
        out[f"channel.enforcement[{k}]"] = c.effort_on[k]
        out[f"x.effort_on[{k}]"] = c.effort_on[k]
        out[f"x.perceived[{k}]"] = c.perceived[k]
        out[f"x.markup[{k}]"] = channel.markup
        out[f"x.displacement[{k}]"] = channel.displacement
        out[f"x.rel[{k}]"] = channel.rel
        out[f"channel.flow[{k}]"] = channel.gain
        out[f"x.hazard[{k}]"] = channel.hazard
        for s in w.senders:
            out[f"x.attention[{s.state},{k}]"] = s.attention[k]
    return out


def flows(w: ScalarWorld) -> dict[str, float]:
    """Return every flow, ratio and draw of the week."""
    now = _russian_flows(w) | _dprk_flows(w) | _coalition_flows(w)
    return now | breadth(w) | {"trade.pace": pace(w, now)}
