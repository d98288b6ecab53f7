"""How much memory this process has taken."""

import sys

import psutil

KILO, MEGA = 1024, 1024**2


def peak_bytes() -> int:
    """Return the most memory that this process has held so far, in bytes.

    Windows tells it through psutil; other systems through their own accounting, which counts in
    bytes on macOS and in kilobytes elsewhere.

    Example:
        >>> peak_bytes() > MEGA
        True
    """
    now = psutil.Process().memory_info()
    if hasattr(now, "peak_wset"):
        return int(now.peak_wset)
    import resource  # there is none on Windows

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return max(int(now.rss), most if sys.platform == "darwin" else most * KILO)


def peak_mb() -> float:
    """Return the same in megabytes."""
    return peak_bytes() / MEGA
