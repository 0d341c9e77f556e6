"""Gradio's queue with two changes: a full one says when to try again, and events that are over leave nothing behind.

Gradio has settings for neither. :func:`install` puts :class:`Queue` in the place of Gradio's own before the app is
made; its methods override those of Gradio that would keep what is over.
"""

import asyncio
import math
import time
from typing import Any

import gradio as gr
import gradio.queueing
from gradio.data_classes import PredictBodyInternal
from gradio.queueing import Event, EventQueue
from gradio.route_utils import get_fn
from gradio.server_messages import CloseStreamMessage, EventMessage, ProcessCompletedMessage
from gradio.utils import LRUCache, error_payload
from starlette.requests import Request

from pneumonia.ui.texts import ENGLISH, LANGUAGES

#: Events that may wait; who comes then is told to try again.
MOST_WAITING = 64
#: Events of one kind that run at the same time: more than there are cores, because some always wait for a thread.
AT_ONCE = 4
#: Callers whose answers are kept until they fetch them; beyond that the oldest answers go.
MOST_UNREAD = 512
#: Seconds between two looks at what is over.
SWEEP = 5.0
#: Seconds after which a stream ends that owes nothing, and between two looks at whether it does.
IDLE, LOOK = 1.0, 0.1


class Messages(asyncio.Queue[Any]):
    """A caller's messages, and the word that no more will come.

    Gradio 6.31's page opens a second stream for an event whose answer came by the first before the page had been told
    of the event. It would stay open until the page is left.
    """

    def __init__(self, asked: dict[str, set[str]], caller: str) -> None:
        super().__init__()
        self._asked, self._caller = asked, caller

    async def get(self) -> Any:
        looks = 0
        while self.empty() and not self._asked.get(self._caller):
            if looks * LOOK >= IDLE:
                return CloseStreamMessage()
            await asyncio.sleep(LOOK)
            looks += 1
        return await super().get()


class Queue(gradio.queueing.Queue):
    """What is different from Gradio 6.31 stands at each method."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pending_messages_per_session = LRUCache(MOST_UNREAD)  # of 2,000, each of them up to a megabyte
        self.ANALYTICS_MAX_EVENTS = 1
        self._swept, self._over = 0.0, set[str]()

    def compute_analytics_summary(self, records: Any) -> Any:
        """Nothing: after each event a pandas table of the last 10,000 was made for a page that is switched off."""

    async def push(self, body: PredictBodyInternal, request: Request, username: str | None) -> Any:
        """Add an event. A full queue says so in the language of the page, and when to try again.

        Who calls over HTTP gets this as HTTP 503. Gradio's own clients, the page's among them, would put a sentence of
        their own in its place, so they get it as the answer.
        """
        self._sweep()
        caller = body.session_hash
        if caller is not None:  # a page, or Gradio's client; others have a stream for each event
            self.pending_messages_per_session.setdefault(caller, Messages(self.pending_event_ids_session, caller))
        success, answer, state = await super().push(body, request, username)
        if state != "queue_full":
            return success, answer, state
        fn = get_fn(self.blocks, None, body)
        sentence = LANGUAGES.get(fn.page, ENGLISH).queue_full.format(waiting=len(self), seconds=self.patience())
        if body.simple_format:
            return False, sentence, state
        event = Event(body.session_hash, fn, request, username)
        self.pending_messages_per_session.setdefault(event.session_hash, asyncio.Queue())
        self.pending_event_ids_session.setdefault(event.session_hash, set()).add(event._id)
        refusal = error_payload(gr.Error(sentence, title="QueueFull"), show_error=True)
        self.send_message(event, ProcessCompletedMessage(output=refusal, success=False))
        return True, event._id, "success"

    def patience(self) -> int:
        """Seconds, at least 1, until what waits now will be done, going by how long such events took so far."""
        queues = self.event_queue_per_concurrency_id.values()
        return max(1, math.ceil(max((self._seconds(queue) for queue in queues), default=0.0)))

    def _seconds(self, queue: EventQueue) -> float:
        took, waiting = self.process_time_per_fn, queue.queue
        at_once = queue.concurrency_limit or max(1, len(waiting))  # without a limit all of them
        return sum(took[event.fn].avg_time if event.fn in took else 1.0 for event in waiting) / at_once

    def owes(self, call: str) -> bool:
        """Is there an answer to this call that was not fetched yet, or will there be one?"""
        answers = self.pending_messages_per_session
        return any(call in calls and caller in answers for caller, calls in self.pending_event_ids_session.items())

    def send_message(self, event: Event, event_message: EventMessage) -> None:
        """Say something to a caller, but not to one who was forgotten."""
        if event.session_hash in self.pending_messages_per_session:
            super().send_message(event, event_message)

    def _sweep(self) -> None:
        """Forget callers who got all their answers, and those whose answers were too old to keep; Gradio never does.

        Seen twice to be over, because the stream that carries an answer still looks at it once.
        """
        if time.monotonic() < self._swept + SWEEP:
            return
        self._swept = time.monotonic()
        asked, answers = self.pending_event_ids_session, self.pending_messages_per_session
        over = {caller for caller in {*asked, *answers} if not asked.get(caller) or caller not in answers}
        for caller in over & self._over:
            asked.pop(caller, None)
            answers.pop(caller, None)
        self._over = over


def install() -> None:
    """Make Gradio use ours; it has no setting for that."""
    gradio.queueing.Queue = Queue  # type: ignore[misc]
