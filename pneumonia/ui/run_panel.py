"""What the experiments of the Grad-CAM tab share: a heading, a button that starts them, and a bar that fills."""

from collections.abc import Callable
from html import escape
from typing import Any

import gradio as gr
from gradio.events import Dependency

from pneumonia.ui.block import html
from pneumonia.ui.session import Seen
from pneumonia.ui.texts import Texts

#: A click on the button becomes a ``select`` event.
RUN = """
element.addEventListener('click', (event) => {
  if (event.target.closest('button[data-run]')) trigger('select', {});
});
"""
QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def heading(title: str, words: str, texts: Texts) -> tuple[gr.HTML, Callable[[Seen | None], str]]:
    """Its place, and what it says about a film: which answer it asks about, whatever evidence is chosen above."""

    def about(seen: Seen | None) -> str:
        label = seen.report.label if seen else None
        named = f" <small>{escape(texts.experiment_about.format(label=label))}</small>" if label else ""
        return f'<h2 class="px-section">{escape(title)}{named}</h2><p class="px-intro">{escape(words)}</p>'

    return html(about(None)), about


def start(
    panel: gr.HTML, run: Callable[..., Any], inputs: list[Any], outputs: list[Any], button: str, texts: Texts
) -> Dependency:
    """Run when the button is clicked; ``inputs`` begin with the film. What is returned can be cancelled.

    One such computation at a time for all visitors, so that they never take the processors from the answers.
    """
    # Whether another visitor's runs first, nobody knows yet: the words must hold either way.
    starting = panel.select(lambda: f'<p class="px-wait">{escape(texts.experiment_starting)}</p>', None, panel, **QUIET)
    running: Dependency = starting.then(run, inputs, outputs, concurrency_limit=1, concurrency_id="experiment", **QUIET)
    # Gradio has shown what went wrong, a full queue perhaps.
    running.failure(lambda seen: invitation(seen, button, texts), inputs[0], panel, **QUIET)
    return running


def invitation(seen: Seen | None, button: str, texts: Texts) -> str:
    """The button, or why there is none."""
    if seen is None or seen.report.label is None:
        words = texts.experiment_first if seen is None else texts.experiment_refused
        return f'<p class="px-fine">{escape(words)}</p>'
    return f'<div class="px-save"><button type="button" data-run>{escape(button)}</button></div>'


def progress(share: float, words: str) -> str:
    return (
        f'<label class="px-progress">{escape(words)}'
        f'<progress max="100" value="{round(100 * share)}">{round(100 * share)}\N{NO-BREAK SPACE}%</progress></label>'
    )
