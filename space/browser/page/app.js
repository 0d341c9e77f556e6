// What all tabs share: texts, rules, the classifier, the image that is looked at, and the events that connect them.

import { Classifier } from '../pneumonia.js';
import { format } from './html.js';

const TOLD = ['InputError', 'BundleError', 'UnsupportedBrowser', 'EngineStopped'];
const TABS = ['predict', 'gradcam', 'gallery', 'metrics', 'learn', 'about'];

const read = async (file) => (await fetch(new URL(`../${file}`, import.meta.url))).json();

/**
 * Events: `seen` (another image), `judged` (the same one at another operating point), `alert` (detail: a message),
 * `tab` (detail: its name), `progress` (detail: the share of the model that has come, in [0, 1]).
 */
export class App extends EventTarget {
  lang = 'en';
  texts = null;    // every text of the language by its name: pneumonia/ui/texts
  rules = null;    // the package's own constants: space/twin/rules.py
  first = null;    // what Python drew of the first tab: space/twin/pages.py
  gallery = null;  // { items: [{ file, thumbnail, truth, source, licence }], examples: [number], about, total }
  link = {};       // { tab, threshold, example } as the address names them
  ready = null;    // a promise of the Classifier; while it loads, images wait for it
  point = null;    // the operating point that was chosen
  seen = null;     // { prediction, source: Blob, truth, inverted }

  static async start(parameters) {
    const app = new App();
    app.load();  // first, because it takes longest
    const languages = await read('languages.json');
    const wanted = parameters.get('lang');
    app.lang = wanted in languages ? wanted : 'en';
    app.languages = languages;
    app.link = link(parameters);
    [app.texts, app.rules, app.gallery, app.first] = await Promise.all([
      read(`texts/${app.lang}.json`), read('rules.json'), read('gallery.json'), app.page('predict'),
    ]);
    app.point = app.first.point;
    return app;
  }

  /** Loads the classifier, for the first time or once more; `progress` events tell how far it is. */
  load() {
    this.ready = Classifier.load(undefined, { onProgress: (share) => this.tell('progress', share) });
    this.ready.catch(() => {});  // whoever waits for it is told
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

  /** Reads an image; then both tabs show it, or an alert says why not and the last result stays. */
  async open(source, { truth = null, invert = false } = {}) {
    try {
      const classifier = await this.ready;
      const prediction = await classifier.predict(source, { operatingPoint: this.point, invert });
      this.look({ prediction, source, truth, inverted: invert });
      return true;
    } catch (error) {
      this.tell('alert', this.words(error));
      return false;
    }
  }

  /** Makes this the image that is looked at. */
  look(seen) {
    this.seen = seen;
    this.tell('seen', seen);
  }

  /** The image that is looked at, judged at another operating point. */
  async judge(point) {
    this.point = point;
    if (!this.seen) return;
    this.seen = { ...this.seen, prediction: (await this.ready).at(this.seen.prediction, point) };
    this.tell('judged', this.seen);
  }

  /** What a visitor is told of an error: ours speak for themselves, anything else is a bug. */
  words(error) {
    if (TOLD.includes(error.name)) return error.message;
    console.error(error);
    return this.texts.unexpected;
  }

  /** Opens an image of the gallery by its number, from 0 on. */
  async openItem(number) {
    const { truth } = this.gallery.items[number];
    return this.open(await this.film(number), { truth });
  }

  /** The file of an image of the gallery. */
  async film(number) {
    const response = await fetch(this.address(this.gallery.items[number].file));
    if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
    return response.blob();
  }

  /** The address of a staged file. */
  address(file) { return new URL(`../${file}`, import.meta.url).href; }

  show(tab) { this.tell('tab', tab); }
}

/** Where to open the page; what a link names wrongly counts as not named, as in pneumonia/ui/links.py. */
function link(parameters) {
  const tab = parameters.get('tab');
  const threshold = Number.parseFloat(parameters.get('threshold'));
  const example = /^\d{1,6}$/.test(parameters.get('example') ?? '') ? Number(parameters.get('example')) : null;
  return {
    tab: TABS.includes(tab) ? tab : null,
    threshold: threshold >= 0 && threshold <= 1 ? threshold : null,
    example,
  };
}

export { TABS };
