"""All assumptions of a block, each under the owner whose file holds it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache, partial
from typing import Any, get_type_hints

import numpy as np

from sim.ground.arrays import Runs, total
from sim.model.actors.coalition import StateParams
from sim.model.actors.congress import CongressParams
from sim.model.actors.council import CouncilParams
from sim.model.actors.dprk import DprkParams
from sim.model.actors.russia import RussiaParams
from sim.model.actors.suppliers import suppliers
from sim.model.mechanisms.banking import BankingParams
from sim.model.mechanisms.bargaining import BargainingParams
from sim.model.mechanisms.capability import CapabilityParams
from sim.model.mechanisms.diplomacy import DiplomacyParams
from sim.model.mechanisms.enforcement import EnforcementParams
from sim.model.mechanisms.front import FrontParams
from sim.model.mechanisms.labour import FoodParams, WorkerParams
from sim.model.mechanisms.missiles import MissileParams
from sim.model.mechanisms.monitoring import MonitoringParams
from sim.model.mechanisms.networks import ArmsParams, ChannelParams, Channels, NetworkParams
from sim.model.mechanisms.oil import OilParams
from sim.model.mechanisms.posture import PostureParams
from sim.model.mechanisms.provocation import ProvocationParams
from sim.model.mechanisms.settlement import SettlementParams
from sim.model.mechanisms.technology import NuclearParams, TechnologyParams
from sim.model.mechanisms.theft import TheftParams
from sim.model.mechanisms.treasury import TreasuryParams
from sim.model.mechanisms.troops import TroopParams
from sim.model.rules import Choice
from sim.vocabulary.axes import ARMS, CHANNELS


@dataclass(frozen=True)
class ExchangeParams:
    """Drawn assumptions, one field per registry entry ``exchange.<field>``; shape (run,)."""

    opening_week: Runs
    opening_ramp: Runs
    refurbishment_share: Runs
    dud_share: Runs
    rounds_per_container: Runs
    shell_container_share: Runs
    logistics_cap: Runs
    transit_time: Runs
    refurbishment_time: Runs
    dependence_smoothing_time: Runs
    reference_shipments: Runs
    breadth_threshold: Runs
    pace_window: Runs


@dataclass(frozen=True)
class Assumed:
    """Every assumption that the World reads: one field an owner, further suppliers by name."""

    russia: RussiaParams
    dprk: DprkParams
    us: StateParams
    rok: StateParams
    japan: StateParams
    congress: CongressParams
    council: CouncilParams
    exchange: ExchangeParams
    front: FrontParams
    missiles: MissileParams
    bargaining: BargainingParams
    settlement: SettlementParams
    oil: OilParams
    treasury: TreasuryParams
    theft: TheftParams
    workers: WorkerParams
    troops: TroopParams
    food: FoodParams
    networks: NetworkParams
    enforcement: EnforcementParams
    banking: BankingParams
    monitoring: MonitoringParams
    diplomacy: DiplomacyParams
    technology: TechnologyParams
    nuclear: NuclearParams
    provocation: ProvocationParams
    posture: PostureParams
    capability: CapabilityParams
    arms: ArmsParams
    oil_direct: ChannelParams
    ship_to_ship: ChannelParams
    coal: ChannelParams
    finance: ChannelParams
    labour: ChannelParams
    cyber: ChannelParams
    procurement: ChannelParams
    suppliers: Mapping[str, Any]


def owners() -> dict[str, Any]:
    """Return the parameter class of every owner."""
    return {**_own(), **{kind.name: kind.params_class for kind in suppliers()}}


@cache
def _own() -> dict[str, Any]:
    hints = get_type_hints(Assumed)
    del hints["suppliers"]
    return hints


def gather(values: Mapping[str, Runs]) -> Assumed:
    """Put drawn values, keyed ``<owner>.<field>``, into their classes."""
    made = {}
    for owner, kind in owners().items():
        made[owner] = kind(**{f.name: values[f"{owner}.{f.name}"] for f in fields(kind)})
    further = {kind.name: made.pop(kind.name) for kind in suppliers()}
    return Assumed(**made, suppliers=further)


def within_reach(p: ArmsParams, reach: Choice | None) -> ChannelParams:
    """Return the arms route as a structure says it can be reached; None: out of reach (S3)."""
    if reach is None:
        return p
    value = p.reference_value + 0.0 * reach.codes
    exposure = (p.listing_exposure, p.open_listing_exposure, p.open_listing_exposure)
    loss = (p.interdictability, p.partial_interdictability, p.open_interdictability)
    return ChannelParams(_of(reach, exposure), _of(reach, loss), value)


def _of(choice: Choice, options: tuple[Runs, ...]) -> Runs:
    """Return each run's own option, shape (run,)."""
    rules = [partial(np.add, option) for option in options]
    out: Runs = choice(rules, 0.0 * choice.codes)
    return out


def channels(a: Assumed, size: int, reach: Choice | None = None) -> Channels:
    """Stack the channels' assumptions, shape (channel, run)."""
    each: list[ChannelParams] = [getattr(a, channel) for channel in CHANNELS]
    each[ARMS] = within_reach(a.arms, reach)

    def rows(name: str) -> Runs:
        return np.stack([np.broadcast_to(getattr(c, name), size) for c in each])

    exposure, loss = rows("listing_exposure"), rows("interdictability")
    value = rows("reference_value")
    saturating = 1.0 - np.exp(-a.networks.interdiction_saturation)
    return Channels(
        listing_exposure=exposure,
        interdictability=loss,
        value=value,
        weight=value / total(value),
        kept=1.0 - loss,
        odds=loss / (1.0 - loss),
        full_loss=loss / saturating,
        turnover=a.networks.natural_exit + exposure * a.networks.designation_hazard,
        margin=(1.0 + a.networks.markup) * (1.0 - loss),
    )
