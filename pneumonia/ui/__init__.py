"""The Gradio page: one module per tab, put together by :mod:`pneumonia.ui.page`."""

from pneumonia.ui.stubs import without_stubs

with without_stubs():  # whoever imports it later gets what is imported here
    import gradio as gradio
