// Marks the place that is clicked on the film, and hands a pressed button's action to the server (quiz.py).
// Before it stand ADDRESS and COPY of scripts.py.

element.addEventListener('click', (event) => {
  const film = event.target.closest('.px-film[data-asked]'), button = event.target.closest('button[data-action]');
  if (film) {
    const box = film.getBoundingClientRect(), place = film.querySelector('.px-place');
    film.dataset.x = (event.clientX - box.x) / box.width;
    film.dataset.y = (event.clientY - box.y) / box.height;
    place.style.left = 100 * film.dataset.x + '%';
    place.style.top = 100 * film.dataset.y + '%';
    place.hidden = false;
  }
  if (!button) return;
  for (const other of element.querySelectorAll('button[data-action]')) other.disabled = true;
  const { x, y } = element.querySelector('.px-film')?.dataset ?? {};
  trigger('select', { ...button.dataset, place: x === undefined ? null : [Number(x), Number(y)] });
});
watch('value', () => {
  const code = element.querySelector('code');
  if (code) code.textContent = code.textContent.replace('{address}', address);
  const { top, bottom } = element.getBoundingClientRect(), film = element.querySelector('.px-film');
  if (top < 0 || (film && bottom > innerHeight)) scrollBy({ top });  // film and buttons are seen together
  element.querySelector('h2').focus({ preventScroll: true });
});
