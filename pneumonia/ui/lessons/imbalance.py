"""Class imbalance and class weights: where a lazy model beats a real one by accuracy."""

from pneumonia.classifier import Classifier
from pneumonia.report import PNEUMONIA, percent
from pneumonia.ui.lessons import frame
from pneumonia.ui.texts import Texts


def lesson(classifier: Classifier, texts: Texts) -> str:
    words, split = texts.lesson_imbalance, classifier.bundle.metrics["split"]
    counts, weights = split["after"]["train"], split["class_weights"]
    share = counts[PNEUMONIA] / sum(counts.values())
    playground = (
        frame.slider("imbalance", words["slider"], 99, 1, round(100 * share), least=1)
        + frame.gauge("lazy", words["lazy"])
        + frame.gauge("model", words["model"])
        + frame.gauge("healthy", words["healthy"], bar=False)
        + frame.gauge("ill", words["ill"], bar=False)
        + frame.check(texts)
        + f'<span hidden data-threshold="{classifier.threshold()}"></span>'
    )
    return frame.lesson("imbalance", words, playground, texts, share=percent(share), **weights)
