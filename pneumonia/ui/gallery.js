// Shows the images that are of every pressed kind (gallery.py).

element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-filter]');
  if (!button) return;
  for (const other of button.parentElement.querySelectorAll('button')) {
    other.setAttribute('aria-pressed', other === button);
  }
  const pressed = [...element.querySelectorAll('button[data-filter][aria-pressed=true]')];
  const wanted = pressed.map((button) => button.dataset.filter).filter(Boolean);
  const tiles = [...element.querySelectorAll('.px-tile')];
  for (const tile of tiles) tile.hidden = !wanted.every((kind) => tile.dataset.kinds.split(' ').includes(kind));
  element.querySelector('.px-none').hidden = tiles.some((tile) => !tile.hidden);
});
