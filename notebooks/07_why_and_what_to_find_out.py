# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 07 Why it differs, and what to find out first
#
# Two scenarios differ, and the next question is always *why*. After that comes *what would settle it*: which number, if somebody found it
# out, would change what one chooses?
#
# **Limits first.** A split of a difference is a convention (Shapley's), and it says so beside each share. The value of information is that of
# knowing an assumption of this model exactly, so it errs upwards.

# %%
# %matplotlib inline
import sim

# %% [markdown]
# ## Where does a difference come from?
#
# Maximum pressure raises several levers at once. How much of what it does to hard currency comes from which? First-in and last-out values show
# how much the order matters.

# %%
split = sim.explain(
    "baseline", "maximum_pressure", measure="dprk.hard_currency_usd at end of 2026", members=60
)
print(split.text)
split.plot()

# %%
split.table

# %% [markdown]
# ## Through which component does an index move?
#
# For an index the table has a column a component; rows and columns add up to the paired difference.

# %%
index = sim.explain(
    "stingy_russia", "generous_russia", measure="capability.index[dprk] at end of 2026", members=60
)
print(index.text)
index.plot()

# %% [markdown]
# ## What carries a result?
#
# Given-data indices over all sampled assumptions, with a dummy that shows what chance reaches. Beside each stands how well it is sourced: a
# strong influence with a weak source is where a conclusion rests on one weak number.

# %%
carried = sim.sensitivity("capability.index[russia] at end of 2026", members=1000)
print(carried.text)
carried.plot()

# %% [markdown]
# ## What would be worth knowing?
#
# Four strategies, one aim. Knowing an assumption is worth something only where it changes which strategy is best.

# %%
value = sim.worth(
    "dprk.hard_currency_usd at end of 2026",
    among=["baseline", "oil_squeeze", "bank_squeeze", "crypto_squeeze"],
    members=600,
)
print(value.text)
value.plot()

# %% [markdown]
# Where nothing is worth knowing, the choice does not depend on what we do not know. That is a finding, and a good one to have: further study
# may serve many ends, but not this decision.
