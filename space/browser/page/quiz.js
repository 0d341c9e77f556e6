// Ten films to read before truth and model are shown, and a score against the model: pneumonia/ui/quiz.py.
// Here the answers are in the page all the same: whoever looks for them plays against nobody but himself.

import { mount as mountBlock } from './block.js';
import { answers } from './collection.js';
import { enlarged, heat } from './heat.js';
import { add } from './html.js';
import { answered, failed, question, summary, waiting } from './quiz-view.js';

export async function quiz(place, app, staged) {
  if (!app.gallery.items.length) {
    add(place, (await app.page('gallery')).empty);
    return;
  }
  let films = [], readings = [], asked = null;  // asked: what the model sees on the film that is being read
  const ask = async () => {
    asked = await read(films[readings.length], app);
    return question(asked, readings.length, films.length, app);
  };
  const steps = {
    start: async () => {
      block.value = waiting(app);
      films = draw(await answers(app), app.rules);
      readings = [];
      return films.length ? ask() : (await app.page('gallery')).empty;
    },
    read: ({ film, label, place: where }) => {
      if (Number(film) !== readings.length || readings.length >= films.length) return null;
      const clicked = label === app.rules.labels[1] ? where : null;
      const met = clicked ? meets(asked, clicked, app.rules) : null;
      readings.push({ truth: films[readings.length].item.truth, visitor: label, model: asked.report.label, met });
      return answered(readings, films.length, asked, clicked, app);
    },
    next: async ({ film }) => {
      if (Number(film) !== readings.length) return null;
      return readings.length === films.length ? summary(readings, films, app) : ask();
    },
  };
  const block = await mountBlock(place, staged, {
    select: async (data) => {
      try {
        block.value = (await steps[data.action](data)) ?? block.value;
      } catch (error) {
        block.value = failed(app.words(error), data, app);
      }
    },
  });
}

const read = async ({ number }, app) => (await app.ready).predict(await app.film(number));

/** Up to ten films that the model judges, mixed; how many of them are ill is left to chance, too. */
function draw(all, { labels, quiz: { films: most, uneven } }) {
  const [healthy, ill] = labels.map((label) => (
    shuffled(all.filter(({ item, report }) => item.truth === label && report?.label))));
  const total = Math.min(most, healthy.length + ill.length);
  const within = (count) => Math.min(Math.max(count, total - healthy.length), ill.length);
  const fewest = within(Math.round(total * (0.5 - uneven))), highest = within(Math.round(total * (0.5 + uneven)));
  const count = fewest + Math.floor(Math.random() * (highest - fewest + 1));
  return shuffled([...ill.slice(0, count), ...healthy.slice(0, total - count)]);
}

/** Fisher and Yates. */
function shuffled(items) {
  const mixed = [...items];
  for (let n = mixed.length - 1; n > 0; n--) {
    const other = Math.floor(Math.random() * (n + 1));
    [mixed[n], mixed[other]] = [mixed[other], mixed[n]];
  }
  return mixed;
}

/** Does a place (x, y), in shares of width and height, lie where a map has strong evidence? null: nothing to compare. */
function meets({ cam, report }, [x, y], { labels: [normal, ill], explain: { longest_side: side }, quiz: { hot } }) {
  const { data } = enlarged(heat(cam, ill, [normal]), { width: side, height: side });
  if (report.label !== ill || !data.some((value) => value >= hot)) return null;
  const [column, row] = [x, y].map((share) => Math.min(Math.floor(share * side), side - 1));
  return data[row * side + column] >= hot;
}
