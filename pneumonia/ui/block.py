"""``gr.HTML`` without Gradio's typography: how our HTML looks is said in the style sheets and nowhere else."""

import json
from typing import Any

import gradio as gr


def html(value: str = "", **options: Any) -> gr.HTML:
    """An HTML block; ``options`` are those of ``gr.HTML``, and more names become properties for its script."""
    # Gradio's default script would turn every click into an event.
    return gr.HTML(value, apply_default_css=False, **({"js_on_load": None, "elem_classes": "px"} | options))


def into_view(*places: str, asked: bool = True) -> str:
    """The script that scrolls to the first of these places (selectors) that is there, unless its top is in sight.

    On a phone the answer is below the fold. Only this document is scrolled: ``scrollIntoView`` would pull a page around
    it along. What nobody ``asked`` for by a click scrolls nothing in a page that is a part of another one. Without a
    jump for those who asked for less motion.
    """
    alone = "" if asked else "if (!window.gradio_config || parent !== window) return;"
    return f"""() => {{
  {alone}
  const shown = {json.dumps(places)}.map((place) => document.querySelector(place)).find((place) => place?.offsetParent);
  const top = shown?.getBoundingClientRect().top ?? 0;
  if (top >= 0 && top < innerHeight * 0.6) return;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  scrollBy({{ top, behavior: calm ? 'auto' : 'smooth' }});
}}"""
