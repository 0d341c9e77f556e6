"""Precision against recall: find the threshold of a screening test, and see what it costs."""

from pneumonia.ui.lessons import frame
from pneumonia.ui.texts import English

#: At most this share of the ill may be missed, with at most this share of the healthy alarmed beyond what that takes.
MISSED, SPARE = 0.01, 0.05
#: Where the slider starts: too high for a screening test.
START, STEP = 0.9, 0.005

SCRIPT = f"""
lessons.screening = (lesson, event) => {{
  const slider = lesson.querySelector('input'), now = count(slider.value);
  move(slider, percent(slider.value));
  const precision = now.tp + now.fp ? now.tp / (now.tp + now.fp) : null;
  gauge(lesson, 'recall', now.recall, percent(now.recall));
  const alarms_right = precision === null ? props.undefined : percent(precision);
  gauge(lesson, 'precision', precision ?? 0, alarms_right);
  gauge(lesson, 'missed', 0, `${{now.fn}} / ${{now.ill}}`);
  gauge(lesson, 'alarms', 0, `${{now.fp}} / ${{now.healthy}}`);
  if (!checks(event)) return;
  let cheapest = null;
  for (let at = 0; at <= 1 && count(at).fn <= {MISSED} * now.ill; at += {STEP}) cheapest = count(at);
  const values = {{ ...now, precision: alarms_right }};
  if (now.fn > {MISSED} * now.ill) say(lesson, false, 'misses', values);
  else if (now.fp > cheapest.fp + {SPARE} * now.healthy) say(lesson, false, 'alarmed', values);
  else say(lesson, true, 'right', values);
}};
"""


def lesson(texts: English) -> str:
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
