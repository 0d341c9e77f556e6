// Who answers is chosen by the threshold of its button (accuracy.py).

lessons.accuracy = (lesson, event) => {
  const button = pressed(event);
  if (!button) return;
  const now = count(button.dataset.threshold);
  gauge(lesson, 'accuracy', now.accuracy, percent(now.accuracy));
  gauge(lesson, 'found', now.recall, `${now.tp} / ${now.ill}`);
  gauge(lesson, 'spared', now.specificity, `${now.tn} / ${now.healthy}`);
  const values = { accuracy: percent(now.accuracy), missed: now.fn, alarms: now.fp };
  if ('looks' in button.dataset) return say(lesson, false, 'looks', values);
  const right = now.accuracy >= Math.max(count(0).accuracy, count(2).accuracy);
  say(lesson, right, right ? 'right' : 'other', values);
};
