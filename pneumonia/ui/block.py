"""``gr.HTML`` without Gradio's typography: how our HTML looks is said in ``style.css`` and nowhere else."""

from typing import Any

import gradio as gr


def html(value: str = "", **options: Any) -> gr.HTML:
    """An HTML block; ``options`` are those of ``gr.HTML``, and more names become properties for its script."""
    # Gradio's default script would turn every click into an event.
    return gr.HTML(value, apply_default_css=False, **({"js_on_load": None, "elem_classes": "px"} | options))
