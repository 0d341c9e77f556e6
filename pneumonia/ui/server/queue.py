"""Gradio's queue with two changes: a full one says when to try again, and events that are over leave nothing behind.

Gradio has settings for neither. :func:`install` puts :class:`Queue` in the place of Gradio's own before the app is
made; its methods override those of Gradio that would keep what is over.
"""

import asyncio
import math
import sys
import time
from collections import defaultdict
from typing import Any

import gradio as gr
import gradio.queueing
from gradio.block_function import BlockFunction
from gradio.data_classes import PredictBodyInternal
from gradio.queueing import Event, EventQueue
from gradio.server_messages import CloseStreamMessage, EventMessage, ProcessCompletedMessage
from gradio.utils import LRUCache, error_payload
from starlette.exceptions import HTTPException
from starlette.requests import Request

from pneumonia.ui.texts import ENGLISH, LANGUAGES

#: Events that may wait; who comes then is told to try again.
MOST_WAITING = 64
#: Events of one kind that run at the same time: more than there are cores, because some always wait for a thread.
AT_ONCE = 4
#: Answers that are kept until somebody fetches them; beyond that the oldest go. So many refusals are kept, too.
MOST_UNREAD = 512
#: Answers owed to one caller, still to come or not fetched. Who fetches them never has so many, because fewer wait and
#: run. One with its pictures is up to a megabyte.
MOST_OWED = 2 * MOST_WAITING
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
        # Gradio's holds 2,000 callers and forgets whoever came first, also one whose answer is being worked on.
        self.pending_messages_per_session = LRUCache(sys.maxsize)
        self.pending_event_ids_session = defaultdict(set)  # a stream looks at a caller once more who may be forgotten
        self.ANALYTICS_MAX_EVENTS = 1
        self._swept, self._over = 0.0, set[str]()
        self._unread, self._refused = dict[str, str](), set[str]()

    def compute_analytics_summary(self, records: Any) -> Any:
        """Nothing: after each event a pandas table of the last 10,000 was made for a page that is switched off."""

    async def push(self, body: PredictBodyInternal, request: Request, username: str | None) -> Any:
        """Add an event. A full queue says so in the language of the page, and when to try again.

        Who calls over HTTP gets this as HTTP 503. Gradio's own clients, the page's among them, would put a sentence of
        their own in its place, so they get it as the answer; unless they fetch none, which has to end, too.

        HTTP 404 for an event that does not exist; Gradio looks it up in a dictionary and lets the error pass.
        """
        self._sweep()
        self._forget_oldest()
        fn, caller = self.blocks.fns.get(-1 if body.fn_index is None else body.fn_index), body.session_hash
        if fn is None:
            raise HTTPException(404, f"Expected the number of an event of the page; received {body.fn_index}.")
        owed = len(self.pending_event_ids_session.get(caller or "", ()))
        if owed >= MOST_OWED:
            return False, self._full(fn, owed), "queue_full"
        if len(self) >= (self.max_size or math.inf):
            if body.simple_format or caller is None:
                return False, self._full(fn, len(self)), "queue_full"
            return self._refuse(Event(caller, fn, request, username))
        if caller is not None:  # a page, or Gradio's client; others have a stream for each event
            self.pending_messages_per_session.setdefault(caller, Messages(self.pending_event_ids_session, caller))
        return await super().push(body, request, username)

    def _full(self, fn: BlockFunction, waiting: int) -> str:
        return LANGUAGES.get(fn.page, ENGLISH).queue_full.format(waiting=waiting, seconds=self.patience())

    def _refuse(self, event: Event) -> Any:
        caller, sentence = event.session_hash, self._full(event.fn, len(self))
        self.pending_messages_per_session.setdefault(caller, Messages(self.pending_event_ids_session, caller))
        self.pending_event_ids_session[caller].add(event._id)
        self._refused.add(event._id)
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

    def _forget_oldest(self) -> None:
        """Keep ``MOST_UNREAD`` answers that nobody has fetched, whoever asked, and as many refusals.

        Refusals are counted apart, because they cost nothing: whoever asks a full queue would push out all answers.
        What waits or runs is no answer yet.
        """
        asked, unread = self.pending_event_ids_session, self._unread
        over = {call: who for who, calls in asked.items() for call in calls if call not in self.event_ids_to_events}
        unread = {call: over[call] for call in unread if call in over} | over  # those that were not there come last
        self._refused &= over.keys()
        for refused in (True, False):
            kind = [call for call in unread if (call in self._refused) is refused]
            for call in kind[:-MOST_UNREAD]:
                self._forget(unread.pop(call), call)
        self._unread = unread

    def _forget(self, caller: str, call: str) -> None:
        self.pending_event_ids_session[caller].discard(call)
        messages = self.pending_messages_per_session.get(caller, asyncio.Queue())
        for _ in range(messages.qsize()):
            message = messages.get_nowait()
            if getattr(message, "event_id", None) != call:
                messages.put_nowait(message)


def install() -> None:
    """Make Gradio use ours; it has no setting for that."""
    gradio.queueing.Queue = Queue  # type: ignore[misc]
