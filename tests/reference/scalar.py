"""A second, scalar implementation of the conceptual model, M1 to M21, for one member.

Plain floats, one object per actor, no arrays: it exists to be compared with the array model,
week by week, on the same parameters and the same luck. Section numbers are those of the
conceptual model.

Readings
--------
What the conceptual model leaves open, and what this code takes it to mean.

Timing and levers
 1. (2.3) All objects change in place in the order of 2.3, so x⁻ is what stands before its own
    step runs. Every mark in 2.7 then comes out as written; no formula needed a saved copy. Steps
    3 and 4 run in the order M14, M15, M16, meetings and K, Ω_R, off-ramp, z_eff, cmp, π_C, κ, b,
    ŷ, a, e, designations.
 2. (2.5, decisions 3) Values of t = 0 see the levers of week 0: D_ref = L̂(0) = 7 D_R, M_C0, and
    R_D and x_oth in the opening record. D_ref ignores a ceasefire and is fixed. Levers of rates,
    ceilings and stocks' targets are read afresh each week; the opening oil stock uses no lever
    (π_T is not in it).
 3. (M1) ceasefire: D falls in all weeks t >= ceasefire_date. D_ref stays, so missile use falls
    too (M4).
 4. (M1) Zero demand: c = (S_R⁻ - R_R)^+/max(D, 1e-9), so r -> 1 with any stock above the reserve;
    F = 0. D/D_ref and R3 use max(D_ref, 1e-9).
 5. (M13) z is z_0 before the bank order and threat_after from it; bank_order None: z_0 for ever.
    A set lever holds in every week in which it is set, also before week 24.
 6. (M14) Unset regime: Panel on until panel_end (None: for ever), MSMT from msmt_launch; both may
    be on ("both"). Set regime: only the named bodies. Inst counts one body or both alike.
 7. (M12) edtf and L_E act from the week of the task force on; task_force None: never.

M1, M3
 8. P_R, u_R, L̂, need use this week's values; S*, ration and O_R use S_R⁻; SL⁻ = Q_ref⁻ + Q_tr⁻.
    x_oth may change by lever each week. c and r are computed on S_R⁻ before fire and are what M5
    and R1 read.
 9. fixed_share uses D of this week. The order rule does not change fire, output or forecast.
10. share is 0 when there is no supply at all. russia.dprk_share_of_supply per week is that share.

M2, M4, M5
11. m_D reads last week's delivered military and technology money; the oil spill does not touch
    them.
12. M_lag, R_D, ω and Off use Z⁻, τ⁻, S_D⁻ and this week's P_D, O_R, off-ramp. full and stop
    replace Off only; missiles still follow ω under all export rules.
13. Binding: the first smallest of O_R (demand), Off (supply), logistics, S_D⁻ + P_D (supply); 0
    when x = 0, whatever the reason. Logistics uses this week's n_arms (not rel, not g).
14. Price and agreement are renegotiated together in weeks t mod 13 = 0, in summit weeks, and in
    every week that starts without agreement; else both keep. Before the opening a deal exists but
    open = 0 stops it. No renegotiation happens because the zone closes in between. A closed zone
    leaves price = p_min.
15. (R_D/S_D⁻)² is 10 when S_D⁻ = 0. p_max uses this week's r and z_eff, p_min this week's q_arms
    and R_D.
16. rubinstein is a rule of bargaining beside the three of 2.4: α_D = r_R/(r_R + r_D), both from
    the registry. take_it_or_leave_it takes α_D = proposer_is_dprk; it keeps the strict agree =
    p_max > p_min.
17. The first-weeks factor holds for t_m <= t < t_m + w_1; open, ω <= 1.2 and agree multiply the
    wish, and the cap P_m + M_D⁻/50 comes last. used counts this week's shipment as held. Missiles
    are not lost on the way.

M6
18. Y uses Z⁻ and this week's z_eff; Z⁻ excludes this week's contract. u_FIN is this week's (step
    5), Ener⁻ and K_own⁻ are last week's. A is the same number in M6 and M17 of one week.
19. Only γ_technology is floored (at 1e-6); γ_military is the root of the floored value.
20. Oil cap = K_oil·Ω̃·o(t)·rel·(1 + disp) = K_oil·Ω̃·o(t)·g. Half of the unspent oil money goes
    to cash and half to food in the same week, so Y_j as reported, food tonnes, cash income and
    next week's Y_cash⁻ are after the spill, and Σ Y_j = Y. The oil cap and the oil before week 35
    do not depend on open.
21. Realised oil shortfall uses the oil money before the spill; M11 of the next week prices it at
    p_oil.

M7, M8, M9, M10
22. sts = min(STS·g, B⁻/(p_oil(1 + mk))), g and mk of this week. Where 1 + mk <= 0 (possible at e
    near 0 with the largest ι and pt) there is no cap and the bill is negative, as written.
23. Frozen funds: from the release week on, what the lever (else the parameter) says, at most
    Fz_0, less what was released, never negative. None: never. A closed exchange does not stop the
    release.
24. κ_B = min(1, (B⁻ + in - o_1)/(o_2 + o_3)), 1 when nothing is wanted. B is floored at 0 against
    rounding.
25. Order in step 11: M7, M9, workers and food, M8, then prc_trade. Labour income uses this week's
    W. prc_trade holds the exports that relief adds, since they cross the same border. dprk.coal_revenue_usd = Coal·g_coal·π_T.
26. The cyber count uses n_cyber (not rel), its cap is 8; J5 uses the uncapped rate. Seizure uses
    this week's e_cyber, on theft of the same week too.
27. food cover at t = 0 is min(1.1, dom_f); D5 divides by dom_f itself.

M11
28. "Exposure in the last 8 weeks": exposures in week t or the seven before, whatever their
    number.
29. The hazard's finance factor multiplies the whole of δ. δ_k/d_0 - ψ_k is zero at e = 1. mean
    mode caps exit at 1 a week; count mode uses 1 - e^{-exit} of the uncapped hazard.
30. Count mode: heads are whole persons. n_ref is rounded to the nearest integer (half up); n_k =
    N/n_ref with that integer; entries use it as well. Those who enter this week cannot leave in
    it.
31. rel, Ld, disp, g use this week's n and q. Ld_arms = 0. Ld_procurement is tracked and goes
    nowhere. finance: last week's cash (after the spill) times (1 - rel of this week)^+. disp_j
    uses this week's Ld of all channels, so a shock moves over in the same week.
32. u_FIN uses n_finance(1 - q_finance), not rel, without displacement; u_FIN0 is clipped too.

M12, M13
33. BR_i uses κ of this week and the others' b⁻; budgets change at once. The floor of Congress
    applies to the US under every effort rule. proportional reads Viol of this week's M16; fixed
    and proportional jump at once.
34. c_i is fixed at t = 0 from the parameters (κ_0 is the parameter, not the lever).
35. y_k uses q⁻, a⁻, this week's b, and the effort levers (not L_E) of this week, floored at .05.
    ŷ_k,0 uses ι, a_0, b_0 and levers of 1, so a lever set from week 0 shows as a change of yield.
    All y = 1 if no loss.
36. a_ini in ã is the unfloored table; a_ik(0) = (1 - 8 a_min)·a_ini + a_min. a_ik is never
    renormalised (it sums to 1 by construction). Every sender learns the same ŷ from one noise per
    channel and week.
37. "1 - r_acc·neg on oil": both oil channels. coop has no part in oil_direct. e_ref is the
    bracket without L.
38. effort_i and designations use this week's b and a and levers without L_E.
39. cost adds f_US·z_eff²·b_us0 with the US budget of t = 0.

M15, M16, M20
40. Week of the renewal vote: one proposal in all, whether or not a test led to one. The veto is
    imposed unless the lever monitoring_regime is panel or both in that week; then there is no
    Russian veto and no draw. Sh moves by that vote. PRC abstains. The tally counts proposals and
    Russian vetoes only.
41. y⁻ in week 0 is 0. test draws Binomial(y⁻, p_T); the proposal draw is made also when tests = 0
    (chance 0).
42. M_C starts at rest: expected gains of a week with no shipments, STS oil and the mean of X_e
    balance decay, whatever the lever. The lever is a floor, nil when unset. The gain multiplies
    (1 - M_C⁻), decay acts on M_C⁻, the clip comes last, so a raised floor acts at once.
43. M_lag in week t is M_C at the end of week t - 13; M_C0 for t < 13.
44. Viol uses x⁻ and refined⁻ = direct + ship-to-ship; STS before week 0. X_e in the hazard is
    this week's.
45. An off-ramp that ends this week is not followed by an attempt in the same week. r' = 0 is
    never accepted. The acceptance rule reads K of this week, dep⁻, Ener⁻,
    B⁻, E⁻; r' the lagged M.
46. Closed exchange: open = 0, no summits (so no negotiation for that reason and θ = 0), .3 r_m;
    all else runs.

M17, M18, M19
47. θ = θ_space from the first week in the list of summits, none: never. Brackets are cut at 1
    before (1 - T⁻). K_own grows after A is used. Rm uses this week's ΔT_missile and this week's
    used.
48. Satellite success uses this week's T_space; successes are one Binomial draw.
49. ΔN: B, Ener, T_missile, x, illicit share of this week, τ⁻. "Its week-0 value" is the share
    realised in week 0 of the same run. ½·neg halves the growth.
50. Cap uses the four military means of this week over their opening (E not needed), each cut to [.1, 4]. mean Post⁻ is of
    last week, Post_0 without ΔPost. K, dep, Sh, I of this week.
51. λ uses E of this week and x_H⁻; λ̄ uses 13 weeks, for which there is no entry in the registry.
52. Thr uses E of this week and τ⁻; κ of this week; τ and Xpo use Post of this week and λ̄ of this
    week.

M21, section 4
53. Goalposts are constants; a position is cut to [.02, 1] before the geometric mean, to [0, 1] for
    an exposure. On a log scale x below a²/b counts as a²/b. A component on several scales is the
    geometric mean of their cut positions. In the military means of M18, P_D/P_D0 is 1 when
    P_D0 = 0.
54. breach reads this week's flows; at t = 0: x = m = 0, refined = STS, g_coal = 1, W_0, no goods.
55. "13" is the mean over min(t + 1, 13) weeks; before week 0 nothing was shipped. R1 uses the
    capped R_R. Stocks, states and flows of an index are those at the week's end.
56. Implementation gap when nothing is lost at all: its limit, .5. q(2e) is capped at .95 like
    q(e).
57. Stocks include z_eff, u_FIN and others in x.; council, effort, binding are flows. x.displaced
    is Ld (USD/wk), x.displacement is disp.
58. contribution scales the budget that a state starts from, holds as its best reply (c_i), keeps
    under the fixed rule and scales under the proportional one. e_ref, designations, the floor of
    Congress and the US cost of the threat use the full drawn budget, so a lower contribution
    shows as e_k below 1.
59. Breadth counts rel_k above the threshold; diversity is 1 - Σ share² of V_k g_k. Pace: x over
    x_ref, direct oil over K_oil, Y over V_arms, each less its value 13 weeks before (nil before
    week 0), mean of the three. civil_output is 1 when no civil cover exists at t = 0. The price
    is reported in weeks without agreement too.

Draws
60. Poisson counts are cut at 60 (8 for cyber), Binomial at n; both walk the CDF from e^{-λ} or
    (1-p)^n.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import mesa

from .scalar_calendar import Calendar, Levers
from .scalar_capability import means, parts
from .scalar_channels import Channels
from .scalar_dprk import Dprk
from .scalar_draws import clip
from .scalar_institutions import Congress, Council, Tie
from .scalar_measures import flows, stocks
from .scalar_programmes import Programmes
from .scalar_russia import Deal, Russia
from .scalar_senders import Coalition, Japan, Rok, Us
from .scalar_treasury import Treasury

Luck = Callable[[str, int], float]


class ScalarWorld(mesa.Model):  # type: ignore[misc]
    """One member of the ensemble, one policy.

    Attributes:
        history: one value per week for each measure; stocks as they stand at the week's end.
        opening: every stock at t = 0.
        week: number of weeks already run, which is also the number of the week to come.
    """

    def __init__(
        self,
        params: Mapping[str, float],
        luck: Luck,
        levers: Levers | None = None,
        structure: Mapping[str, str] | None = None,
        events: Mapping[str, int | list[int] | None] | None = None,
    ) -> None:
        super().__init__(rng=0)
        self.p = {key: float(value) for key, value in params.items()}
        self.luck = luck
        self.week = 0
        self.calendar = Calendar(self.p, levers, structure, events)
        self._populate()
        self.coalition.settle_references()
        self.start_bank_usability = self.channels.usability_at_reference()
        self.start_means = means(self)
        self.start_parts = parts(self)
        self.opening = stocks(self)
        self.history: dict[str, list[float]] = {}

    def _populate(self) -> None:
        """Create actors and what they share; the order has no effect on the numbers."""
        self.coalition = Coalition(self)
        self.tie = Tie(self)
        self.channels = Channels(self)
        self.treasury = Treasury(self)
        self.programmes = Programmes(self)
        self.deal = Deal(self)
        self.russia = Russia(self)
        self.dprk = Dprk(self)
        self.us, self.rok, self.japan = Us(self), Rok(self), Japan(self)
        self.senders = (self.us, self.rok, self.japan)
        self.council = Council(self)
        self.congress = Congress(self)

    def draw(self, point: str) -> float:
        """Return this week's uniform of a decision point."""
        return self.luck(point, self.week)

    def capability_ratio(self) -> float:
        """Return Cap of M18: geometric mean of D1 to D4 relative to t = 0."""
        low, high = self.p["capability.ratio_floor"], self.p["capability.ratio_ceiling"]
        product = 1.0
        for name, value in means(self).items():
            product *= clip(value / self.start_means[name], low, high)
        return float(product**0.25)

    def step(self) -> None:
        """Run one week in the order of section 2.3."""
        self.calendar.turn(self.week)
        self._institutions()
        self._enforcement()
        self._exchange()
        self._dprk()
        for key, value in (flows(self) | stocks(self)).items():
            self.history.setdefault(key, []).append(value)
        self.week += 1

    def _institutions(self) -> None:
        """Run steps 2 and 3."""
        self.congress.recall()
        self.coalition.watch()
        self.council.vote()
        self.congress.oversee()
        self.tie.meet()
        self.tie.open_up()
        self.tie.negotiate()

    def _enforcement(self) -> None:
        """Run steps 4 and 5."""
        self.coalition.threaten()
        self.coalition.coordinate()
        self.coalition.spend()
        self.channels.update()

    def _exchange(self) -> None:
        """Run steps 6 to 10."""
        self.russia.plan()
        self.dprk.plan()
        self.deal.bargain()
        self.dprk.ship_shells()
        self.dprk.ship_missiles()
        self.russia.receive()
        self.russia.fire_missiles()
        self.deal.invoice()
        self.russia.settle()

    def _dprk(self) -> None:
        """Run steps 11 to 14."""
        self.dprk.burn_oil()
        self.treasury.steal()
        self.dprk.send_workers()
        self.treasury.balance()
        self.programmes.run()
        self.dprk.embolden()
        for sender in self.senders:
            sender.position()
        self.dprk.perceive()
