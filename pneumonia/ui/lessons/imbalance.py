"""Class imbalance and class weights: where a lazy model beats a real one by accuracy."""

from pneumonia.classifier import Classifier
from pneumonia.report import PNEUMONIA, percent
from pneumonia.ui.lessons import frame
from pneumonia.ui.texts import English

SCRIPT = """
lessons.imbalance = (lesson, event) => {
  const slider = lesson.querySelector('input'), ill = slider.value / 100;
  const { recall, specificity } = count(lesson.querySelector('[data-threshold]').dataset.threshold);
  const lazy = Math.max(ill, 1 - ill), model = recall * ill + specificity * (1 - ill);
  move(slider, `${slider.value}\\u00a0%`);
  gauge(lesson, 'lazy', lazy, percent(lazy));
  gauge(lesson, 'model', model, percent(model));
  // As scikit-learn's class_weight="balanced" has it: n / (2 n_class).
  gauge(lesson, 'healthy', 0, (1 / (2 * (1 - ill))).toFixed(2));
  gauge(lesson, 'ill', 0, (1 / (2 * ill)).toFixed(2));
  if (!checks(event)) return;
  const values = { share: `${slider.value}\\u00a0%`, lazy: percent(lazy), model: percent(model),
    weighted: percent((recall + specificity) / 2) };
  say(lesson, lazy >= model, lazy < model ? 'loses' : ill < 0.5 ? 'finds_none' : 'alarms_all', values);
};
"""


def lesson(classifier: Classifier, texts: English) -> str:
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
