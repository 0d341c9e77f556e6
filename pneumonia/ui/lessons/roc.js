// The point on the curve, and the pairs of films (roc.py).

// How far below the greatest height (Youden's J = recall - false alarm rate) the point may stand.
const CLOSE = 0.01;
let cuts = null; // every threshold at which the outcome changes: the points of the curve, from its upper right end
const curve = () => cuts ??= (count(0), [...new Set(Object.values(scores).flat())].sort((a, b) => a - b).concat(2)
  .map((threshold) => ({ threshold, ...count(threshold) })));
const height = (point) => point.recall - (1 - point.specificity);

lessons.roc = (lesson, event) => {
  const slider = lesson.querySelector('input'), points = curve();
  slider.max = points.length - 1;
  const now = points[slider.value], at = [1 - now.specificity, 1 - now.recall].map((share) => 100 * share);
  lesson.querySelector('polyline').setAttribute(
    'points', points.map((point) => `${100 * (1 - point.specificity)},${100 * (1 - point.recall)}`).join(' '));
  lesson.querySelector('circle').setAttribute('cx', at[0]);
  lesson.querySelector('circle').setAttribute('cy', at[1]);
  const drop = { x1: at[0], x2: at[0], y1: at[1], y2: 100 - at[0] };
  for (const name in drop) lesson.querySelector('.px-height').setAttribute(name, drop[name]);
  move(slider, percent(Math.min(now.threshold, 1)));
  gauge(lesson, 'recall', now.recall, percent(now.recall));
  gauge(lesson, 'alarms', 1 - now.specificity, percent(1 - now.specificity));
  gauge(lesson, 'height', height(now), (100 * height(now)).toFixed(1));
  if (event?.target.closest('.px-draw') && event.type === 'click') draw(lesson);
  if (!checks(event)) return;
  const best = points.reduce((a, b) => height(b) > height(a) ? b : a);
  const values = { height: (100 * height(now)).toFixed(1), recall: percent(now.recall),
    alarms: percent(1 - now.specificity) };
  const right = height(now) > height(best) - CLOSE;
  say(lesson, right, right ? 'right' : now.threshold < best.threshold ? 'low' : 'high', values);
};

function draw(lesson) {
  const tally = lesson.querySelector('.px-pairs'), one = (group) => group[Math.floor(Math.random() * group.length)];
  let drawn = Number(tally.dataset.drawn ?? 0), higher = Number(tally.dataset.higher ?? 0);
  for (let pair = 0; pair < props.pairs; pair++, drawn++) {
    const [ill, healthy] = [one(scores.PNEUMONIA), one(scores.NORMAL)];
    higher += ill > healthy ? 1 : ill === healthy ? 0.5 : 0;
  }
  Object.assign(tally.dataset, { drawn, higher });
  tally.textContent = words(lesson, 'drawn', { drawn, higher, share: percent(higher / drawn) });
}

// The point is dragged to the point of the curve that is nearest to the pointer.
element.addEventListener('pointermove', drag);
element.addEventListener('pointerdown', drag);
function drag(event) {
  const plot = event.target.closest?.('.px-roc svg'), slider = plot?.closest('[data-lesson]').querySelector('input');
  if (!plot || !event.buttons) return;
  const box = plot.getBoundingClientRect(), points = curve();
  const x = (event.clientX - box.x) / box.width, y = (event.clientY - box.y) / box.height;
  const far = (point) => (1 - point.specificity - x) ** 2 + (1 - point.recall - y) ** 2;
  slider.value = points.reduce((best, point, n) => far(point) < far(points[best]) ? n : best, 0);
  slider.dispatchEvent(new Event('input', { bubbles: true }));
}
