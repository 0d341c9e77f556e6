"""Colours, type and spacing. Only fonts that the visitor's own system has: nothing is fetched from anywhere."""

from pathlib import Path

import gradio as gr

#: In this order: each may change what those before it say.
STYLES = [Path(__file__).with_name(name) for name in ("style.css", "learn.css", "media.css")]
FAVICON = Path(__file__).with_name("favicon.svg")

_SANS = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
)
_MONO = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace"


def theme() -> gr.themes.Base:
    chosen = gr.themes.Base(
        primary_hue="blue",
        secondary_hue="blue",
        neutral_hue="slate",
        radius_size="lg",
        # Objects, not names: for a bare name Gradio asks its server for a font file that it does not have.
        font=[gr.themes.Font("sans-serif")],
        font_mono=[gr.themes.Font("monospace")],
    )
    chosen.set(
        body_background_fill="#f6f7f9",
        body_background_fill_dark="#0e1116",
        body_text_color="#1b2430",
        body_text_color_dark="#e8ecf1",
        body_text_color_subdued="#556170",
        body_text_color_subdued_dark="#a2adba",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="#161b22",
        background_fill_secondary="#f6f7f9",
        background_fill_secondary_dark="#1c222b",
        block_background_fill="*background_fill_primary",
        block_border_width="1px",
        block_shadow="none",
        block_shadow_dark="none",
        border_color_primary="#dfe3e8",
        border_color_primary_dark="#2b333e",
        color_accent="#1c67a8",
        color_accent_soft="#e8f1f9",
        color_accent_soft_dark="#14283a",
        block_background_fill_dark="*background_fill_primary",
        block_label_text_color="*body_text_color",
        block_title_text_color="*body_text_color",
        block_title_text_weight="600",
        block_info_text_color="*body_text_color_subdued",
        input_background_fill="*background_fill_primary",
        input_background_fill_dark="#1f2630",
        checkbox_label_background_fill="transparent",
        checkbox_label_background_fill_dark="transparent",
        checkbox_label_background_fill_hover="*background_fill_secondary",
        checkbox_label_background_fill_hover_dark="#1f2630",
        checkbox_label_background_fill_selected="#e8f1f9",
        checkbox_label_background_fill_selected_dark="#14283a",
        checkbox_label_border_color="*border_color_primary",
        checkbox_label_border_color_dark="*border_color_primary",
        checkbox_label_border_width="1px",
        checkbox_label_border_width_dark="1px",
        checkbox_border_width="1px",
        checkbox_border_width_dark="1px",
        checkbox_border_color="#7a8694",
        checkbox_border_color_dark="#8d99a8",
        checkbox_background_color_selected="#1c67a8",
        checkbox_background_color_selected_dark="#5aa7e0",
        button_primary_background_fill="#1c67a8",
        button_primary_background_fill_dark="#1c67a8",
        button_primary_background_fill_hover="#15568e",
        slider_color="#1c67a8",
        slider_color_dark="#5aa7e0",
    )
    chosen.font, chosen.font_mono = _SANS, _MONO  # keywords such as system-ui must not be quoted, and Font quotes
    return chosen
