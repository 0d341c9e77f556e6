"""Ten films to read before truth and model are shown, and a score against the model.

Neither truth nor the model's answer is in the page before the visitor has answered, and a film is known to the page by
its place in the quiz only.
"""

import random
from dataclasses import dataclass, replace
from typing import Any

import cv2
import gradio as gr
import numpy as np

from pneumonia import explain
from pneumonia.classifier import Classifier
from pneumonia.report import LABELS, NORMAL, PNEUMONIA
from pneumonia.ui import quiz_view
from pneumonia.ui.block import html
from pneumonia.ui.collection import Answer, Collection
from pneumonia.ui.scripts import ADDRESS, COPY, script
from pneumonia.ui.session import FORGET_AFTER
from pneumonia.ui.texts import Texts

FILMS = 10
#: How far the share of ill films may be from one half, or counting would help to guess.
UNEVEN = 0.2
#: Evidence is strong from this share of the strongest for either label on: what the Grad-CAM tab outlines at first.
HOT = 0.5

_SCRIPT = ADDRESS + COPY + script("quiz.js")


@dataclass(frozen=True)
class Reading:
    """One film as it is (NORMAL or PNEUMONIA), as the visitor and the model read it, and whether the click met."""

    truth: str
    visitor: str
    model: str
    #: Did the visitor's click lie where the model saw strong evidence? None if there was nothing to compare.
    met: bool | None = None


@dataclass(frozen=True)
class Quiz:
    """One visitor's quiz: the films' numbers in the gallery, and the readings so far."""

    films: tuple[int, ...]
    readings: tuple[Reading, ...] = ()


def build(classifier: Classifier, collection: Collection, texts: Texts) -> None:
    """Lay it out and connect it."""
    if not collection.items:
        html(quiz_view.no_images(texts))
        return
    page = block(texts)
    quiz = gr.State(None, time_to_live=FORGET_AFTER)

    def step(quiz: Quiz | None, event: gr.EventData) -> list[Any]:
        return _step(classifier, collection, texts, quiz, event)

    page.select(step, quiz, [quiz, page], api_visibility="private", show_progress="hidden")


def block(texts: Texts) -> gr.HTML:
    """Its first page; buttons are ``select`` events with their ``action``."""
    return html(quiz_view.start(texts, FILMS), js_on_load=_SCRIPT, elem_id="px-quiz")


def _step(
    classifier: Classifier, collection: Collection, texts: Texts, quiz: Quiz | None, event: gr.EventData
) -> list[Any]:
    """What follows a button; one that came twice or too late changes nothing."""
    if event.action == "start":
        films = draw(collection.answers(), random.SystemRandom())
        quiz = Quiz(films)
        return [quiz, _ask(collection, quiz, texts) if films else quiz_view.no_images(texts)]
    if quiz is None:
        return [None, quiz_view.start(texts, FILMS)]
    place = len(quiz.readings)
    if event.action == "read" and str(event.film) == str(place) and event.label in LABELS and place < len(quiz.films):
        return _answer(classifier, collection, texts, quiz, event)
    if event.action == "next" and str(event.film) == str(place):
        done = place == len(quiz.films)
        return [quiz, _summary(collection, quiz, texts) if done else _ask(collection, quiz, texts)]
    return [gr.skip(), gr.skip()]


def draw(answers: list[Answer], chance: random.Random) -> tuple[int, ...]:
    """Numbers of up to ten films that the model judges, mixed; how many of them are ill is left to chance, too."""
    judged = {
        label: [n for n, a in enumerate(answers) if a.item.truth == label and a.report and a.report.label]
        for label in LABELS
    }
    total = min(FILMS, sum(map(len, judged.values())))
    fewest, most = round(total * (0.5 - UNEVEN)), round(total * (0.5 + UNEVEN))
    ill = chance.randint(
        min(max(fewest, total - len(judged[NORMAL])), len(judged[PNEUMONIA])),
        min(max(most, total - len(judged[NORMAL])), len(judged[PNEUMONIA])),
    )
    films = chance.sample(judged[PNEUMONIA], ill) + chance.sample(judged[NORMAL], total - ill)
    chance.shuffle(films)
    return tuple(films)


def met(cam: np.ndarray, label: str | None, place: tuple[float, float]) -> bool | None:
    """Does a place (x, y), in shares of width and height, lie where a map (h, w) has strong evidence for PNEUMONIA?

    None where there is nothing to compare: the model's ``label`` is another, or nowhere is the evidence strong.
    """
    # Enlarged as the picture is.
    evidence = explain.heat(cam, PNEUMONIA)
    smooth = cv2.resize(evidence, (explain.LONGEST_SIDE,) * 2, interpolation=cv2.INTER_CUBIC)
    if label != PNEUMONIA or smooth.max() < HOT:
        return None
    x, y = (min(int(share * explain.LONGEST_SIDE), explain.LONGEST_SIDE - 1) for share in place)
    return bool(smooth[y, x] >= HOT)


def _ask(collection: Collection, quiz: Quiz, texts: Texts) -> str:
    item = collection.items[quiz.films[len(quiz.readings)]]
    return quiz_view.question(item.file, len(quiz.readings), len(quiz.films), texts)


def _answer(classifier: Classifier, collection: Collection, texts: Texts, quiz: Quiz, event: gr.EventData) -> list[Any]:
    item = collection.items[quiz.films[len(quiz.readings)]]
    prediction = classifier.predict(item.file)
    place = _place(event.place) if event.label == PNEUMONIA else None
    hit = met(prediction.cam, prediction.report.label, place) if place else None
    reading = Reading(item.truth, event.label, prediction.report.label or "", hit)
    quiz = replace(quiz, readings=(*quiz.readings, reading))
    return [quiz, quiz_view.answer(quiz.readings, len(quiz.films), prediction, place, texts)]


def _summary(collection: Collection, quiz: Quiz, texts: Texts) -> str:
    answers = collection.answers()
    shown = [(film, answers[film].thumbnail or "") for film in quiz.films]
    return quiz_view.summary(quiz.readings, shown, texts)


def _place(sent: Any) -> tuple[float, float] | None:
    """A click as the browser sent it, if it lies on the film."""
    try:
        x, y = (float(share) for share in sent)
    except (TypeError, ValueError):
        return None
    return (x, y) if 0.0 <= x <= 1.0 and 0.0 <= y <= 1.0 else None
