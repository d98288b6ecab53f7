"""Where the pictures of the book stand, and how a page shows one in the reader's theme."""

from sim.plots.theme import DARK, LIGHT, Theme

FOLDER = "figures"
LAZY = ' loading="lazy"'
"""Of pictures further down a page: they are fetched when they come into sight."""


def file_of(name: str, theme: Theme = LIGHT) -> str:
    """Return where the picture of a figure stands in the book.

    Example:
        >>> file_of("shells"), file_of("shells", DARK)
        ('figures/shells.png', 'figures/shells_dark.png')
    """
    return f"{FOLDER}/{name}{'' if theme is LIGHT else '_' + theme.name}.png"


def picture_of(name: str, alt: str, more: str = "") -> str:
    """Return a figure as HTML: the dark one where the reader's screen is dark.

    Args:
        name: of the figure.
        alt: what it shows, escaped.
        more: further attributes of the image.
    """
    return (
        f'<picture><source srcset="{file_of(name, DARK)}" media="(prefers-color-scheme: dark)">'
        f'<img src="{file_of(name)}" alt="{alt}"{more}></picture>'
    )
