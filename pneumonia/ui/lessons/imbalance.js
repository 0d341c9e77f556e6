// The slider is the share of the ill, in percent (imbalance.py).

lessons.imbalance = (lesson, event) => {
  const slider = lesson.querySelector('input'), ill = slider.value / 100;
  const { recall, specificity } = count(lesson.querySelector('[data-threshold]').dataset.threshold);
  const lazy = Math.max(ill, 1 - ill), model = recall * ill + specificity * (1 - ill);
  move(slider, `${slider.value}\u00a0%`);
  gauge(lesson, 'lazy', lazy, percent(lazy));
  gauge(lesson, 'model', model, percent(model));
  // As scikit-learn's class_weight="balanced" has it: n / (2 n_class).
  gauge(lesson, 'healthy', 0, (1 / (2 * (1 - ill))).toFixed(2));
  gauge(lesson, 'ill', 0, (1 / (2 * ill)).toFixed(2));
  if (!checks(event)) return;
  const values = { share: `${slider.value}\u00a0%`, lazy: percent(lazy), model: percent(model),
    weighted: percent((recall + specificity) / 2) };
  say(lesson, lazy >= model, lazy < model ? 'loses' : ill < 0.5 ? 'finds_none' : 'alarms_all', values);
};
