"""The app's own texts for the static page. A text named ``browser_x`` says there what ``x`` says in the app."""

from dataclasses import asdict, is_dataclass
from inspect import getmembers
from typing import Any

from pneumonia.ui.texts import Texts

PREFIX = "browser_"


def for_browser(texts: Texts) -> Texts:
    """The texts of one language as the static page says them."""
    own = {name.removeprefix(PREFIX): getattr(texts, name) for name in dir(texts) if name.startswith(PREFIX)}
    page: Texts = type("InBrowser", (type(texts),), own)()
    return page


def as_json(texts: Texts) -> dict[str, Any]:
    """Every text by its name: strings, lists, and tables by their keys."""
    return {
        name: asdict(text) if is_dataclass(text) and not isinstance(text, type) else text
        for name, text in getmembers(texts)
        if not (name.startswith(("_", PREFIX)) or callable(text))
    }
