"""Precision against recall: find the threshold of a screening test, and see what it costs."""

from pneumonia.ui.lessons import frame
from pneumonia.ui.texts import Texts

#: At most this share of the ill may be missed.
MISSED = 0.01
#: Where the slider starts: too high for a screening test.
START, STEP = 0.9, 0.005


def lesson(texts: Texts) -> str:
    words = texts.lesson_screening
    playground = (
        frame.slider("screening", texts.slider_label, 1, STEP, START)
        + frame.gauge("recall", words["recall"])
        + frame.gauge("precision", words["precision"])
        + frame.gauge("missed", words["missed"], bar=False)
        + frame.gauge("alarms", words["alarms"], bar=False)
        + frame.check(texts)
    )
    return frame.lesson("screening", words, playground, texts, one_in=round(1 / MISSED))
