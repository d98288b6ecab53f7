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
# # 06 What makes it happen, and which strategy holds up
#
# Russia may fail to sustain 10,000 rounds a day. In which of the futures that we cannot tell apart today? And if the coalition cares for
# several things at once, which strategies does no other one beat? The first is *scenario discovery*, the second a *many-objective search*.
#
# **Limits first.** Both say which assumptions go with an outcome *in this model*. A range that a box names is a range of an assumption, and
# most of those are judgement.

# %%
# %matplotlib inline
import sim

# %% [markdown]
# ## How often does it happen?
#
# A statement is a measure, a comparison, a unit and a time. Members are grouped by reading of the shell balance, because pooled numbers hide
# the open question.

# %%
fails = "russia.shells_fired < 10k rounds/day for 4 weeks running in 2025-01-06 to 2027-12-27"
asked = sim.ask(fails, members=400)
print(asked.text)
asked.plot()

# %% [markdown]
# ## Under which ranges?
#
# A box is a set of ranges. *Coverage* says how many of the cases lie inside, *density* how many of what lies inside are cases. Both are taken
# on members that the search did not see, and labels are reshuffled to see what chance alone finds. "No box" is an answer too.

# %%
found = sim.discover(fails, members=1000)
print(found.text)
found.plot()

# %%
found.table.head(8)

# %% [markdown]
# What the box does *not* name matters as much. The levers of the coalition are not varied here, only what nobody knows.
#
# One sentence to quote: whether Russia keeps up 10,000 a day is first a question of how it fires. Where fire swings with campaigns it falls
# below for a month in more than nine futures of ten; where it is the same every week, in about half; and only where shells refill stores and
# the front asks for more than 10,000 does steady fire hold in nearly all.
#
# ## Which strategy?
#
# Less hard currency for DPRK, fewer shells that arrive, and less effort. The search moves the coalition's levers from November 2024 on; its
# front is tested again on members that it has not seen, because what looks best in a search looks better than it is.

# %%
searched = sim.search(
    less=[
        "dprk.hard_currency_usd at end of 2026",
        "dprk.shells_arrived in 2026",
        "coalition.cost in 2026",
    ],
    members=24,
    unseen=100,
    generations=4,
    weeks=200,
)
print(searched.text)
searched.plot()

# %%
searched.table.head(6)

# %% [markdown]
# A front is no recommendation. It shows what one aim costs in terms of another: who wants fewer shells to arrive pays effort for little, as long
# as the arms channel is assumed to be out of reach. That assumption is a structure (`arms_reach`), and it can be asked:

# %%
sim.ask(
    "dprk.shells_arrived falls by 5 % against baseline at 2026-12-28",
    under="maximum_pressure",
    members=400,
    by="arms_reach",
).table
