"""The app's own texts as JSON. A text named ``browser_x`` says for the static page what ``x`` says for the app."""

from dataclasses import asdict, is_dataclass
from inspect import getmembers
from typing import Any

from pneumonia.ui.texts import English

PREFIX = "browser_"


def as_json(texts: English) -> dict[str, Any]:
    """Every text of one language by its name: strings, lists, and tables by their keys."""
    found = {
        name: asdict(text) if is_dataclass(text) and not isinstance(text, type) else text
        for name, text in getmembers(texts)
        if not (name.startswith("_") or callable(text))
    }
    own = {name.removeprefix(PREFIX): text for name, text in found.items() if name.startswith(PREFIX)}
    return {name: text for name, text in (found | own).items() if not name.startswith(PREFIX)}
