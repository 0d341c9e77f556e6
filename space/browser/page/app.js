// What all tabs share: texts, rules, the classifier, the image that is looked at, and the events that connect them.

import { Told } from '../errors.js';
import { Classifier, InputError } from '../pneumonia.js';
import { format } from './html.js';

const TABS = ['predict', 'gradcam', 'gallery', 'metrics', 'learn', 'about'];

/** A staged JSON file; where it does not come, the error says so. */
const read = (file) => fetch(new URL(`../${file}`, import.meta.url)).then((response) => response.json())
  .catch((error) => { throw Object.assign(error, { code: 'no_part' }); });

/**
 * Events: `seen` (another image, or null: none), `point` (another operating point), `judged` (the image that is looked
 * at, at that point), `alert` (detail: a message), `busy` (detail: is an image being read), `tab` (detail: its name),
 * `progress` (detail: the share of the model that has come, in [0, 1]).
 */
export class App extends EventTarget {
  lang = 'en';
  texts = null;       // every text of the language by its name: pneumonia/ui/texts
  rules = null;       // the package's own constants: space/twin/rules.py
  first = null;       // what Python drew of the first tab: space/twin/pages.py
  gallery = null;     // { items: [{ file, thumbnail, truth, source, licence }], examples: [number], about, total }
  link = {};          // { opens: a tab, threshold, example, lesson } as the address names them
  loading = null;     // a promise of this attempt to load the classifier, which may fail
  ready = new Promise((come) => { this.come = come; });  // of the classifier, whichever attempt brings it
  classifier = null;  // the classifier once it is there
  point = null;       // the operating point that was chosen
  tab = null;         // the name of the one that is open
  seen = null;        // { prediction, source: Blob, truth, inverted, linked, name }; linked: by the address, not by a
                      // click; name: of one of several files
  opened = 0;         // images so far: of several on their way the last one counts

  static async start(parameters) {
    const app = new App();
    app.load();  // first, because it takes longest
    app.languages = await read('languages.json');
    const wanted = parameters.get('lang');
    app.lang = Object.hasOwn(app.languages, wanted) ? wanted : 'en';
    app.link = link(parameters);
    [app.texts, app.rules, app.gallery, app.first] = await Promise.all([
      read(`texts/${app.lang}.json`), read('rules.json'), read('gallery.json'), app.page('predict'),
    ]);
    app.point = app.first.point;
    return app;
  }

  /** Loads the classifier, for the first time or once more; images that were handed in wait for it. */
  load() {
    this.loading = Classifier.load(undefined, { onProgress: (share) => this.tell('progress', share) });
    this.loading.then((classifier) => {
      this.classifier = classifier;
      this.come(classifier);
    }, () => {});  // main.js, which follows `loading`, tells why not
  }

  /** What Python drew of a tab in the page's language: blocks (see block.js) and plain data by their names. */
  page(tab) { return read(`pages/${this.lang}/${tab}.json`); }

  /** Whose films the model learned from. */
  get population() { return this.own(this.first.population) || this.texts.population_unknown; }

  tell(event, detail) { this.dispatchEvent(new CustomEvent(event, { detail })); }

  /** Calls `told` with the detail of every such event. */
  on(event, told) { this.addEventListener(event, ({ detail }) => told(detail)); }

  /** A sentence of a report (`{ code, values }`) in the page's language. */
  say(note) { return this.own(format(this.texts.notes[note.code] ?? this.rules.notes[note.code], note.values)); }

  /** Words from a bundle, in the page's language as far as it has them. */
  own(words) {
    for (const [english, mine] of Object.entries(this.texts.phrases ?? {})) words = words.replaceAll(english, mine);
    return words;
  }

  /** Reads an image (or a promise of one); then both tabs show it, or nothing but an alert that says why not. */
  async open(source, { truth = null, invert = false, linked = false, name = '' } = {}) {
    const mine = ++this.opened;
    this.tell('busy', true);
    let tell;
    try {
      const file = await source, classifier = await this.ready;
      const prediction = await classifier.predict(file, { operatingPoint: this.point, invert });
      tell = () => this.look({ prediction, source: file, truth, inverted: invert, linked, name });
    } catch (error) {
      tell = () => this.refuse(this.words(error));
    }
    if (mine !== this.opened) return;
    this.tell('busy', false);
    tell();
  }

