"""What callers are told where Gradio itself fails at an event. (What it is given: test_urls.py, test_bad_input.py.)"""

import asyncio
import errno
import logging

import gradio as gr
import pytest

from pneumonia.ui.inputs import UNEXPECTED, Blocks
from pneumonia.ui.server.guard import DISK_FULL


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (KeyError("/srv/secret"), UNEXPECTED),
        (OSError(errno.EACCES, "Permission denied", "/srv/secret"), UNEXPECTED),
        (OSError(errno.ENOSPC, "No space left on device", "/srv/secret"), DISK_FULL),
        (gr.Error("Expected a film."), "Expected a film."),
    ],
    ids=["defect", "file", "disk", "ours"],
)
def test_a_caller_gets_a_sentence_and_the_log_the_rest(
    error: Exception, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise error

    async def ask() -> None:
        with Blocks(analytics_enabled=False) as demo:
            gr.Button().click(fail)
        await demo.process_api(demo.fns[0], [])

    with caplog.at_level(logging.ERROR, "pneumonia"), pytest.raises(gr.Error) as raised:
        asyncio.run(ask())
    assert raised.value.message == told
    assert ("secret" in caplog.text) == isinstance(error, KeyError), "a path of the server is logged with a defect only"
