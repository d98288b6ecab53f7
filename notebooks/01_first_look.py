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
# # 01 First look
#
# Russia is said to fire ten thousand shells a day, and to buy part of them from DPRK. Can it go on? What does DPRK get?
# This notebook runs the baseline once, looks at three pictures and shows where every number comes from.
#
# **Limits first.** This is a scenario model and no forecast. Whatever it shows holds under its assumptions, most of which are
# judgements. A band holds nine in ten sampled futures; read it before the median.

# %%
# %matplotlib inline
import sim
from sim.plots.capability import capability
from sim.plots.differences import differences
from sim.plots.returns import returns
from sim.plots.shells import shells
from sim.reports.answer import answer
from sim.vocabulary.language import words
from sim.reports.subject import subject

# %% [markdown]
# ## The question
#
# A scenario is a file: a question, a story, and what it sets. The baseline follows the record to 5 November 2024 and then
# leaves every lever where it stands.

# %%
baseline = sim.load("baseline")
print(baseline.question, baseline.story, sep="\n\n")

# %% [markdown]
# ## One run of it
#
# Three hundred members: each draws all assumptions once, and its own luck. The same seed gives the same bits again.

# %%
results = sim.run("baseline", members=300, seed=1)
shells(results)

# %% [markdown]
# The dots are what the front asks for. Where the line keeps up with them, fire is not limited by shells; the strip at the
# bottom says what limits shipments from DPRK, and in how many members.
#
# ## What comes back to DPRK

# %%
returns(results)

# %% [markdown]
# Most of what Russia pays was never published, so the returns are the part of the model that the record holds least firmly.
#
# ## Who is better off than in July 2023
#
# Every actor is compared with itself only.

# %%
capability(results)

# %% [markdown]
# ## The numbers behind a picture
#
# Everything is an xarray Dataset with units. Quantiles over all members stand by week, pooled and by reading of the shell
# balance.

# %%
fired = results.bands["russia.shells_fired"]
fired.sel(policy="baseline", group="pooled").isel(week=[0, 70, 259]).to_pandas()

# %% [markdown]
# ## Against another scenario
#
# What a lever does shows only in comparison, over the same members with the same luck.

# %%
compared = sim.compare("baseline", "maximum_pressure", members=300, seed=1)
differences(compared)

# %% [markdown]
# The report says the same in three sentences. `sim report baseline --against maximum_pressure` writes it with figures,
# inputs and the assumptions that carry it.

# %%
found = subject("baseline", "maximum_pressure", sim.Settings(members=300))
for sentence in answer(found, words("en")):
    print("-", sentence)