  /** Reads what the drop zone has taken: a file, or null where that, of so many bytes, is too large. */
  handedIn(file, size) { return file ? this.open(file) : this.refuse(this.tooLarge(size)); }

  /** What a visitor is told of a file of so many bytes. */
  tooLarge(size) {
    const megabytes = this.rules.image.max_bytes / 2 ** 20;
    return format(this.texts.drop_large, { size: Math.ceil(size / 2 ** 20), megabytes });
  }

  /** Reads the negative of what is looked at, which was refused as one. */
  invert() {
    const { source, truth, name } = this.seen;
    return this.open(source, { truth, name, invert: true });
  }

  /** Makes this the image that is looked at. */
  look(seen) {
    this.seen = { ...seen, prediction: this.judged(seen.prediction) };
    this.tell('seen', this.seen);
  }

  /** Several films have come, or one that cannot be read: an older answer, or one on its way, would pass for theirs. */
  clear() {
    this.opened++;
    this.tell('busy', false);
    this.seen = null;
    this.tell('seen', null);
  }

  /** There is no image that could be looked at. */
  refuse(message) {
    this.clear();
    this.tell('alert', message);
  }

  /** A prediction at the operating point that is chosen now; the network does not run again. */
  judged(prediction) {
    return prediction.report.operating_point === this.point ? prediction : this.classifier.at(prediction, this.point);
  }

  /** Another operating point is chosen. */
  judge(point) {
    this.point = point;
    this.tell('point', point);
    if (!this.seen) return;
    this.seen = { ...this.seen, prediction: this.judged(this.seen.prediction) };
    this.tell('judged', this.seen);
  }

  /** What a visitor is told of an error: ours speak for themselves, anything else is a bug. */
  words(error) {
    const sentence = this.texts.refusals[error.code] ?? this.texts.failures[error.code];
    if (sentence) return this.own(format(sentence, error.values));
    if (error instanceof Told) return error.message;
    console.error(error);
    return this.texts.unexpected;
  }

  /** Opens an image of the gallery by its number, from 0 on. */
  openItem(number, options = {}) {
    return this.open(this.film(number), { truth: this.gallery.items[number].truth, ...options });
  }

  /** The file of an image of the gallery; rejects with `InputError` where it does not come. */
  async film(number) {
    const address = this.address(this.gallery.items[number].file);
    const film = await fetch(address).then((response) => response.ok && response.blob()).catch(() => null);
    if (!film) throw new InputError(this.texts.film_failed);
    return film;
  }

  /** The address of a staged file. */
  address(file) { return new URL(`../${file}`, import.meta.url).href; }

  /** Opens a tab. The address follows, so that a reload stays there and Back leads to the tab before. */
  show(tab) {
    const query = new URLSearchParams(location.search);
    if (this.tab && link(query).opens !== tab) {
      query.set('tab', tab);
      history.pushState(null, '', `?${query}`);
    }
    this.tab = tab;
    this.tell('tab', tab);
  }
}

/** Where to open the page; what a link names wrongly counts as not named, as in pneumonia/ui/links.py. */
function link(parameters) {
  const names = ['tab', 'threshold', 'example', 'lesson'];
  const [tab, threshold, example, lesson] = names.map((name) => parameters.get(name) ?? '');
  const known = /^([1-6]|quiz)$/.test(lesson) ? lesson : null;
  const share = /^[\d.]+(e-?\d+)?$/i.test(threshold) ? Number(threshold) : NaN;
  return {
    opens: TABS.includes(tab) ? tab : known ? 'learn' : 'predict',
    threshold: share >= 0 && share <= 1 ? share : null,
    example: /^\d{1,6}$/.test(example) ? Number(example) : null,
    lesson: known,
  };
}

export { TABS, link };
