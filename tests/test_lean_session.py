"""Sessions that keep a visitor's states and nothing else."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import gradio as gr
import pytest
from gradio.state_holder import StateHolder

from pneumonia.ui.server import lean_session
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
