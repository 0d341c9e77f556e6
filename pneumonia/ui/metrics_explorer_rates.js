// The rates at the slider's threshold, and the hundred children (metrics_explorer.py).

let rows = null;
const text = (percent) => percent.toFixed(1) + '\u00a0%';
function show() {
  const threshold = document.querySelector('#px-threshold')?.value, drawn = element.querySelector('[data-rows]');
  if (!threshold || !drawn) return;  // the two blocks come one after the other
  rows ??= JSON.parse(drawn.dataset.rows);
  const row = rows.find((row) => threshold <= row[0]);
  element.querySelectorAll('tr[data-rate]').forEach((line, i) => {
    const [value, low, high] = row[1 + i];
    line.querySelector('.px-value').textContent = value === null ? props.undefined : text(value);
    line.querySelector('.px-interval').textContent = low === null ? '' : `${text(low)} ${props.to} ${text(high)}`;
    const range = line.querySelector('.px-range');
    range.style.setProperty('--low', (low ?? value) / 100);
    range.style.setProperty('--high', (high ?? value) / 100);
    range.style.setProperty('--value', value / 100);
  });
  hundred(row[row.length - 1]);
}
// As pneumonia.metrics.predictive_values has it.
function hundred([sensitivity, least, most, specificity, low, high]) {
  const slider = element.querySelector('#px-prevalence'), ill = slider.value / 100;
  element.querySelector('.px-prevalence output').textContent = slider.value + '\u00a0%';
  slider.setAttribute('aria-valuetext', slider.value + '\u00a0%');
  const share = (n, ill, healthy) => ill + healthy ? Math.round(n * ill / (ill + healthy)) : null;
  const among = (specificity) => share(100, sensitivity * ill, (1 - specificity) * (1 - ill));
  const flagged = among(specificity);
  say('.px-flagged', flagged, props.flagged.replace('{low}', among(low)).replace('{high}', among(high)), props.nobody);
  const missed = (sensitivity) => share(1000, (1 - sensitivity) * ill, specificity * (1 - ill));
  const cleared = props.cleared.replace('{low}', missed(most)).replace('{high}', missed(least));
  const none = missed(sensitivity) === 0;  // which is more than is known
  say('.px-cleared', none ? props.few : missed(sensitivity), cleared, props.everybody);
  element.querySelectorAll('.px-hundred i').forEach((child, n) => child.classList.toggle('px-ill', n < (flagged ?? 0)));
}
function say(where, count, words, none) {
  element.querySelector(where).textContent = count === null ? none : words.replace('{ill}', count);
}
document.addEventListener('input', ({ target }) => {
  if (target.id === 'px-threshold' || element.contains(target)) show();
});
watch('value', show);
