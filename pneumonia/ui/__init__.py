"""The Gradio page, put together by :mod:`pneumonia.ui.page`: a module for each tab, and what the tabs share."""

from pneumonia.ui.server.stubs import without_stubs

with without_stubs():  # whoever imports it later gets what is imported here
    import gradio as gradio
