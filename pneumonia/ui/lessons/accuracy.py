"""What accuracy hides: two models that never look at a film, and the real one."""

from pneumonia.classifier import Classifier
from pneumonia.report import NORMAL, PNEUMONIA
from pneumonia.ui.lessons import frame
from pneumonia.ui.texts import Texts


def lesson(classifier: Classifier, texts: Texts) -> str:
    words, counts = texts.lesson_accuracy, classifier.bundle.metrics["split"]["after"]["test"]
    # No probability reaches 2, and none is below 0.
    who = [
        ('data-threshold="2"', words["normal"]),
        ('data-threshold="0"', words["pneumonia"]),
        (f'data-threshold="{classifier.threshold()}" data-looks', words["model"]),
    ]
    playground = (
        frame.choices(words["title"], who)
        + frame.gauge("accuracy", words["accuracy"])
        + frame.gauge("found", words["found"])
        + frame.gauge("spared", words["spared"])
    )
    n = sum(counts.values())
    return frame.lesson("accuracy", words, playground, texts, n=n, ill=counts[PNEUMONIA], healthy=counts[NORMAL])
