"""M12-M14 and M19: the three sender states and what they share."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

import mesa

from .scalar_calendar import WEEKS_PER_YEAR
from .scalar_channels import CHANNELS
from .scalar_draws import binomial, clip, logistic, noise, poisson, positive

if TYPE_CHECKING:
    from .scalar import ScalarWorld

OIL_MONEY_LABOUR = ("oil_direct", "ship_to_ship", "coal", "finance", "labour")
PRC_CHANNELS = ("ship_to_ship", "coal", "finance", "procurement")


class Sender(mesa.Agent):
    """A state that spends effort on enforcement and holds a posture."""

    state: ClassVar[str]

    def __init__(self, world: ScalarWorld) -> None:
        super().__init__(world)
        self.world = world
        p = world.p
        self.full_budget = p[f"{self.state}.budget"]
        self.start_budget = self.full_budget * p[f"{self.state}.contribution"]
        self.budget = self.start_budget
        self.public = p[f"{self.state}.public_value"]
        self.private = p[f"{self.state}.private_value"]
        self.efficiency = p[f"{self.state}.efficiency"]
        self.start_posture = p[f"{self.state}.posture"]
        self.posture = self.start_posture
        self.plan = {k: p[f"{self.state}.attention_{k}"] for k in CHANNELS}
        self.attention = {k: self._floored(share) for k, share in self.plan.items()}
        self.effort = self.budget
        self.designations = 0

    def _floored(self, share: float) -> float:
        """Return an allocation share with the floor put under all channels."""
        floor = self.world.p["enforcement.allocation_floor"]
        return (1.0 - len(CHANNELS) * floor) * share + floor

    def wanted_budget(self) -> float:
        """Return next week's budget under the chosen rule, before any floor."""
        rule = self.world.calendar.structure["effort"]
        if rule == "fixed":
            return self.start_budget
        if rule == "proportional":
            unprovoked = self.world.p["enforcement.unprovoked_share"]
            return self.start_budget * (unprovoked + self.world.congress.violation)
        speed = self.world.p["enforcement.budget_adjustment"]
        return self.budget + speed * (self.urged() - self.budget)

    def urged(self) -> float:
        """Return the aim of the budget; Congress has a say in that of the US."""
        return self.best_reply()

    def best_reply(self) -> float:
        """Return the budget that maximises U_i given last week's budgets of the others."""
        others = [s for s in self.world.senders if s is not self]
        other_values = sum(s.public for s in others)
        start_total = 1.0 + sum(s.start_budget for s in self.world.senders)
        start_coordination = self.world.coalition.start_coordination
        cost = (self.public + start_coordination * other_values) / start_total
        cost += self.private / (1.0 + self.start_budget)
        value = self.public + self.world.coalition.coordination * other_values
        around = 1.0 + sum(s.budget for s in others)
        linear = cost * (around + 1.0) - value - self.private
        constant = cost * around - value - self.private * around
        root = math.sqrt(positive(linear * linear - 4.0 * cost * constant))
        return positive((root - linear) / (2.0 * cost))

    def allocate(self) -> None:
        """Move attention to where yields have risen."""
        p, shared = self.world.p, self.world.coalition
        pull = {
            k: self.plan[k]
            * math.exp(
                p["enforcement.allocation_softmax"]
                * (shared.perceived[k] - shared.start_perceived[k])
            )
            for k in CHANNELS
        }
        total = sum(pull.values())
        inertia = p["enforcement.allocation_inertia"]
        for k in CHANNELS:
            wanted = self._floored(pull[k] / total)
            self.attention[k] = (1.0 - inertia) * self.attention[k] + inertia * wanted

    @property
    def work(self) -> float:
        """Budget with what a task force brings, before tempo."""
        return self.budget

    def leaning(self, channel: str) -> float:
        """Return the share of a channel after the weights of the levers."""
        calendar = self.world.calendar
        total = sum(share * calendar.weight(k) for k, share in self.attention.items())
        return self.attention[channel] * calendar.weight(channel) / total

    def expected(self, channel: str) -> float:
        """Return the designations that are expected of it on a channel this week."""
        rate = self.world.p[f"{self.state}.designations"] * self.leaning(channel) * self.work
        return rate * self.world.coalition.left(channel) / self.full_budget

    def usual(self, channel: str) -> float:
        """Return designations a week on a channel at reference."""
        share = self._floored(self.plan[channel])
        return self.world.p[f"{self.state}.designations"] * share

    def position(self) -> None:
        """Run the allied side of M19."""
        w, p = self.world, self.world.p
        bold = p["posture.emboldenment_weight"]
        worry = bold * w.dprk.emboldenment + (1.0 - bold) * w.dprk.threat
        start_worry = bold * p["provocation.emboldenment"] + (1.0 - bold) * p["posture.threat"]
        target = self.start_posture + w.calendar.number("deterrence_signalling", 0.0)
        pull = target - self.posture + p[f"{self.state}.posture_gain"] * (worry - start_worry)
        closer = w.coalition.coordination - w.coalition.start_coordination
        step = (
            p[f"{self.state}.posture_adjustment"] * pull + p["posture.coordination_gain"] * closer
        )
        self.posture = clip(self.posture + step, 0.0, 1.0)


