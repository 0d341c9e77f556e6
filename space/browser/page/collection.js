// What the model says about the films of the gallery, once for the life of the page: pneumonia/ui/collection.py.

const found = [];
let reading = null;

/**
 * The answers at the default operating point, in the gallery's order: `{ number, item, report, outcome, doubtful }`;
 * `report` is null where the film cannot be read. They come one after another, each as an event `answered` of the app
 * (detail: the answer). Rejects where a film does not come; asked again, it goes on from there.
 */
export function answers(app) {
  reading ??= readAll(app).catch((error) => {
    reading = null;
    throw error;
  });
  return reading;
}

/** Those that are there already. */
export const answered = () => [...found];

async function readAll(app) {
  const classifier = await app.ready, { items } = app.gallery;
  for (let number = found.length; number < items.length; number++) {
    const report = await read(await app.film(number), classifier);
    const answer = { number, item: items[number], report, ...judged(items[number], report, app.rules) };
    found.push(answer);
    app.tell('answered', answer);
  }
  return answered();
}

async function read(film, classifier) {
  try {
    return (await classifier.predict(film)).report;
  } catch (error) {
    if (error.name === 'InputError') return null;
    throw error;
  }
}

/** `outcome`, and `doubtful`: is the model less sure than a NORMAL has to be? */
function judged({ truth }, report, { labels, confident }) {
  const doubtful = Boolean(report?.label) && (report.confidence ?? 0) < confident;
  return { outcome: outcome(truth, report?.label, labels), doubtful };
}

/** What an answer, a model's or a person's, is worth: right, missed, false_alarm, or refused where there is none. */
export function outcome(truth, said, [normal]) {
  if (!said) return 'refused';
  if (said === truth) return 'right';
  return said === normal ? 'missed' : 'false_alarm';
}
