"""A visitor's session without the copies of the page that Gradio keeps in it, and whose sessions are kept."""

from copy import copy
from typing import Any

import gradio.routes
import gradio.state_holder
from gradio.blocks import Blocks

from pneumonia.ui.session import FORGET_AFTER

#: Visitors who look at something and are remembered; beyond that goes who has asked for nothing for the longest time.
MOST_KEPT = 256


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


class Holder(gradio.state_holder.StateHolder):
    """Gradio's sessions, but whoever looks at nothing takes no place of somebody who does.

    Gradio 6.31 makes a session of each call over HTTP and keeps those that were asked for last. A visitor who reads for
    four seconds, while a program calls, would lose the film.
    """

    def __getitem__(self, session_id: str) -> gradio.state_holder.SessionState:
        if session_id in self.blocks._queue.event_ids_to_events:  # a call's own number, and nobody comes back with it
            return Session(self.blocks)
        return super().__getitem__(session_id)

    def update(self, session_id: str) -> None:
        """Keep as many of those who look at something as of those, just come or only said to be there, who do not."""
        with self.lock:
            self.session_data.move_to_end(session_id)
            for something in (True, False) if len(self.session_data) > self.capacity else ():
                # A state without a film, a table or a quiz is None or an empty list.
                kind = [key for key, kept in self.session_data.items() if any(kept.state_data.values()) is something]
                for key in kind[: -self.capacity]:  # none, where the kind is no larger
                    del self.session_data[key]
                    self.time_last_used.pop(key, None)


def install() -> None:
    """Make Gradio's sessions ours; Gradio has no setting for that."""
    gradio.state_holder.SessionState = Session  # type: ignore[misc]
    gradio.routes.StateHolder = Holder  # type: ignore[attr-defined]
