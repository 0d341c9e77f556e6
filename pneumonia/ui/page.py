"""The page as a whole: the tabs, and what connects them."""

import logging
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import gradio as gr
from gradio.blocks import Block

from pneumonia.classifier import Classifier
from pneumonia.errors import PneumoniaError, UnreadableImage
from pneumonia.ui import (
    about,
    api,
    batch,
    card,
    developers,
    dropzone,
    gallery,
    gradcam,
    header,
    inputs,
    learn,
    metrics,
    predict,
    record,
    session,
)
from pneumonia.ui.batch_rows import Row
from pneumonia.ui.block import into_view
from pneumonia.ui.collection import Collection
from pneumonia.ui.gallery import GalleryTab
from pneumonia.ui.gradcam import GradCamTab
from pneumonia.ui.links import QUIZ, TABS, Link, name_in_address
from pneumonia.ui.metrics import MetricsTab
from pneumonia.ui.newest import Newest, Turn, is_outdated
from pneumonia.ui.predict import PredictTab
from pneumonia.ui.session import FORGET_AFTER, Seen
from pneumonia.ui.texts import ENGLISH, LANGUAGES, Texts

#: Uploads go within the hour: every 10 minutes those older than 40 are deleted.
DELETE_CACHE = (600, 2400)
#: What an image leads to, as selectors: an alert on either tab, or an answer.
OUTCOMES = ("#px-alert .px-alert", "#px-alert-gradcam .px-alert", "#px-answer .px-result")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StandIn:
    """Why the built-in model answers: the model that was ``wanted``, and the ``reason`` why it cannot be had."""

    wanted: str
    reason: str


def build(classifier: Classifier, stand_in: StandIn | None = None) -> gr.Blocks:
    """The whole app around one classifier: the page once per language, and the API."""
    collection = Collection(classifier, os.environ.get("PNEUMONIA_GALLERY"))
    demo: gr.Blocks
    with inputs.Blocks(title=ENGLISH.title, analytics_enabled=False, delete_cache=DELETE_CACHE) as demo:
        _Page(demo, classifier, collection, stand_in, ENGLISH)
        api.add(classifier)
    for code, texts in LANGUAGES.items():
        if texts is not ENGLISH:
            with demo.route(texts.language, code, show_in_navbar=False):
                _Page(demo, classifier, collection, stand_in, texts)
    return demo


