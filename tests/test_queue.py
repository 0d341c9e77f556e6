"""What the queue keeps of callers, and for how long. (A full queue is in test_load.py, on a real server.)"""

import asyncio
import json
from typing import Any
from urllib.request import urlopen

import gradio as gr
import pytest
from gradio.data_classes import PredictBodyInternal
from gradio.server_messages import CloseStreamMessage, ProcessCompletedMessage
from rawhttp import post

from pneumonia.ui.server import queue

ASKERS = ("gone", "done", "asking")


def empty() -> queue.Queue:
    """A queue for three, which nobody works on."""
    with gr.Blocks(analytics_enabled=False) as blocks:
        gr.Button().click(str, None, gr.Textbox(), api_name="ask")
    blocks.queue(default_concurrency_limit=queue.AT_ONCE, max_size=3)
    return blocks._queue


async def kept() -> queue.Queue:
    """The queue with one event of each caller; "gone" was forgotten, "done" has got its answer."""
    waiting = empty()
    for caller in ASKERS:
        assert (await push(waiting, caller))[2] == "success"
    waiting.pending_event_ids_session["done"].clear()
    del waiting.pending_messages_per_session["gone"]
    return waiting


async def push(waiting: queue.Queue, caller: str, **options: Any) -> Any:
    body = PredictBodyInternal(session_hash=caller, fn_index=0, data=[], request=None, **options)
    return await waiting.push(body, None, None)


async def ask(waiting: queue.Queue, caller: str) -> str:
    """Ask and be answered, or refused, and do not fetch it; the call."""
    _, call, _ = await push(waiting, caller)
    if event := waiting.event_ids_to_events.get(call):
        await waiting.remove_from_queue(call)
        waiting.send_message(event, ProcessCompletedMessage(output={}, success=True))
    return str(call)


@pytest.fixture(autouse=True)
def ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "SWEEP", 0.0)
    monkeypatch.setattr(queue, "MOST_UNREAD", 2)
    monkeypatch.setattr("gradio.queueing.Queue", queue.Queue)


def test_who_has_all_answers_is_forgotten_at_the_second_look() -> None:
    async def look() -> None:
        waiting = await kept()
        for left in (set(ASKERS), {"asking"}):
            waiting._sweep()
            assert set(waiting.pending_event_ids_session) == left
        assert set(waiting.pending_messages_per_session) == {"asking"}

    asyncio.run(look())


def test_whoever_else_comes_a_job_that_waits_keeps_its_answer() -> None:
    async def come() -> None:
        waiting = empty()
        _, job, _ = await push(waiting, "asking")
        for number in range(4):
            await ask(waiting, f"fetched {number}")
            waiting.pending_event_ids_session[f"fetched {number}"].clear()
            await ask(waiting, f"unread {number}")
        before = waiting.pending_messages_per_session["asking"].qsize()
        waiting.send_message(waiting.event_ids_to_events[job], ProcessCompletedMessage(output={}, success=True))
        assert waiting.pending_messages_per_session["asking"].qsize() == before + 1

    asyncio.run(come())


@pytest.mark.parametrize("callers", [("one",) * 5, ("a", "b", "c", "d", "e")])
def test_of_the_answers_that_nobody_fetches_the_last_are_kept(callers: tuple[str, ...]) -> None:
    """Answers, not callers: a single one could ask without end and fill the memory."""

    async def hoard() -> None:
        waiting = empty()
        calls = [await ask(waiting, caller) for caller in callers]
        await push(waiting, "next")
        assert [waiting.owes(call) for call in calls] == [False] * 3 + [True] * 2
        del waiting.pending_messages_per_session["next"]
        said = [message for kept in waiting.pending_messages_per_session.values() for message in kept._queue]
        assert {message.event_id for message in said} == set(calls[3:])

    asyncio.run(hoard())


def test_refusals_cost_nobody_an_answer() -> None:
    async def refuse() -> None:
        waiting = empty()
        answered = await ask(waiting, "reader")
        for _ in range(3):
            await push(waiting, "asking")
        refused = [await ask(waiting, f"refused {number}") for number in range(5)]
        assert waiting.owes(answered)
        assert [waiting.owes(call) for call in refused] == [False] * 2 + [True] * 3, "the last, and the newest"
        assert "refused 4" not in waiting.blocks.state_holder, "there is nothing to remember"

    asyncio.run(refuse())


