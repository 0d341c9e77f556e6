"""Several films at once: a table that fills while they are read. This module lays it out and connects it.

:mod:`batch_rows` reads the films, :mod:`batch_table` draws them, :mod:`batch_files` saves them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr
from gradio.blocks import Block

from pneumonia.classifier import Classifier
from pneumonia.errors import InputError, UnreadableImage
from pneumonia.ui import batch_files, batch_rows, batch_table, dropzone, session
from pneumonia.ui.batch_rows import Row
from pneumonia.ui.block import html, into_view
from pneumonia.ui.card import alert
from pneumonia.ui.inputs import MOST_FILES
from pneumonia.ui.newest import Newest, Turn, is_outdated
from pneumonia.ui.record import BUTTONS, follow
from pneumonia.ui.run_panel import QUIET
from pneumonia.ui.session import FORGET_AFTER, Seen
from pneumonia.ui.texts import Texts

#: Characters of a file name that are kept.
NAME = 255


@dataclass(frozen=True)
class Batch:
    """``handed``: what has arrived; ``rows``: what has been read of it."""

    handed: gr.State
    rows: gr.State
    table: gr.HTML
    files: gr.HTML


def build() -> Batch:
    """Lay out the place of the table; it is empty until several files arrive."""
    handed, rows = (gr.State([], time_to_live=FORGET_AFTER) for _ in range(2))
    table = html(js_on_load=batch_table.SCRIPT, elem_id="px-batch", elem_classes="px px-slot")
    files = html(js_on_load=BUTTONS, elem_id="px-batch-files", elem_classes="px px-slot")
    return Batch(handed, rows, table, files)


def connect(batch: Batch, drop: gr.HTML, points: gr.Radio, classifier: Classifier, texts: Texts) -> None:
    """Read what is dropped, follow the operating point, save and close."""
    on = _Events(batch, classifier, texts)
    shown = [batch.rows, batch.table, batch.files]
    # Beside older ones: by itself Gradio drops what comes while one of its kind runs.
    beside: dict[str, Any] = {"trigger_mode": "multiple", **QUIET}
    arrived = drop.select(on.arrive, None, [batch.handed, batch.table, batch.files], **beside)
    arrived.then(None, js=into_view("#px-batch"), api_visibility="private")
    # One batch at a time for all visitors, so that it never takes the processors from single answers.
    one_at_a_time: dict[str, Any] = {"concurrency_limit": 1, "concurrency_id": "batch"}
    read = arrived.then(on.read, [batch.handed, batch.rows, points], shown, **one_at_a_time, **beside)
    read.failure(lambda: alert(texts.unexpected, texts), None, batch.table, **QUIET)
    # Judged once more, because the operating point may have been changed in the meantime.
    read.success(on.judge_again, [batch.rows, points], shown, **beside)
    points.change(on.judge_again, [batch.rows, points], shown, trigger_mode="always_last", **QUIET)
    pressed = batch.files.select(on.press, batch.rows, shown, **QUIET)
    pressed.then(None, js=follow("px-batch-files"), api_visibility="private")


def open_row(classifier: Classifier, rows: list[Row], number: Any, operating_point: str, texts: Texts) -> Seen:
    """The film of one row, read again at full size; raises an ``InputError`` when its file is gone."""
    row = session.numbered(rows, number) if rows else None
    if row is None or row.source is None or not row.source.is_file():
        raise UnreadableImage(texts.gone)
    return replace(session.read(classifier, row.source, operating_point), name=row.name)


class _Events:
    """What the events do. Methods, because Gradio does not see that a partial function wants the event's data."""

    def __init__(self, batch: Batch, classifier: Classifier, texts: Texts) -> None:
        self.batch, self.classifier, self.texts = batch, classifier, texts
        self.newest = Newest()

    def arrive(self, event: gr.EventData, request: gr.Request) -> Any:
        """What the drop zone has uploaded. It limits the number of files; a trick must not get around that."""
        turn = self.newest.turn(request, event)
        rows = [replace(self._handed(file), turn=turn) for file in event.files[:MOST_FILES]]
        return self._shown(self.batch.handed, rows) if turn.is_last() else gr.skip()

    def _handed(self, file: dict[str, Any]) -> Row:
        name = str(file["name"])[:NAME]
        if file["path"] is None:
            return Row(name, None, dropzone.failed(file.get("size"), self.texts))
        try:
            return Row(name, session.uploaded(file["path"]))
        except InputError as error:
            return Row(name, None, self.texts.told(error))

    def read(self, handed: list[Row], rows: list[Row], point: str) -> Iterator[dict[Block, Any]]:
        """What was handed in last, until a newer batch comes.

        Nothing where those ``rows`` have been read already: of two batches that come while others wait for their turn,
        the event of the first one reads the second.
        """
        if handed and _turn(handed) is _turn(rows):
            return
        for so_far in batch_rows.read(self.classifier, handed, point, self.texts):
            if is_outdated(_turn(handed)):
                return
            yield self._shown(self.batch.rows, so_far)

    def judge_again(self, rows: list[Row], point: str) -> Any:
        """At another operating point; the network does not run again. Not where a newer batch is about to be read."""
        if all(row.report is None or row.report.operating_point == point for row in rows) or is_outdated(_turn(rows)):
            return gr.skip()
        threshold = self.classifier.threshold(point)
        rows = [replace(row, report=row.report.at(point, threshold)) if row.report else row for row in rows]
        return self._shown(self.batch.rows, rows)

    def _shown(self, state: gr.State, rows: list[Row]) -> dict[Block, Any]:
        return {
            state: rows,
            self.batch.table: batch_table.draw(rows, self.texts),
            self.batch.files: batch_files.buttons(rows, self.texts),
        }

    def press(self, rows: list[Row], event: gr.EventData) -> dict[Block, Any]:
        """A button below the table: a file to save, or away with it all."""
        if event.kind == "close":
            return self._shown(self.batch.rows, [])
        return {self.batch.files: batch_files.buttons(rows, self.texts, str(event.kind))}


def _turn(rows: list[Row]) -> Turn | None:
    """Of the event by which these films came."""
    return rows[0].turn if rows else None
