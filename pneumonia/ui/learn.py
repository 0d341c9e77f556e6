"""The Learn tab: lessons, a quiz, and what a teacher needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any

import gradio as gr

from pneumonia.classifier import Classifier
from pneumonia.ui import embed, lessons, quiz
from pneumonia.ui.block import html
from pneumonia.ui.collection import Collection
from pneumonia.ui.texts import English


@dataclass(frozen=True)
class LearnTab:
    """What is filled when somebody looks."""

    lessons: gr.HTML
    teachers: gr.Tab
    embed: gr.HTML


def build(classifier: Classifier, collection: Collection, texts: English) -> LearnTab:
    html(f'<p class="px-intro">{escape(texts.learn_intro)}</p>')
    with gr.Tabs(elem_id="px-learn"):
        with gr.Tab(texts.learn_lessons, id="lessons"):
            lesson = lessons.build(texts)
        with gr.Tab(texts.learn_quiz, id="quiz"):
            quiz.build(classifier, collection, texts)
        with gr.Tab(texts.learn_teach, id="teach") as teachers:
            builder = embed.build(texts)
    return LearnTab(lesson, teachers, builder)


def connect(
    learn: LearnTab, tab: gr.Tab, classifier: Classifier, collection: Collection, tabs: Sequence[str], texts: English
) -> None:
    """Fill the lessons when ``tab`` is opened, and the builder when its part is; ``tabs`` are those to link to."""
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    tab.select(partial(lessons.contents, classifier, collection, texts), None, learn.lessons, **quiet)
    learn.teachers.select(partial(embed.contents, classifier, collection, tabs, texts), None, learn.embed, **quiet)
