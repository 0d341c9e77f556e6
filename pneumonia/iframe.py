"""The frame in which another page shows the demo: the one form of it, wherever one is printed."""

from html import escape

#: Pixels: what most screens show at once.
HEIGHT = 800
#: What the frame may do: take a picture, copy a snippet, and run the static page's reader in several threads.
ALLOW = "camera; clipboard-write; cross-origin-isolated"


def iframe(address: str, title: str) -> str:
    """The HTML to paste; ``title`` is what a screen reader calls the frame."""
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}"\n'
        f'  width="100%" height="{HEIGHT}" style="border: 0" loading="lazy"\n'
        f'  allow="{ALLOW}"></iframe>'
    )
