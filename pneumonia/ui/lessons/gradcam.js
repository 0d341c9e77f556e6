// A field of the film is pressed, then the heat map is shown (gradcam.py).

lessons.gradcam = (lesson, event) => {
  const all = [...lesson.querySelectorAll('.px-film')], button = pressed(event);
  if (button) {
    all.forEach((film, n) => { film.hidden = String(n) !== button.dataset.film; });
    lesson.querySelector('.px-feedback').replaceChildren();
  }
  const field = event?.type === 'click' && event.target.closest('button[data-field]');
  if (!field) return;
  const film = field.closest('.px-film'), right = film.dataset.hot.split(' ').includes(field.dataset.field);
  film.querySelector('.px-heat').hidden = false;
  for (const other of film.querySelectorAll('button')) other.setAttribute('aria-pressed', other === field);
  say(lesson, right, right ? 'yes' : 'no', film.dataset);
};
