// What all lessons share. The scripts of the lessons follow this one and use its names. Each adds one function to
// `lessons`; it is called with the lesson's element when the lesson is drawn and, with the event, whenever a control in
// it is moved or pressed.

const lessons = {};
const percent = (share) => (100 * share).toFixed(1) + '\u00a0%';
const fill = (words, values) => words.replace(/{(\w+)}/g, (_, name) => values[name]);
const words = (lesson, key, values = {}) => fill(JSON.parse(lesson.dataset.words)[key], values);

function say(lesson, right, key, values) {
  const feedback = lesson.querySelector('.px-feedback'), verdict = document.createElement('strong');
  verdict.textContent = right ? props.right : props.not_yet;
  feedback.replaceChildren(verdict, ' ' + words(lesson, key, values));
  feedback.dataset.right = right;
  if (right) lesson.querySelector('.px-solved').hidden = false;
}
function gauge(lesson, name, share, text) {
  const line = lesson.querySelector(`[data-gauge=${name}]`);
  line.querySelector('b').textContent = text;
  line.querySelector('i')?.style.setProperty('--value', share);
}
function move(slider, text) {
  slider.parentElement.querySelector('output').textContent = text;
  slider.setAttribute('aria-valuetext', text);
}
function pressed(event) {
  const button = event?.target.closest('.px-choices button');
  for (const other of button?.parentElement.children ?? []) other.setAttribute('aria-pressed', other === button);
  return button;
}
const checks = (event) => event?.type === 'click' && event.target.closest('.px-check');

// The outcome at a threshold, as pneumonia.metrics.confusion counts it.
let scores = null;
function count(threshold) {
  scores ??= JSON.parse(element.querySelector('[data-scores]').dataset.scores);
  const flagged = (group) => group.filter((score) => score >= threshold).length;
  const tp = flagged(scores.PNEUMONIA), fp = flagged(scores.NORMAL);
  const ill = scores.PNEUMONIA.length, healthy = scores.NORMAL.length;
  const [recall, specificity] = [tp / ill, 1 - fp / healthy];
  const accuracy = (tp + healthy - fp) / (ill + healthy);
  return { tp, fp, fn: ill - tp, tn: healthy - fp, ill, healthy, recall, specificity, accuracy };
}

function play(event) {
  const lesson = event.target.closest('[data-lesson]');
  if (lesson) lessons[lesson.dataset.lesson](lesson, event);
}
for (const kind of ['input', 'click']) element.addEventListener(kind, play);
// The lesson that the page's address names, by its number from 1 on; once, or it would open whenever they are drawn.
let named = new URLSearchParams(location.search).get('lesson');
watch('value', () => {
  const all = [...element.querySelectorAll('[data-lesson]')], wanted = all[named - 1];
  for (const lesson of all) lessons[lesson.dataset.lesson](lesson);
  if (!wanted) return;
  named = null;
  wanted.open = true;
  scrollBy({ top: wanted.getBoundingClientRect().top });  // scrollIntoView would pull a page around this one along
});
