"""The Gradio page: one module per tab, put together by :mod:`pneumonia.ui.page`."""
