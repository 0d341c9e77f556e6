"""A visitor's session without the copies of the page that Gradio keeps in it."""

from copy import copy
from typing import Any

import gradio.state_holder
from gradio.blocks import Blocks

from pneumonia.ui.session import FORGET_AFTER


class Session(gradio.state_holder.SessionState):
    """Gradio's session, but for its states it remembers nothing.

    Gradio 6.31 describes every component of every language anew for each session, and each call over HTTP is one:
    nine tenths of a request's time. It adds whatever was shown, pictures too, and forgets none of it when the page is
    closed. All of that serves its deep links alone, which :mod:`pneumonia.ui.server.guard` does not let in.
    """

    def __init__(self, blocks: Blocks) -> None:  # instead of Gradio's, which makes the copies
        self.blocks_config = copy(blocks.default_config)
        self.config_values: dict[int, Any] = {}
        self.state_data: dict[int, Any] = {}
        self._state_ttl: dict[int, Any] = {}
        self.is_closed = False
        self.STATE_TTL_WHEN_CLOSED = FORGET_AFTER

    def _update_config(self, key: int) -> None: ...

    def _update_value_in_config(self, key: int, value: Any) -> None: ...


def install() -> None:
    """Make Gradio's sessions ours; Gradio has no setting for that."""
    gradio.state_holder.SessionState = Session  # type: ignore[misc]
