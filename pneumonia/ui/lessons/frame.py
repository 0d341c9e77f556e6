"""What all lessons share: an exercise that folds open, and its controls.

What was done is judged in the browser, by the scripts beside the lessons (``frame.js`` says how they work together).
"""

import json
from collections.abc import Sequence
from html import escape
from typing import Any

from pneumonia.ui.texts import Texts

#: Of a lesson's texts, those that stand on the page from the start; the script says the others.
_SHOWN = ("title", "words", "question")


def lesson(name: str, words: dict[str, str], playground: str, texts: Texts, **values: Any) -> str:
    """One lesson; ``values`` fill the placeholders of its words."""
    said = json.dumps({key: text for key, text in words.items() if key not in _SHOWN})
    return (
        f'<details class="px-card px-lesson" name="px-lesson" data-lesson="{name}" data-words="{escape(said)}">'
        f'<summary><h2>{escape(words["title"])}</h2><span class="px-solved" hidden>{escape(texts.lesson_solved)}</span>'
        f'</summary><div class="px-lesson-body"><div><p>{escape(words["words"].format(**values))}</p>'
        f'<p class="px-question">{escape(words["question"].format(**values))}</p></div>'
        f'<div class="px-play">{playground}</div></div><p class="px-feedback" role="status"></p></details>'
    )


def gauge(name: str, label: str, *, bar: bool = True) -> str:
    """A value that the script fills in, with a bar for a share."""
    drawn = '<i aria-hidden="true"></i>' if bar else ""
    return f'<p class="px-gauge" data-gauge="{name}"><span>{escape(label)}</span><b></b>{drawn}</p>'


def slider(lesson: str, label: str, most: float, step: float, value: float, least: float = 0) -> str:
    name = f"px-{lesson}-slider"
    return (
        f'<div class="px-slider"><label for="{name}">{escape(label)}</label><output for="{name}"></output>'
        f'<input id="{name}" type="range" min="{least}" max="{most}" step="{step}" value="{value}"></div>'
    )


def choices(label: str, options: Sequence[tuple[str, str]], pressed: int | None = None) -> str:
    """Buttons of which one is pressed, from (attributes of our own making, words)."""
    buttons = "".join(
        f'<button type="button" aria-pressed="{str(n == pressed).lower()}" {attributes}>{escape(words)}</button>'
        for n, (attributes, words) in enumerate(options)
    )
    return f'<div class="px-presets px-choices" role="group" aria-label="{escape(label)}">{buttons}</div>'


def check(texts: Texts) -> str:
    return f'<button type="button" class="px-check">{escape(texts.lesson_check)}</button>'