class _Page:
    """Lays out and connects the page in one language; one method per connection."""

    def __init__(
        self,
        demo: gr.Blocks,
        classifier: Classifier,
        collection: Collection,
        stand_in: StandIn | None,
        texts: Texts,
    ) -> None:
        self.demo, self.classifier, self.collection, self.texts = demo, classifier, collection, texts
        self.population = texts.population(classifier.bundle.info)
        self.newest = Newest()
        header.build(texts.fallback.format(**asdict(stand_in)) if stand_in else "", texts)
        self.seen = gr.State(None, time_to_live=FORGET_AFTER)
        with gr.Tabs(elem_id="px-tabs") as self.tabs:
            # The first event of all has no inputs: Gradio's client warns in the console where number 0 has some.
            demo.load(_tab_of, None, self.tabs, api_visibility="private", show_progress="hidden")
            with gr.Tab(texts.tab_predict, id="predict") as predict_tab:
                self.predict: PredictTab = predict.build(classifier, collection, texts)
            with gr.Tab(texts.tab_gradcam, id="gradcam") as gradcam_tab:
                self.gradcam: GradCamTab = gradcam.build(classifier, self.seen, texts)
            with gr.Tab(texts.tab_gallery, id="gallery") as gallery_tab:
                self.gallery: GalleryTab = gallery.build(collection, texts)
            with gr.Tab(texts.tab_metrics, id="metrics") as metrics_tab:
                self.metrics: MetricsTab = metrics.build(classifier, texts)
            with gr.Tab(texts.tab_learn, id="learn") as learn_tab:
                parts = learn.build(learn_tab, classifier, collection, texts)
                demo.load(_part_of, None, parts, api_visibility="private", show_progress="hidden")
            with gr.Tab(texts.tab_api, id="api") as api_tab:
                developers.build(classifier, texts)
            with gr.Tab(texts.tab_about, id="about") as about_tab:
                about.build(classifier, texts)
        shown = (predict_tab, gradcam_tab, gallery_tab, metrics_tab, learn_tab, api_tab, about_tab)
        name_in_address(dict(zip(TABS, shown, strict=True)))
        header.footer(texts)
        self._connect_images()
        self._fill_lazily(gallery_tab, metrics_tab)

    def _connect_images(self) -> None:
        """Wherever an image comes from, both tabs show it, and of several on their way the last one.

        Each is an event that runs beside older ones: by itself Gradio drops what comes while one of its kind runs.
        """
        now = [self.predict.points, self.gradcam.colormap]
        shown = [
            self.predict.alert,
            self.gradcam.alert,
            self.seen,
            self.predict.card,
            self.predict.save,
            self.predict.pictures,
            self.gradcam.evidence,
            self.gradcam.pictures,
        ]
        quiet: dict[str, Any] = {
            "api_visibility": "private",
            "show_progress": "minimal",
            "show_progress_on": self.predict.card,
            "trigger_mode": "multiple",
        }
        judge: dict[str, Any] = {
            "fn": self._judge_again,
            "inputs": [self.seen, *now],
            "outputs": [
                self.seen,
                self.predict.card,
                self.predict.pictures,
                self.gradcam.evidence,
                self.gradcam.pictures,
            ],
            "api_visibility": "private",
            "show_progress": "hidden",
            # In the order of asking: what was asked with the old operating point must not end after the new one's.
            "concurrency_limit": 1,
            "concurrency_id": "judge",
        }
        self.predict.points.change(**judge, trigger_mode="always_last")
        sources = [drop.upload(self._uploaded, now, shown, **quiet) for drop in (self.predict.drop, self.gradcam.drop)]
        grids = (self.predict.examples, self.gallery.grid)
        sources += [grid.select(self._opened, now, [*shown, self.tabs], **quiet) for grid in grids]
        table = self.predict.batch.table
        sources.append(table.select(self._row_opened, [self.predict.batch.rows, *now], shown, **quiet))
        refusals = (self.predict.card, self.gradcam.pictures)
        sources += [place.select(self._inverted, [self.seen, *now], shown, **quiet) for place in refusals]

        def follow(arrived: Any, *, asked: bool) -> None:
            # Judged once more, because the operating point may have been changed while the image was on its way.
            arrived.then(**judge, trigger_mode="multiple")
            arrived.then(None, js=into_view(*OUTCOMES, asked=asked), api_visibility="private")

        for source in sources:
            follow(source, asked=True)
        if self.collection.items:
            follow(self.demo.load(self._linked, now, shown, **quiet), asked=False)
        batch.connect(self.predict.batch, self.predict.drop, self.predict.points, self.classifier, self.texts)
        # An older answer below the table of several films would pass for their sum.
        self.predict.drop.select(self._several, None, shown, **{**quiet, "show_progress": "hidden"})
        save = self.predict.save.select(
            self._saved, self.seen, self.predict.save, api_visibility="private", show_progress="minimal"
        )
        save.then(None, js=record.follow("px-save"), api_visibility="private")

    def _fill_lazily(self, gallery_tab: gr.Tab, metrics_tab: gr.Tab) -> None:
        """What is heavy waits until somebody looks."""
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        charts = [*self.metrics.explorer, *self.metrics.plots]
        metrics_tab.select(self._measured, None, charts, **quiet)
        if self.collection.items:
            fill = partial(gallery.grid, self.collection, self.texts)
            gallery_tab.select(fill, None, self.gallery.grid, **quiet)
            self.demo.load(
                partial(predict.examples_html, self.collection, self.texts), None, self.predict.examples, **quiet
            )

    def _measured(self, request: gr.Request) -> list[Any]:
        threshold = Link.of(request.query_params).threshold
        return metrics.contents(self.classifier, self.texts, threshold)

    def _uploaded(self, point: str, colormap: str, event: gr.EventData, request: gr.Request) -> Any:
        def load() -> Seen:
            if event.path is None:
                raise UnreadableImage(dropzone.failed(getattr(event, "size", None), self.texts))
            return session.read_upload(self.classifier, event.path, point)

        return self._show(load, colormap, self.newest.turn(request, event))

    def _several(self, event: gr.EventData, request: gr.Request) -> Any:
        """Several films, which :mod:`batch` reads: no single one is looked at, not one that is on its way either."""
        return self._nothing() if self.newest.turn(request, event).is_last() else gr.skip()

    def _inverted(self, seen: Seen | None, point: str, colormap: str, event: gr.EventData, request: gr.Request) -> Any:
        """The negative of what was refused as one."""
        turn = self.newest.turn(request, event)
        return self._show(lambda: session.invert(self.classifier, seen, point, self.texts), colormap, turn)

    def _row_opened(self, rows: list[Row], point: str, colormap: str, event: gr.EventData, request: gr.Request) -> Any:
        """A film of the table, read again at its full size."""
        turn = self.newest.turn(request, event)
        return self._show(
            lambda: batch.open_row(self.classifier, rows, event.number, point, self.texts), colormap, turn
        )

    def _opened(self, point: str, colormap: str, event: gr.EventData, request: gr.Request) -> Any:
        tab = event.tab if event.tab in ("predict", "gradcam") else "predict"
        turn = self.newest.turn(request, event)
        return self._show(self._example(event.number, point), colormap, turn, {self.tabs: gr.Tabs(selected=tab)})

    def _linked(self, point: str, colormap: str, request: gr.Request) -> Any:
        """The image of the gallery that the address names."""
        example = Link.of(request.query_params).example
        if not example or example > len(self.collection.items):
            return gr.skip()
        return self._show(self._example(example - 1, point), colormap, self.newest.turn(request))

    def _example(self, number: Any, point: str) -> Callable[[], Seen]:
        def load() -> Seen:
            item = session.numbered(self.collection.items, number)
            return session.read(self.classifier, item.file, point, item.truth)

        return load

    def _show(self, load: Callable[[], Seen], colormap: str, turn: Turn, more: dict[Block, Any] | None = None) -> Any:
        """The image that ``load`` reads, on both tabs, and what ``more`` changes; nothing once a newer one has come."""
        if not turn.is_last():
            return gr.skip()
        shown = self._read(load, colormap, turn) | (more or {})
        return shown if turn.is_last() else gr.skip()

    def _read(self, load: Callable[[], Seen], colormap: str, turn: Turn) -> dict[Block, Any]:
        """An image and its answer; or a message alone: an older answer would pass for its own."""
        try:
            seen = replace(load(), turn=turn)
        except PneumoniaError as error:
            message = self.texts.told(error)
        except Exception:
            log.exception("unexpected error on the page")
            message = self.texts.unexpected
        else:
            return self._answer(seen, colormap)
        return self._nothing(card.alert(message, self.texts))

    def _nothing(self, told: str = "") -> dict[Block, Any]:
        """No image is looked at, on either tab."""
        return {
            self.predict.alert: told,
            self.gradcam.alert: told,
            self.seen: None,
            self.predict.card: card.empty(self.texts),
            self.predict.save: "",
            self.predict.pictures: "",
            self.gradcam.pictures: gradcam.empty(self.texts),
        }

    def _answer(self, seen: Seen, colormap: str) -> dict[Block, Any]:
        evidence, closely = gradcam.for_answer(seen, colormap, self.texts)
        return {
            self.predict.alert: "",
            self.gradcam.alert: "",
            self.seen: seen,
            self.predict.card: card.result(seen, self.population, self.texts),
            self.predict.save: record.buttons(seen, self.texts),
            self.predict.pictures: predict.shown(seen, self.texts),
            self.gradcam.evidence: evidence,
            self.gradcam.pictures: closely,
        }

    def _saved(self, seen: Seen | None, event: gr.EventData) -> str:
        return record.buttons(seen, self.texts, str(event.kind))

    def _judge_again(self, seen: Seen | None, point: str, colormap: str) -> Any:
        """At another operating point; but not what a newer image is about to replace, or has, since this began."""
        if seen is None or seen.report.operating_point == point or is_outdated(seen.turn):
            return gr.skip()
        again = seen.at(self.classifier, point)
        # Another answer has its evidence elsewhere; for the same one the picture stays, and how far it is faded.
        other = again.report.label != seen.report.label
        evidence, closely = gradcam.for_answer(again, colormap, self.texts)
        shown = {
            self.seen: again,
            self.predict.card: card.result(again, self.population, self.texts),
            self.predict.pictures: predict.shown(again, self.texts) if other else gr.skip(),
            self.gradcam.evidence: evidence,
            self.gradcam.pictures: closely,
        }
        return gr.skip() if is_outdated(seen.turn) else shown


def _tab_of(request: gr.Request) -> Any:
    """The tab that the address names."""
    link = Link.of(request.query_params)
    wanted = link.tab or ("learn" if link.lesson else "predict" if link.example else None)
    return gr.Tabs(selected=wanted) if wanted else gr.skip()


def _part_of(request: gr.Request) -> Any:
    """The part of the Learn tab that the address names; a lesson opens by itself, see :mod:`pneumonia.ui.lessons`."""
    return gr.Tabs(selected=QUIZ) if Link.of(request.query_params).lesson == QUIZ else gr.skip()
