// Shows the chosen version of the film (shift.py); right is the one that moves the answer furthest without a warning.

lessons.shift = (lesson, event) => {
  const versions = [...lesson.querySelectorAll('.px-version')];
  if (!versions.length) return;
  const button = pressed(event);
  if (button) versions.forEach((version) => { version.hidden = version.dataset.change !== button.dataset.change; });
  if (!checks(event)) return;
  const chance = (version) => Number(version.dataset.probability);
  const moved = (version) => Math.abs(chance(version) - chance(versions[0]));
  const silent = (version) => !version.querySelector('.px-warn');
  const now = versions.find((version) => !version.hidden);
  const furthest = Math.max(...versions.filter(silent).map(moved));
  const values = { before: percent(chance(versions[0])), after: percent(chance(now)) };
  if (now === versions[0]) say(lesson, false, 'unchanged', values);
  else if (!silent(now)) say(lesson, false, 'noticed', values);
  else say(lesson, moved(now) === furthest, moved(now) === furthest ? 'right' : 'further', values);
};
