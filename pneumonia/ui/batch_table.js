// Sorts the table of several films (batch_table.py), and keeps the order when it is drawn again.
// A click on a row becomes a select event, which says when it was (newest.py).

let order = null;
function compare(one, other, { key, down }) {
  const [x, y] = [one.dataset[key], other.dataset[key]];
  if (!x || !y) return !x - !y;  // what has no probability stands last, whichever way
  const sign = key === 'probability' ? x - y : x.localeCompare(y, undefined, { numeric: true });
  return (down ? -sign : sign) || one.dataset.number - other.dataset.number;
}
function sort() {
  for (const head of element.querySelectorAll('th[data-sort]')) {
    const chosen = order?.key === head.dataset.sort;
    head.setAttribute('aria-sort', !chosen ? 'none' : order.down ? 'descending' : 'ascending');
  }
  const body = element.querySelector('tbody');
  if (body && order) body.append(...[...body.rows].sort((one, other) => compare(one, other, order)));
}
element.addEventListener('click', (event) => {
  const key = event.target.closest('th button')?.parentElement.dataset.sort;
  if (key) {
    order = { key, down: order?.key === key ? !order.down : key === 'probability' };
    sort();
  }
  const number = event.target.closest('tbody tr')?.dataset.number;
  const rows = element.querySelectorAll(`tr[data-number="${number}"]`);  // of one film: a second one holds its notes
  if (!rows[0]?.querySelector('button')) return;
  for (const other of element.querySelectorAll('tr[aria-current]')) other.removeAttribute('aria-current');
  for (const row of rows) row.setAttribute('aria-current', 'true');
  trigger('select', { number: Number(number), at: performance.now() });
});
watch('value', sort);
