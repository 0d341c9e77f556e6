"""Importing Gradio without its stubs for editors.

Gradio 6 renders a ``.pyi`` file for each of its components whenever it is imported, and compares it with the one that
lies beside the source: a third of the time that the import takes, for which every page that starts would wait. Gradio
has no setting for that. A class whose file cannot be had gets no stub, so none can be had while Gradio is imported.
"""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def without_stubs() -> Iterator[None]:
    """Inside, :func:`inspect.getfile` finds no file for the components of Gradio."""
    getfile = inspect.getfile

    def of_others(thing: Any) -> str:
        if type(thing).__name__ == "ComponentMeta":
            raise OSError(f"{thing.__name__} needs no stub")
        return getfile(thing)

    inspect.getfile = of_others  # type: ignore[assignment]
    try:
        yield
    finally:
        inspect.getfile = getfile
