// What all tabs share: texts, rules, the classifier, the image that is looked at, and the events that connect them.

import { Classifier } from '../pneumonia.js';
import { format } from './html.js';

const TABS = ['predict', 'gradcam', 'gallery', 'metrics', 'learn', 'about'];

const read = async (file) => (await fetch(new URL(`../${file}`, import.meta.url))).json();

/**
 * Events: `seen` (another image, or the same one judged anew), `alert` (detail: a message), `tab` (detail: its name),
 * `progress` (detail: share of the model that has come, in [0, 1]).
 */
export class App extends EventTarget {
  lang = 'en';
  texts = null;    // every text of the language by its name: pneumonia/ui/texts
  rules = null;    // the package's own constants: space/twin/rules.py
  blocks = null;   // the app's own HTML blocks: space/twin/pages.py
  gallery = null;  // { items: [{ file, truth, source, licence }], examples: [number], about, total }
  link = {};       // { tab, threshold, example } as the address names them
  ready = null;    // a promise of the Classifier
  point = null;    // the operating point that was chosen
  seen = null;     // { prediction, source: Blob, truth, inverted }

  static async start(parameters) {
    const app = new App();
    const languages = await read('languages.json');
    const wanted = parameters.get('lang');
    app.lang = wanted in languages ? wanted : 'en';
    app.languages = languages;
    app.link = link(parameters);
    app.ready = Classifier.load(undefined, {
      onProgress: (share) => app.tell('progress', share),
    });
    [app.texts, app.rules, app.blocks, app.gallery] = await Promise.all([
      read(`texts/${app.lang}.json`), read('rules.json'), read(`pages/${app.lang}.json`), read('gallery.json'),
    ]);
    return app;
  }

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
    const classifier = await this.ready;
    try {
      const prediction = await classifier.predict(source, { operatingPoint: this.point, invert });
      this.seen = { prediction, source, truth, inverted: invert };
    } catch (error) {
      this.tell('alert', error.name === 'InputError' ? error.message : this.texts.unexpected);
      if (error.name !== 'InputError') console.error(error);
      return false;
    }
    this.tell('seen', this.seen);
    return true;
  }

  /** Opens an image of the gallery by its number, from 0 on. */
  async openItem(number) {
    const { file, truth } = this.gallery.items[number];
    return this.open(await (await fetch(new URL(`../${file}`, import.meta.url))).blob(), { truth });
  }

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
