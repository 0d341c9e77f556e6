"""Which of a visitor's events came last: what an older one finds out must not stand in the place of a newer one's.

Gradio lets events run side by side (with ``trigger_mode="multiple"``; its other modes drop the second one, or run the
first one's data twice), and what ends last would be seen. The static page has ``opened`` in
``space/browser/page/app.js`` for this.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

import gradio as gr

#: Visitors of whom it is kept; beyond that those go who did nothing for longest.
MOST_VISITORS = 4096


@dataclass(frozen=True, eq=False)
class Turn:
    """One event: whose, and ``at`` which of the visitor's milliseconds."""

    newest: "Newest"
    visitor: str
    at: float

    def is_last(self) -> bool:
        """Did none come after it?"""
        return self.newest.note(self.visitor, self.at) == self.at


class Newest:
    """The newest event of each visitor, by the clock of the visitor's page: the scripts send ``at`` with each event.

    Not in the order of arrival: a film that was handed in first may be uploaded last, and Gradio starts events of
    different kinds in any order, because each kind waits in a queue of its own.
    """

    def __init__(self, most: int = MOST_VISITORS) -> None:
        self._most, self._lock = most, Lock()
        self._at: OrderedDict[str, float] = OrderedDict()

    def turn(self, request: gr.Request, event: gr.EventData | None = None) -> Turn:
        """The turn of an event that has come; without a time of its own, as that of the page's opening, it is oldest.

        Several listeners of one event have the same turn. ``at`` is the browser's word and is not trusted, but who
        sends another number gets nothing but the wrong answer on his own page.
        """
        at = getattr(event, "at", None)
        turn = Turn(self, str(request.session_hash), at if isinstance(at, int | float) else 0.0)
        self.note(turn.visitor, turn.at)
        return turn

    def note(self, visitor: str, at: float) -> float:
        """An event was made then; returns when the visitor's newest one was."""
        with self._lock:
            newest = self._at[visitor] = max(at, self._at.pop(visitor, at))
            if len(self._at) > self._most:
                self._at.popitem(last=False)
        return newest


def is_outdated(turn: Turn | None) -> bool:
    """Has a newer event come? What came by no event never is outdated."""
    return turn is not None and not turn.is_last()
