// The slider is the threshold (screening.py); right is one that misses few of the ill and alarms no more than it must.

// At most this share of the healthy may be alarmed beyond what it takes to miss few of the ill.
const SPARE = 0.05;
lessons.screening = (lesson, event) => {
  const slider = lesson.querySelector('input'), now = count(slider.value);
  move(slider, percent(slider.value));
  const precision = now.tp + now.fp ? now.tp / (now.tp + now.fp) : null;
  gauge(lesson, 'recall', now.recall, percent(now.recall));
  const alarms_right = precision === null ? props.undefined : percent(precision);
  gauge(lesson, 'precision', precision ?? 0, alarms_right);
  gauge(lesson, 'missed', 0, `${now.fn} / ${now.ill}`);
  gauge(lesson, 'alarms', 0, `${now.fp} / ${now.healthy}`);
  if (!checks(event)) return;
  const most = props.most_missed * now.ill;
  let cheapest = null;
  for (let at = 0; at <= 1 && count(at).fn <= most; at += Number(slider.step)) cheapest = count(at);
  const values = { ...now, precision: alarms_right };
  if (now.fn > most) say(lesson, false, 'misses', values);
  else if (now.fp > cheapest.fp + SPARE * now.healthy) say(lesson, false, 'alarmed', values);
  else say(lesson, true, 'right', values);
};
