"""Where a result comes from: what would be needed to make it again."""

import hashlib
import platform
import shlex
import subprocess
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sim.ground.files import shipped

LIBRARIES = ("mesa", "numpy", "scipy", "xarray", "zarr", "matplotlib")


@cache
def model_version() -> str:
    """Return the version of this package."""
    try:
        return version("sim")
    except PackageNotFoundError:
        return "0+unknown"


@cache
def commit() -> str:
    """Return the git commit of the checkout, with + if changed; "none" outside a checkout."""
    root = Path(__file__).resolve().parent.parent.parent
    if not (root / ".git").exists():
        return "none"

    def git(*words: str) -> str:
        done = subprocess.run(  # noqa: S603
            ["git", "-C", str(root), *words],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    try:
        head = git("rev-parse", "--short=10", "HEAD")
        return head + ("+" if git("status", "--porcelain") else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _digest(paths: list[Path]) -> str:
    text = hashlib.blake2b(digest_size=8)
    for path in sorted(paths):
        text.update(path.name.encode() + b"\0" + path.read_bytes())
    return text.hexdigest()


@cache
def assumptions_hash() -> str:
    """Return the hash of every assumptions file."""
    return _digest(list((shipped() / "assumptions").glob("*.toml")))


def command() -> str:
    """Return the command line as a reader would type it."""
    words = list(sys.argv)
    if words and Path(words[0]).name in {"sim", "__main__.py", "main.py"}:
        words[0] = "sim"
    return shlex.join(words)


def provenance() -> dict[str, str]:
    """Return what every result carries beside its own settings."""
    return {
        "model_version": model_version(),
        "commit": commit(),
        "assumptions_hash": assumptions_hash(),
        "python": platform.python_version(),
        "libraries": ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
        "command": command(),
    }
