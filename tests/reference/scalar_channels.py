"""M11: the eight channels, their facilitators and displacement; u_FIN of M13."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from .scalar_draws import binomial, clip, poisson, positive

if TYPE_CHECKING:
    from .scalar import ScalarWorld

CHANNELS: Final = (
    "arms",
    "oil_direct",
    "ship_to_ship",
    "coal",
    "finance",
    "labour",
    "cyber",
    "procurement",
)

#: From which channel displaced value flows to which; the weights are assumptions.
PATHS: Final = (
    ("ship_to_ship", "oil_direct"),
    ("oil_direct", "ship_to_ship"),
    ("finance", "cyber"),
    ("cyber", "finance"),
    ("labour", "cyber"),
    ("coal", "cyber"),
)


class Channel:
    """One channel: the facilitators in it and what enforcement does to its flow."""

    def __init__(self, world: ScalarWorld, name: str) -> None:
        p = world.p
        self.world = world
        self.name = name
        self.listing = p[f"{name}.listing_exposure"]
        self.base_loss = p[f"{name}.interdictability"]
        reach = world.calendar.structure["arms_reach"]
        if name == "arms" and reach != "out_of_reach":
            self.listing = p["arms.open_listing_exposure"]
            within = "partial" if reach == "partial" else "open"
            self.base_loss = p[f"arms.{within}_interdictability"]
        self.value = p[f"{name}.reference_value"]
        self.start_heads = math.floor(p["networks.facilitators_per_channel"] + 0.5)
        self.heads = self.start_heads
        self.facilitators = 1.0
        self.hazard = p["networks.designation_hazard"] * self.listing
        self.evasion = 0.0
        self.loss = self.loss_at(1.0)
        self.markup = p["networks.markup"]
        self.rel = 1.0
        self.displaced = 0.0
        self.displacement = 0.0
        self.gain = 1.0

    def loss_at(self, effort: float) -> float:
        """Return the share lost at an effort, q_k(e)."""
        p = self.world.p
        chi = p["networks.interdiction_saturation"]
        share = self.base_loss * (1.0 - math.exp(-chi * effort)) / (1.0 - math.exp(-chi))
        return min(p["networks.loss_ceiling"], share * (1.0 - self.evasion))

    def promise(self) -> float:
        """Return the value that twice the effort would take beyond what it takes, USD a week."""
        p = self.world.p
        chi = p["networks.interdiction_saturation"]
        most = self.base_loss * (1.0 - self.evasion) / (1.0 - math.exp(-chi))
        left = 1.0 - min(1.0, self.loss / most) if most > 0.0 else 1.0
        return self.value * (min(self.loss * (1.0 + left), p["networks.loss_ceiling"]) - self.loss)

    def press(self, effort: float) -> None:
        """Turn effort into listing hazard, loss and mark-up."""
        p = self.world.p
        if self.world.calendar.structure["evasion"] == "learns":
            taught = p["networks.evasion_learning"] * self.loss * self.rel
            self.evasion = min(1.0, self.evasion + taught * (1.0 - self.evasion))
            self.evasion *= 1.0 - 1.0 / p["networks.evasion_memory"]
        excess_threat = positive(self.world.coalition.threat - p["banking.threat_before"])
        squeeze = p["networks.finance_threat_hazard"] * excess_threat
        self.hazard = (
            p["networks.designation_hazard"]
            * self.listing
            * (1.0 + p["council.resolution_listing"] * self.world.council.resolved)
            * self.world.coalition.felt[self.name] ** p["networks.tempo_concavity"]
            * (1.0 + (squeeze if self.name == "finance" else 0.0))
        )
        self.loss = self.loss_at(effort)
        odds = self.loss / (1.0 - self.loss) - self.base_loss / (1.0 - self.base_loss)
        extra = p["networks.cost_pass_through"] * (odds + self.risk())
        self.markup = max(p["networks.markup_floor"], p["networks.markup"] + extra)

    def risk(self) -> float:
        """Return the priced listing risk above its reference."""
        p = self.world.p
        relative = self.hazard / p["networks.designation_hazard"]
        return p["networks.risk_premium"] * positive(relative - self.listing)

    def margin(self) -> float:
        """Return the net margin relative to the reference."""
        p = self.world.p
        now = (1.0 + self.markup) * (1.0 - self.loss) - self.risk()
        reference = (1.0 + p["networks.markup"]) * (1.0 - self.base_loss)
        return clip(now / reference, p["networks.margin_floor"], p["networks.margin_ceiling"])

    def entry(self) -> float:
        """Return the weekly entry of facilitators, relative to the reference population."""
        w, p = self.world, self.world.p
        boldness = w.dprk.emboldenment - p["provocation.emboldenment"]
        drive = 1.0 + p["networks.entry_emboldenment"] * boldness
        base = p["networks.natural_exit"] + self.listing * p["networks.designation_hazard"]
        return float(
            base
            * max(p["networks.emboldened_entry_floor"], drive)
            * self.margin() ** p["networks.entry_elasticity"]
        )

    def exit(self) -> float:
        """Return the weekly exit hazard."""
        w, p = self.world, self.world.p
        shock = p["networks.exposure_exit"] if w.coalition.recently_exposed else 0.0
        return (p["networks.natural_exit"] + self.hazard) * (1.0 + shock)

    def renew(self) -> None:
        """Let facilitators leave and enter, as a mean or head by head."""
        w = self.world
        if w.calendar.structure["facilitators"] == "count":
            share = 1.0 - math.exp(-self.exit())
            left = binomial(self.heads, share, w.draw(f"exit.{self.name}"))
            came = poisson(self.start_heads * self.entry(), w.draw(f"entry.{self.name}"))
            self.heads += came - left
            self.facilitators = self.heads / self.start_heads
        else:
            leaving = min(1.0, self.exit()) * self.facilitators
            self.facilitators += self.entry() - leaving
        self.rel = self.facilitators * (1.0 - self.loss) / (1.0 - self.base_loss)

    def lost_value(self) -> float:
        """Return what enforcement takes from the flow now, USD a week."""
        w = self.world
        if self.name == "arms":
            return 0.0
        if self.name == "oil_direct":
            return w.russia.oil_shortfall * w.p["oil.price"]
        if self.name == "finance":
            paid = w.russia.delivered["cash"] + w.dprk.troop_pay
            return paid * positive(1.0 - self.rel)
        return self.value * positive(1.0 - self.rel)

    def remember_losses(self) -> None:
        """Let displaced value follow lost value with a lag."""
        lag = self.world.p["networks.displacement_lag"]
        self.displaced += (self.lost_value() - self.displaced) / lag


class Channels:
    """All channels, updated at once."""

    def __init__(self, world: ScalarWorld) -> None:
        self.world = world
        self.every = {name: Channel(world, name) for name in CHANNELS}
        self.bank_usability = self.usability_at_reference()

    def __getitem__(self, name: str) -> Channel:
        return self.every[name]

    def update(self) -> None:
        """Run M11 and the banking part of M13."""
        for name, channel in self.every.items():
            channel.press(self.world.coalition.effort_on[name])
            channel.renew()
        for channel in self.every.values():
            channel.remember_losses()
        for channel in self.every.values():
            channel.displacement = self._arriving_at(channel)
            channel.gain = channel.rel * (1.0 + channel.displacement)
        finance = self["finance"]
        self.bank_usability = self.usability(
            finance.facilitators,
            finance.loss,
            self.world.coalition.compliance,
            self.world.tie.capacity,
        )

    def _arriving_at(self, channel: Channel) -> float:
        """Return displaced value that moves to a channel, over the channel's reference value."""
        p = self.world.p
        value = sum(
            p[f"networks.displaced_{source}_to_{target}"] * self[source].displaced
            for source, target in PATHS
            if target == channel.name
        )
        return p["networks.displacement_share"] * value / channel.value

    def usability(self, people: float, loss: float, compliance: float, capacity: float) -> float:
        """Return the share of cash that arrives, u_FIN."""
        p = self.world.p
        weight = p["banking.openness_weight"]
        served = (1.0 - p["banking.compliance_loss"] * compliance) * (
            1.0 - weight + weight * capacity
        )
        return clip(people * (1.0 - loss) * served, 0.0, 1.0)

    def usability_at_reference(self) -> float:
        """Return u_FIN at n = 1, q = iota, z = z_0, Omega = Omega_0."""
        p = self.world.p
        compliance = self.world.coalition.compliance_at(p["banking.threat_before"])
        capacity = self.world.tie.capacity_at(p["diplomacy.openness"])
        return self.usability(1.0, p["finance.interdictability"], compliance, capacity)
