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
# # 02 Levers and sweeps
#
# A lever is something that somebody chooses. Which levers does the coalition hold, which are in other hands, and what does
# moving them do? First one lever by hand, then a sweep over two.

# %%
# %matplotlib inline
import sim

# %% [markdown]
# ## Who holds which lever

# %%
sim.levers()[["set_by", "low", "high", "unit", "default"]]

# %% [markdown]
# Only those set by the coalition are policy. The rest are choices of others or the world's, and a result that needs them is
# no advice.
#
# ## One lever, by hand
#
# The oil squeeze raises the effort of the task force and of maritime inspection from November 2024 on. Set beside the
# baseline, it shows what that alone changes.

# %%
sim.compare("baseline", "oil_squeeze", members=200).plot("differences")

# %% [markdown]
# A step of one's own needs no file: a date, a lever, a value. The table holds differences to the baseline, member by member.

# %%
harder = sim.load("baseline").changed(steps=[("2025-06-30", "designation_tempo", 2)], name="harder")
compared = sim.compare("baseline", harder, members=200)
table = compared.table("differences")
table[(table["measure"] == "dprk.hard_currency_usd")].tail(4)

# %% [markdown]
# Whoever moves a lever again and again opens a session: the same members answer every time.

# %%
session = sim.session("baseline", members=100, measures=["dprk.hard_currency_usd"])
found = session.bands(levers={"designation_tempo": 3})
found.table("dprk.hard_currency_usd", differences=True).tail(3)

# %% [markdown]
# ## A sweep over two levers
#
# How do Russian demand and DPRK willingness together decide what arrives? A design is a table, usually a file; here it is
# small enough to write out. Every cell meets the same forty members.

# %%
found = sim.sweep(
    {
        "title": "Demand against willingness",
        "scenario": "baseline",
        "members": 40,
        "seed": 3,
        "axes": {
            "shells_demanded_per_day": [6000, 8000, 10000, 13000, 16000, 20000],
            "dprk_export_willingness": [0.0, 0.3, 0.6, 0.9, 1.2],
        },
        "save": {"measures": ["dprk.shells_arrived", "russia.shells_fired"]},
    }
)
found.plot("dprk.shells_arrived")

# %% [markdown]
# The same numbers as a table of pandas, one row a setting and measure.

# %%
found.table().head()

# %% [markdown]
# Demand matters most where DPRK is willing; where it is not, more demand buys little. That is a finding about the model: whether
# willingness can be moved at all is not in the coalition's hands, as the table above says.
