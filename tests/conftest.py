"""Property tests try the same examples each time; `--hypothesis-profile random` tries new ones."""

from hypothesis import settings

settings.register_profile("same", derandomize=True)
settings.register_profile("random", derandomize=False)
settings.load_profile("same")
