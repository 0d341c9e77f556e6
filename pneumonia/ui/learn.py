"""The Learn tab: lessons, a quiz, and what a teacher needs."""

from functools import partial
from html import escape
from typing import Any

import gradio as gr

from pneumonia.classifier import Classifier
from pneumonia.ui import embed, lessons, quiz
from pneumonia.ui.block import html
from pneumonia.ui.collection import Collection
from pneumonia.ui.links import QUIZ
from pneumonia.ui.texts import Texts


def build(tab: gr.Tab, classifier: Classifier, collection: Collection, texts: Texts) -> gr.Tabs:
    """Lay out what is inside ``tab`` and connect it: the lessons are filled when it is opened, the builder later.

    Returns its parts, of which one may be selected.
    """
    html(f'<p class="px-intro">{escape(texts.learn_intro)}</p>')
    parts: gr.Tabs
    with gr.Tabs(elem_id="px-learn") as parts:
        with gr.Tab(texts.learn_lessons, id="lessons"):
            place = lessons.build(texts)
        with gr.Tab(texts.learn_quiz, id=QUIZ):
            quiz.build(classifier, collection, texts)
        with gr.Tab(texts.learn_teach, id="teach") as teachers:
            builder = embed.build(texts)
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    tab.select(partial(lessons.contents, classifier, collection, texts), None, place, **quiet)
    teachers.select(partial(embed.contents, classifier, collection, texts), None, builder, **quiet)
    return parts
