"""Which of a visitor's events came last, without a browser."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import gradio as gr
import pytest

from pneumonia.classifier import Classifier
from pneumonia.ui import batch, batch_rows
from pneumonia.ui.batch_rows import Row
from pneumonia.ui.newest import Newest, Turn, is_outdated
from pneumonia.ui.texts import ENGLISH


def turn(newest: Newest, visitor: str, **data: Any) -> Turn:
    request = cast(gr.Request, SimpleNamespace(session_hash=visitor))
    return newest.turn(request, gr.EventData(None, data))


def test_the_event_that_was_made_last_is_the_last_in_whatever_order_they_come() -> None:
    newest = Newest()
    first = turn(newest, "a", at=1.5)
    assert first.is_last()
    third = turn(newest, "a", at=3)
    second = turn(newest, "a", at=2)
    assert [each.is_last() for each in (first, second, third)] == [False, False, True]
    assert turn(newest, "a", at=3).is_last(), "another listener of the same event"
    assert third.is_last()
    assert [is_outdated(each) for each in (None, first, third)] == [False, True, False]


def test_visitors_do_not_disturb_each_other() -> None:
    newest = Newest()
    one, other = turn(newest, "a", at=1), turn(newest, "b", at=2)
    assert one.is_last()
    assert other.is_last()


@pytest.mark.parametrize("data", [{}, {"at": None}, {"at": "9"}, {"at": [9]}])
def test_what_has_no_time_is_older_than_all_that_have(data: dict[str, Any]) -> None:
    newest = Newest()
    opening = turn(newest, "a", **data)
    assert opening.is_last()
    assert turn(newest, "a", at=0.1).is_last()
    assert not opening.is_last()
    assert not newest.turn(cast(gr.Request, SimpleNamespace(session_hash="a"))).is_last()


def test_of_too_many_visitors_the_one_who_did_nothing_for_longest_is_forgotten() -> None:
    newest = Newest(most=2)
    old, new = turn(newest, "a", at=1), turn(newest, "a", at=2)
    turn(newest, "b", at=1)
    assert not old.is_last(), "and asking is doing"
    turn(newest, "c", at=1)
    assert len(newest._at) == 2
    assert not old.is_last()
    assert new.is_last()


@pytest.fixture
def events(classifier: Classifier) -> batch._Events:
    blocks: list[Any] = ["handed", "rows", "table", "files"]
    return batch._Events(batch.Batch(*blocks), classifier, ENGLISH)


def test_a_batch_is_read_until_a_newer_one_comes_and_no_batch_twice(
    events: batch._Events, films: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_rows, "PART", 1)
    old, new = ([Row("a", film, turn=turn(events.newest, "a", at=at))] * 2 for at, film in enumerate(films))
    assert list(events.read(old, [], "balanced")) == []
    parts = [shown[events.batch.rows] for shown in events.read(new, old, "balanced")]
    assert [sum(row.done for row in rows) for rows in parts] == [1, 2]
    assert list(events.read(new, parts[-1], "balanced")) == [], "its own event found the rows read by the older one's"

    reading = events.read(newer := [replace(row, turn=turn(events.newest, "a", at=5)) for row in new], [], "balanced")
    assert next(reading)
    assert events.judge_again(parts[-1], "screening") == gr.skip()
    turn(events.newest, "a", at=6)
    assert list(reading) == []
    assert is_outdated(newer[0].turn)
