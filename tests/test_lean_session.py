"""Sessions that keep a visitor's states and nothing else."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import gradio as gr
import pytest
from gradio.state_holder import StateHolder
from starlette.testclient import TestClient

from pneumonia.ui.server import lean_session, queue
from pneumonia.ui.session import FORGET_AFTER


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The session that Gradio makes for a caller of a page with a state and a box."""
    monkeypatch.setattr("gradio.state_holder.SessionState", lean_session.Session)

    async def make() -> Any:
        with gr.Blocks(analytics_enabled=False) as blocks:
            gr.State("young", time_to_live=60)
            gr.HTML("before")
        holder = StateHolder()
        holder.set_blocks(blocks)
        return holder["caller"]

    return asyncio.run(make())


def test_a_state_is_kept_until_its_time_is_over(session: Any) -> None:
    state = next(number for number, block in session.blocks_config.blocks.items() if isinstance(block, gr.State))
    assert session[state] == "young"
    session[state] = "old"
    ((_, value, expired),) = session.state_components
    assert (value, expired) == ("old", False)


@pytest.mark.parametrize(("age", "forgotten"), [(FORGET_AFTER - 60, False), (FORGET_AFTER + 60, True)])
def test_a_closed_page_is_forgotten_like_an_open_one(session: Any, age: int, forgotten: bool) -> None:
    """No sooner, because a phone that sleeps loses its connection too; and at all."""
    state = next(number for number, block in session.blocks_config.blocks.items() if isinstance(block, gr.State))
    session[state] = "film"
    session._state_ttl[state] = (FORGET_AFTER, datetime.now() - timedelta(seconds=age))
    for session.is_closed in (False, True):
        ((_, _, expired),) = session.state_components
        assert expired is forgotten


def test_what_was_shown_is_not_kept(session: Any) -> None:
    box = next(number for number, block in session.blocks_config.blocks.items() if isinstance(block, gr.HTML))
    session._update_value_in_config(box, "somebody's film")
    session._update_config(box)
    assert list(session.components) == []


@pytest.fixture
def holder(monkeypatch: pytest.MonkeyPatch) -> StateHolder:
    """The sessions of an app whose page has one button, by which a visitor gets a film to look at: places for two."""
    monkeypatch.setattr("gradio.state_holder.SessionState", lean_session.Session)
    monkeypatch.setattr("gradio.routes.StateHolder", StateHolder)
    monkeypatch.setattr("gradio.queueing.Queue", queue.Queue)
    lean_session.install()

    async def make() -> StateHolder:
        with gr.Blocks(analytics_enabled=False) as blocks:
            gr.Button().click(lambda: "film", None, gr.State(None, time_to_live=FORGET_AFTER), api_name="look")
        blocks.state_holder.capacity = 2
        return blocks.state_holder

    return asyncio.run(make())


def look(holder: StateHolder, visitor: str) -> None:
    (state,) = (number for number, block in holder.blocks.blocks.items() if isinstance(block, gr.State))
    holder[visitor][state] = "film"


def test_calls_of_the_api_take_no_visitors_place(holder: StateHolder) -> None:
    """Not even one of those who look at nothing yet: somebody's first film may be read just now."""
    with TestClient(holder.blocks.app) as server:
        server.get("/gradio_api/startup-events")
        look(holder, "visitor")
        assert holder["newcomer"]
        for _ in range(3):
            call = server.post("/gradio_api/call/look", json={"data": []}).json()["event_id"]
            assert "event: complete" in server.get(f"/gradio_api/call/look/{call}").text
        server.post("/gradio_api/queue/join", json={"data": [], "fn_index": 0, "session_hash": "newcomer"})
        assert "process_completed" in server.get("/gradio_api/queue/data?session_hash=newcomer").text
    kept = {visitor: list(session.state_data.values()) for visitor, session in holder.session_data.items()}
    assert kept == {"visitor": ["film"], "newcomer": ["film"]}


def test_who_looks_at_nothing_takes_no_place_of_who_does(holder: StateHolder) -> None:
    look(holder, "visitor")
    for number in range(5):
        assert holder[f"passer-by {number}"]
    assert list(holder.session_data) == ["visitor", "passer-by 3", "passer-by 4"]
    for number in range(2):
        look(holder, f"other {number}")
    assert holder["last"], "it is the next who comes that finds too many there"
    assert list(holder.session_data) == ["passer-by 4", "other 0", "other 1", "last"]
    assert set(holder.time_last_used) == set(holder.session_data)