class Us(Sender):
    """The United States; Congress puts a floor under its budget."""

    state = "us"

    @property
    def work(self) -> float:
        """Budget with what the oil task force brings."""
        extra = self.world.p["enforcement.task_force_budget"] * self.full_budget
        return self.budget + (extra if self.world.calendar.task_force else 0.0)

    def urged(self) -> float:
        """Return the best reply, which the mandate moves."""
        response = self.world.p["congress.budget_response"]
        return self.best_reply() * (1.0 + response * self.world.congress.push)

    def allocate(self) -> None:
        """Move attention; an oversight event turns it to where more would take most."""
        super().allocate()
        if not self.world.congress.event:
            return
        share, floor = self.world.p["congress.attention_shift"], self._floored(0.0)
        found = {k: self.world.channels[k].promise() for k in CHANNELS}
        best = [k for k in CHANNELS if found[k] == max(found.values())]
        for k in CHANNELS:
            aim = floor + ((1.0 - len(CHANNELS) * floor) / len(best) if k in best else 0.0)
            self.attention[k] += share * (aim - self.attention[k])

    def wanted_budget(self) -> float:
        """Return the budget, not below the statutory floor."""
        p = self.world.p
        floor = p["congress.budget_floor"] * self.full_budget
        floor *= 1.0 + p["congress.budget_floor_response"] * self.world.congress.lagged
        return max(super().wanted_budget(), floor)


class Rok(Sender):
    """The Republic of Korea."""

    state = "rok"


class Japan(Sender):
    """Japan."""

    state = "japan"


