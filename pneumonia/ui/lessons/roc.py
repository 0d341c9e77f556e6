"""ROC and AUROC: a point to drag along the curve, and pairs of films to draw."""

from pneumonia.classifier import Classifier
from pneumonia.ui.lessons import frame
from pneumonia.ui.texts import Texts

#: How many pairs of films one press of the button draws.
PAIRS = 100

_PLOT = """
<div class="px-roc"><svg viewBox="0 0 100 100" aria-hidden="true">
<line class="px-guess" x1="0" y1="100" x2="100" y2="0"/>
<polyline/><line class="px-height"/><circle r="3"/></svg><span>{x}</span><span class="px-up">{y}</span></div>
"""


def lesson(classifier: Classifier, texts: Texts) -> str:
    words, area = texts.lesson_roc, classifier.bundle.metrics["test"]["auroc"]["value"]
    playground = (
        _PLOT.format(x=words["alarms"], y=words["recall"])
        + frame.slider("roc", texts.slider_label, 1, 1, 0)
        + frame.gauge("recall", words["recall"])
        + frame.gauge("alarms", words["alarms"])
        + frame.gauge("height", words["height"])
        + frame.check(texts)
        + f'<div class="px-drawing"><button type="button" class="px-draw">{words["draw"].format(n=PAIRS)}</button>'
        f'<span class="px-pairs px-fine" role="status"></span></div>'
    )
    return frame.lesson("roc", words, playground, texts, auroc=f"{area:.3f}")
