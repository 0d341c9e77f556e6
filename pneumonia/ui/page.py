"""The page as a whole: the tabs, and what connects them."""

import logging
import os
from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any

import gradio as gr

from pneumonia.classifier import Classifier
from pneumonia.errors import PneumoniaError
from pneumonia.ui import about, api, card, gallery, gradcam, learn, metrics, predict, record, session
from pneumonia.ui.block import html
from pneumonia.ui.collection import Collection
from pneumonia.ui.gallery import GalleryTab
from pneumonia.ui.gradcam import GradCamTab
from pneumonia.ui.learn import LearnTab
from pneumonia.ui.metrics import MetricsTab
from pneumonia.ui.predict import PredictTab
from pneumonia.ui.session import Seen
from pneumonia.ui.texts import ENGLISH, English
from pneumonia.ui.viewer import pictures

TABS = ("predict", "gradcam", "gallery", "metrics", "learn", "about")
#: Uploads go within the hour: every 10 minutes those older than 40 are deleted.
DELETE_CACHE = (600, 2400)
#: What a visitor looks at is forgotten after this many seconds, or when the page is closed.
FORGET_AFTER = 3600
log = logging.getLogger(__name__)


def build(classifier: Classifier, notice: str = "", texts: English = ENGLISH) -> gr.Blocks:
    """The whole app around one classifier; ``notice`` is a sentence that every visitor must see."""
    demo: gr.Blocks = _Page(classifier, notice, texts).demo
    return demo


