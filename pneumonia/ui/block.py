"""``gr.HTML`` without Gradio's typography: how our HTML looks is said in ``style.css`` and nowhere else."""

from typing import Any

import gradio as gr


def html(value: str = "", **options: Any) -> gr.HTML:
    """An HTML block; ``options`` are those of ``gr.HTML``, and more names become properties for its script."""
    # Gradio's default script would turn every click into an event.
    return gr.HTML(value, apply_default_css=False, **({"js_on_load": None, "elem_classes": "px"} | options))


def into_view(place: str) -> str:
    """The script that scrolls to the element with this id where it is below the fold, as the answer is on a phone.

    Without a jump for those who asked for less motion.
    """
    return f"""() => {{
  const place = document.querySelector('#{place}');
  if (!place || place.getBoundingClientRect().top < innerHeight * 0.6) return;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  place.scrollIntoView({{ behavior: calm ? 'auto' : 'smooth', block: 'start' }});
}}"""