class Coalition:
    """What the senders share: information, coordination, threat, yields, joint effort."""

    def __init__(self, world: ScalarWorld) -> None:
        self.world = world
        p = world.p
        self.exposure = (
            p["monitoring.exposure_gain"]
            * p["monitoring.exposures"]
            / WEEKS_PER_YEAR
            * p["monitoring.exposure_decay_time"]
        )
        self.exposures = 0
        self.exposure_weeks: list[int] = []
        self.information = p["monitoring.information"]
        free = 1.0 - min(1.0, p["enforcement.monitoring_weight"])
        speed = p["enforcement.coordination_speed"]
        self.start_coordination = (
            speed
            * p["enforcement.coordination_target"]
            / (speed + p["enforcement.coordination_decay"] * free)
        )
        self.coordination = self.start_coordination
        self.threat = p["banking.threat_before"]
        self.compliance = self.compliance_at(self.threat)
        self.cooperation = p["banking.prc_cooperation"]
        self.threat_cost = 0.0
        self.effort_on = dict.fromkeys(CHANNELS, 1.0)
        self.felt = dict.fromkeys(CHANNELS, 1.0)
        self.price = 0.0

    def settle_references(self) -> None:
        """Fix yields and joint effort of t = 0, once senders and channels exist."""
        senders = self.world.senders
        spent = {k: sum(s.attention[k] * s.budget for s in senders) for k in CHANNELS}
        self.start_perceived = self.yields(spent)
        self.perceived = dict(self.start_perceived)
        self.start_bracket = {
            k: self.bracket([s.efficiency * s.attention[k] * s.full_budget for s in senders])
            for k in CHANNELS
        }

    @property
    def recently_exposed(self) -> bool:
        """Whether something was exposed this week or in the weeks of memory before it."""
        memory = int(self.world.p["networks.exposure_memory"])
        return any(self.world.week - week < memory for week in self.exposure_weeks[-1:])

    def watch(self) -> None:
        """Run M14: exposure and information."""
        w, p = self.world, self.world.p
        rate = w.calendar.parameter("public_exposure_per_year", "monitoring.exposures")
        self.exposures = poisson(rate / WEEKS_PER_YEAR, w.draw("exposure"))
        self.exposures += int(w.calendar.route_map)
        if self.exposures:
            self.exposure_weeks.append(w.week)
        self.exposure *= 1.0 - 1.0 / p["monitoring.exposure_decay_time"]
        self.exposure += p["monitoring.exposure_gain"] * self.exposures
        mandate = w.congress.lagged - w.congress.start
        target = p["monitoring.information"] * self._regime_factor()
        target += p["congress.report_gain"] * mandate + self.exposure
        step = (target - self.information) / p["monitoring.adjustment_time"]
        self.information = clip(self.information + step, 0.0, p["monitoring.ceiling"])

    def _regime_factor(self) -> float:
        """Return what the monitoring bodies leave of reference information."""
        p, calendar = self.world.p, self.world.calendar
        if calendar.panel:
            return p["monitoring.both_gain"] if calendar.msmt else 1.0
        loss = p["monitoring.panel_loss"]
        return 1.0 - (1.0 - p["monitoring.msmt_recovery"]) * loss if calendar.msmt else 1.0 - loss

    def compliance_at(self, threat: float) -> float:
        """Return compliance of banks at a threat."""
        p = self.world.p
        felt = threat * p["banking.credibility"] - p["banking.compliance_midpoint"]
        return logistic(felt / p["banking.compliance_slope"])

    def threaten(self) -> None:
        """Run the coalition's side of M13."""
        w, p = self.world, self.world.p
        pressed = w.calendar.threat + p["congress.threat_response"] * w.congress.push
        target = max(clip(pressed, 0.0, 1.0), p["congress.threat_floor"] * w.congress.lagged)
        self.threat += (target - self.threat) / p["banking.lag"]
        self.compliance = self.compliance_at(self.threat)
        loss = p["banking.prc_cooperation_loss"] * (self.threat - p["banking.threat_before"])
        bound = p["council.resolution_cooperation"] * w.council.resolved
        self.cooperation = clip(p["banking.prc_cooperation"] - loss + bound, 0.0, 1.0)
        self.threat_cost = p["banking.us_cost"] * self.threat**2 * w.us.full_budget

    def coordinate(self) -> None:
        """Move coordination towards its target and let it decay without institutions."""
        w, p = self.world, self.world.p
        edtf = float(w.calendar.task_force)
        body = float(w.calendar.panel or w.calendar.msmt)
        institution = p["enforcement.monitoring_weight"] * body
        institution = min(1.0, institution + p["enforcement.task_force_weight"] * edtf)
        target = w.calendar.parameter("trilateral_coordination", "enforcement.coordination_target")
        target += p["enforcement.task_force_coordination_step"] * edtf
        old = self.coordination
        gain = p["enforcement.coordination_speed"] * (target - old)
        decay = p["enforcement.coordination_decay"] * old * (1.0 - institution)
        self.coordination = clip(old + gain - decay, 0.0, 1.0)

    def spend(self) -> None:
        """Run the rest of M12: budgets at once, yields, attention, effort, designations."""
        w = self.world
        wanted = [sender.wanted_budget() for sender in w.senders]
        for sender, budget in zip(w.senders, wanted, strict=True):
            sender.budget = budget
        self.observe_yields()
        for sender in w.senders:
            sender.allocate()
        self.effort_on = {k: self.joint_effort(k) for k in CHANNELS}
        for sender in w.senders:
            sender.effort = sender.work * w.calendar.tempo
            sender.designations = 0
        self.listed = {k: self.designate(k) for k in CHANNELS}
        self.feel()
        self.add_prices()

    def designate(self, channel: str) -> int:
        """Draw what is designated on a channel and share it out among the states."""
        w = self.world
        rates = [s.expected(channel) for s in w.senders]
        drawn = left = poisson(sum(rates), w.draw(f"designations.{channel}"))
        for i, sender in enumerate(w.senders):
            mine = left
            if i < len(rates) - 1:
                others = sum(rates[i:])
                share = rates[i] / others if others > 0.0 else 0.0
                mine = binomial(left, share, w.draw(f"designations.{sender.state}.{channel}"))
            sender.designations += mine
            left -= mine
        return drawn

    def feel(self) -> None:
        """Let facilitators feel the designations of the last quarter."""
        w = self.world
        for k in CHANNELS:
            usual = sum(s.usual(k) for s in w.senders)
            came = self.listed[k] / usual if usual > 0.0 else 0.0
            self.felt[k] += (came - self.felt[k]) / w.p["networks.listing_memory"]

    def add_prices(self) -> None:
        """Price posture above the opening (of last week), findings and offers."""
        w, p = self.world, self.world.p
        raised = sum(positive(s.posture - s.start_posture) for s in w.senders)
        self.price = p["enforcement.deterrence_price"] * raised
        self.price += p["enforcement.exposure_price"] * self.exposures
        self.price += p["enforcement.offer_price"] * w.tie.offers

    def left(self, channel: str) -> float:
        """Return what tempo, information, PRC and relief leave of work on a channel."""
        w, p = self.world, self.world.p
        work = w.calendar.tempo * self.information / p["monitoring.information"]
        if channel in PRC_CHANNELS:
            change = self.cooperation - p["banking.prc_cooperation"]
            gain = 1.0 + p["banking.prc_effort_gain"] * change
            work *= max(p["enforcement.cooperation_floor"], gain)
        if channel in OIL_MONEY_LABOUR:
            work *= 1.0 - w.tie.relief_in_force
        return work

    def yields(self, spent: dict[str, float]) -> dict[str, float]:
        """Return loss imposed per unit of effort, relative to the mean over channels."""
        w = self.world
        raw = {k: w.channels[k].value * w.channels[k].loss / spent[k] for k in CHANNELS}
        mean = sum(raw.values()) / len(raw)
        return {k: value / mean if mean > 0.0 else 1.0 for k, value in raw.items()}

    def observe_yields(self) -> None:
        """Blend noisy yields into the perceived ones."""
        w, p = self.world, self.world.p
        true = self.yields({k: sum(s.leaning(k) * s.work for s in w.senders) for k in CHANNELS})
        sight = max(self.information, p["enforcement.information_floor"])
        spread = p["enforcement.observation_error"] / sight
        for k in CHANNELS:
            seen = true[k] * noise(spread, w.draw(f"obs.{k}"))
            step = p["enforcement.yield_learning"] * (seen - self.perceived[k])
            self.perceived[k] += step

    def bracket(self, efforts: list[float]) -> float:
        """Return the joint effort of the senders on a channel."""
        exponent = self.world.p["enforcement.ces_exponent"]
        return float(sum(effort**exponent for effort in efforts) ** (1.0 / exponent))

    def joint_effort(self, channel: str) -> float:
        """Return e_k, 1 at the reference."""
        closer = self.coordination - self.start_coordination
        efforts = [s.efficiency * s.leaning(channel) * s.work for s in self.world.senders]
        joint = self.bracket(efforts) / self.start_bracket[channel]
        gain = self.world.p["enforcement.coordination_gain"]
        return joint * self.left(channel) * (1.0 + gain * closer)