class _Page:
    """Lays out and connects; one method per connection."""

    def __init__(self, classifier: Classifier, notice: str, texts: English) -> None:
        self.classifier, self.texts = classifier, texts
        self.population = classifier.bundle.info.get("data", {}).get("population") or texts.population_unknown
        self.collection = Collection(classifier, os.environ.get("PNEUMONIA_GALLERY"))
        with gr.Blocks(title=texts.title, analytics_enabled=False, delete_cache=DELETE_CACHE) as self.demo:
            html(_header(notice, texts), elem_id="px-header")
            self.seen = gr.State(None, time_to_live=FORGET_AFTER)
            with gr.Tabs(elem_id="px-tabs") as self.tabs:
                # The first event of all has no inputs: Gradio's client warns in the console where number 0 has some.
                self.demo.load(_tab_of, None, self.tabs, api_visibility="private", show_progress="hidden")
                with gr.Tab(texts.tab_predict, id="predict"):
                    self.predict: PredictTab = predict.build(classifier, self.collection, texts)
                with gr.Tab(texts.tab_gradcam, id="gradcam"):
                    self.gradcam: GradCamTab = gradcam.build(self.seen, texts)
                with gr.Tab(texts.tab_gallery, id="gallery") as gallery_tab:
                    self.gallery: GalleryTab = gallery.build(self.collection, texts)
                with gr.Tab(texts.tab_metrics, id="metrics") as metrics_tab:
                    self.metrics: MetricsTab = metrics.build(classifier, texts)
                with gr.Tab(texts.tab_learn, id="learn") as learn_tab:
                    self.learn: LearnTab = learn.build(classifier, self.collection, texts)
                with gr.Tab(texts.tab_about, id="about"):
                    about.build(classifier, texts)
            html(f'<p class="px-fine">{escape(texts.privacy)}</p>', elem_id="px-footer")
            self._connect_images()
            self._fill_lazily(gallery_tab, metrics_tab)
            learn.connect(self.learn, learn_tab, classifier, self.collection, TABS, texts)
            api.add(classifier)

    def _connect_images(self) -> None:
        """Wherever an image comes from, both tabs show it."""
        now = [self.predict.points, self.gradcam.evidence, self.gradcam.colormap]
        shown = [
            self.predict.alert,
            self.gradcam.alert,
            self.seen,
            self.predict.card,
            self.predict.save,
            self.predict.pictures,
            self.gradcam.pictures,
        ]
        quiet: dict[str, Any] = {
            "api_visibility": "private",
            "show_progress": "minimal",
            "show_progress_on": self.predict.card,
        }
        judge: dict[str, Any] = {
            "fn": self._judge_again,
            "inputs": [self.seen, self.predict.points],
            "outputs": [self.seen, self.predict.card],
            "api_visibility": "private",
            "show_progress": "hidden",
        }
        self.predict.points.change(**judge, trigger_mode="always_last")
        sources = [drop.upload(self._uploaded, now, shown, **quiet) for drop in (self.predict.drop, self.gradcam.drop)]
        grids = (self.predict.examples, self.gallery.grid)
        sources += [grid.select(self._opened, now, [*shown, self.tabs], **quiet) for grid in grids]
        for arrived in sources:
            # Judged once more, because the operating point may have been changed while the image was on its way.
            arrived.then(**judge)
            arrived.then(None, js=predict.SHOW_ANSWER, api_visibility="private")
        save = self.predict.save.select(
            self._saved, self.seen, self.predict.save, api_visibility="private", show_progress="minimal"
        )
        save.then(None, js=record.FOLLOW, api_visibility="private")

    def _fill_lazily(self, gallery_tab: gr.Tab, metrics_tab: gr.Tab) -> None:
        """What is heavy waits until somebody looks."""
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        charts = [self.metrics.explorer, *self.metrics.plots]
        metrics_tab.select(lambda: metrics.contents(self.classifier, self.texts), None, charts, **quiet)
        if self.collection.items:
            fill = partial(gallery.grid, self.collection, self.texts)
            gallery_tab.select(fill, None, self.gallery.grid, **quiet)
            self.demo.load(
                partial(predict.examples_html, self.collection, self.texts), None, self.predict.examples, **quiet
            )

    def _uploaded(self, point: str, evidence: str, colormap: str, event: gr.EventData) -> list[Any]:
        def load() -> Seen:
            return session.read_upload(self.classifier, event.path, point)

        return self._show(load, evidence, colormap)

    def _opened(self, point: str, evidence: str, colormap: str, event: gr.EventData) -> list[Any]:
        def load() -> Seen:
            item = self.collection.items[range(len(self.collection.items)).index(event.number)]
            return session.read(self.classifier, item.file, point, item.truth)

        return [*self._show(load, evidence, colormap), gr.Tabs(selected="predict")]

    def _show(self, load: Callable[[], Seen], evidence: str, colormap: str) -> list[Any]:
        """The image that ``load`` reads, on both tabs; or a message beside what was there before."""
        try:
            seen = load()
        except PneumoniaError as error:
            message = str(error)
        except Exception:
            log.exception("unexpected error on the page")
            message = self.texts.unexpected
        else:
            return self._answer(seen, evidence, colormap)
        return [*[card.alert(message, self.texts)] * 2, *[gr.skip()] * 5]

    def _answer(self, seen: Seen, evidence: str, colormap: str) -> list[Any]:
        return [
            "",
            "",
            seen,
            card.result(seen, self.population, self.texts),
            record.buttons(seen, self.texts),
            pictures(seen, self.texts),
            gradcam.draw(seen, evidence, colormap, self.texts),
        ]

    def _saved(self, seen: Seen | None, event: gr.EventData) -> str:
        return record.buttons(seen, self.texts, str(event.kind))

    def _judge_again(self, seen: Seen | None, point: str) -> list[Any]:
        if seen is None or seen.report.operating_point == point:
            return [gr.skip(), gr.skip()]
        again = seen.at(self.classifier, point)
        return [again, card.result(again, self.population, self.texts)]


def _tab_of(request: gr.Request) -> Any:
    """The tab that the address names (``?tab=metrics``)."""
    wanted = request.query_params.get("tab")
    return gr.Tabs(selected=wanted) if wanted in TABS else gr.skip()


def _header(notice: str, texts: English) -> str:
    warning = f'<p class="px-alert" role="alert">{escape(notice)}</p>' if notice else ""
    return (
        f'<header class="px-head"><h1>{escape(texts.title)}</h1><p>{escape(texts.subtitle)}</p>'
        f'<p class="px-notice" role="note">{texts.notice}</p>{warning}</header>'
    )