def test_a_caller_who_fetches_nothing_is_refused_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """At once, for a refusal that he does not fetch either would fill the memory, too."""
    monkeypatch.setattr(queue, "MOST_UNREAD", 100)
    monkeypatch.setattr(queue, "MOST_OWED", 5)

    async def hoard() -> None:
        waiting = empty()
        for _ in range(5):
            await ask(waiting, "hoarder")
        for options in ({}, {"simple_format": True}):
            refused = await push(waiting, "hoarder", **options)
            assert refused == (False, "The queue is full (5 waiting). Try again in 1 s.", "queue_full")
        assert (await push(waiting, "other"))[2] == "success"
        waiting.pending_event_ids_session["hoarder"].pop()
        assert (await push(waiting, "hoarder"))[2] == "success", "one was fetched"

    asyncio.run(hoard())


def test_who_fills_the_queue_and_fetches_is_told_so_by_an_answer() -> None:
    """Of so many that wait no more can be owed to one caller than are allowed: the tools of assistants share one."""
    kinds = 5  # of events, the endpoints, and of each AT_ONCE run
    assert queue.MOST_WAITING + kinds * queue.AT_ONCE < queue.MOST_OWED

    async def fill() -> None:
        waiting = empty()
        for _ in range(4):
            assert (await push(waiting, "client"))[2] == "success"
        assert len(waiting) == 3

    asyncio.run(fill())


def test_nothing_is_said_to_who_was_forgotten() -> None:
    async def say() -> None:
        waiting = await kept()
        (kind,) = waiting.event_queue_per_concurrency_id
        before = waiting.pending_messages_per_session["asking"].qsize()
        waiting.broadcast_estimations(kind)  # Gradio's raises KeyError, in the middle of somebody else's call
        assert waiting.pending_messages_per_session["asking"].qsize() == before + 1

    asyncio.run(say())


def test_a_stream_that_owes_nothing_ends_and_one_that_owes_an_answer_waits() -> None:
    async def listen() -> None:
        waiting = await kept()
        for caller in ("done", "asking"):
            messages = waiting.pending_messages_per_session[caller] = queue.Messages(
                waiting.pending_event_ids_session, caller
            )
            heard = asyncio.create_task(messages.get())
            await asyncio.sleep(2 * queue.IDLE)
            assert heard.done() == (caller == "done")
            await messages.put("the answer")
            assert (await heard) == (CloseStreamMessage() if caller == "done" else "the answer")

    asyncio.run(listen())


def test_a_page_that_listens_once_too_often_is_told_to_stop(address: str) -> None:
    """As Gradio's page does when an answer comes before the event's number."""
    with urlopen(f"{address}/config", timeout=30) as answer:
        [event] = [each["id"] for each in json.load(answer)["dependencies"] if each["api_name"] == "model"]
    body = json.dumps({"fn_index": event, "data": [], "session_hash": "twice"}).encode()
    assert post(f"{address}/gradio_api/queue/join", body, {"Content-Type": "application/json"})[0] == 200
    for last in (b"process_completed", b"close_stream"):
        with urlopen(f"{address}/gradio_api/queue/data?session_hash=twice", timeout=30) as stream:
            told = next(line for line in stream if last in line)
            assert told.startswith(b"data: ")


@pytest.mark.parametrize("number", [9999, -1, None])
def test_an_event_that_does_not_exist_gets_words(address: str, number: int | None) -> None:
    body = json.dumps({"fn_index": number, "data": [], "session_hash": "astray"}).encode()
    status, told = post(f"{address}/gradio_api/queue/join", body, {"Content-Type": "application/json"})
    assert status == 404
    assert f"Expected the number of an event of the page; received {number}." in told


def test_how_long_to_wait_goes_by_how_long_it_took() -> None:
    async def wait() -> None:
        waiting = await kept()
        assert waiting.patience() == 1, "three wait, four run at once, each for a second while nothing is known"
        waiting.process_time_per_fn[waiting.blocks.fns[0]].add(20.0)
        assert waiting.patience() == 15
        refused = await push(waiting, "late", simple_format=True)
        assert refused == (False, "The queue is full (3 waiting). Try again in 15 s.", "queue_full")

    asyncio.run(wait())


def test_what_runs_one_at_a_time_is_waited_for_one_by_one() -> None:
    async def wait() -> None:
        waiting = await kept()
        (kind,) = waiting.event_queue_per_concurrency_id.values()
        waiting.process_time_per_fn[waiting.blocks.fns[0]].add(6.0)
        for limit, seconds in ((1, 18), (3, 6), (None, 6)):  # three wait
            kind.concurrency_limit = limit
            assert waiting.patience() == seconds

    asyncio.run(wait())
