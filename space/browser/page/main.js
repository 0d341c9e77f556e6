// The page: header, tabs and footer; each tab is a module that is loaded when it is first looked at.

import { App, TABS, link } from './app.js';
import { alert } from './card.js';
import { add, escape, fill } from './html.js';
import { load } from './load.js';
import { keep } from './offline.js';
import { tablist } from './tabs.js';

const app = await App.start(new URLSearchParams(location.search));
const { texts } = app;
const model = document.querySelector('#px-model'), trouble = document.querySelector('#px-trouble');

document.documentElement.lang = app.lang;
document.title = texts.title;
header();
footer();
const names = TABS.map((name) => [name, texts[`tab_${name}`]]), mounted = {};
const tabs = tablist(document.querySelector('#px-tabs .tab-container'), names, (number) => app.show(TABS[number]));
app.on('tab', show);
app.on('seen', () => fill(trouble, ''));
addEventListener('error', ({ error }) => { if (error) complain(error); });  // without one it is a remark of the browser
addEventListener('unhandledrejection', ({ reason }) => complain(reason));
app.on('progress', (share) => model.querySelector('progress')?.setAttribute('value', share));
document.querySelector('#px-not-started').remove();

follow();
app.show(app.link.opens);
addEventListener('popstate', () => app.show(link(new URLSearchParams(location.search)).opens));
if (app.gallery.items[app.link.example - 1]) app.openItem(app.link.example - 1, { linked: true });
load('./messages.js').then(({ listen }) => listen(app));
app.ready.then(keep);  // and not before: nobody should wait longer for the first answer

function header() {
  const links = Object.entries(app.languages).filter(([code]) => code !== app.lang).map(([code, name]) => (
    `<a href="?lang=${code}" hreflang="${code}" lang="${code}">${escape(name)}</a>`));
  fill(document.querySelector('#px-header'), `<header class="px-head">
    <nav class="px-languages" aria-label="${escape(texts.languages)}">${links.join('')}</nav>
    <h1>${escape(texts.title)}</h1><p>${escape(texts.subtitle)}</p>
    <p class="px-notice" role="note">${texts.notice}</p></header>`);
  // On pointerdown, too: a link opens in a new tab without a click.
  for (const kind of ['pointerdown', 'click']) document.querySelector('#px-header').addEventListener(kind, keepPlace);
}

/** A page in another language opens where this one is. */
function keepPlace({ target }) {
  const link = target.closest('.px-languages a');
  if (!link) return;
  const query = new URLSearchParams(location.search);
  query.set('lang', link.lang);
  link.search = query;
}

function footer() {
  const whole = `./${app.lang === 'en' ? '' : `?lang=${app.lang}`}`;
  fill(document.querySelector('#px-footer'), `<div class="px-fine"><p class="px-slim-only">${texts.notice}
    <a href="${whole}" target="_blank" rel="noopener">${escape(texts.open_whole)}</a></p>
    <p class="px-whole">${escape(texts.privacy)}</p></div>`);
}

function show(name) {
  const number = TABS.indexOf(name);
  fill(trouble, '');
  tabs.show(number);
  mounted[name] ??= mount(name, tabs.panels[number]);
}

/** Fills a tab; one that cannot be filled says so, above what is there already, and may be tried again. */
async function mount(name, panel) {
  try {
    const { mount: fillTab } = await load(`./${name}.js`);
    await fillTab(panel, app);
  } catch (error) {
    const told = add(panel, '', { classes: '' });
    panel.prepend(told);
    offerAgain(told, error, '', () => {
      fill(panel, '');
      mounted[name] = mount(name, panel);
    });
  }
}

/** How far the model has come, for as long as it takes; or why it did not come. */
function follow() {
  fill(model, `<label class="px-progress">${escape(texts.loading)}<progress max="1" value="0"></progress></label>`);
  app.loading.then(() => fill(model, ''), (error) => {
    offerAgain(model, error, texts.load_failed, () => {
      app.load();
      follow();
    });
  });
}

/** Shows what went wrong, with a button that tries it again, or loads the page again, which stays at its place. */
function offerAgain(place, error, title, again) {
  const more = `<p class="px-save"><button type="button">${escape(texts.retry)}</button></p>`;
  fill(place, `<div class="px">${alert(app.words(error), app, { title, more })}</div>`);
  place.querySelector('.px-alert button').addEventListener('click', error.reload ? () => location.reload() : again);
}

/** An error that nobody expected: told above whichever tab is open. */
function complain(error) { fill(trouble, alert(app.words(error ?? new Error('unknown')), app, { title: '' })); }
