// The page: header, tabs and footer; each tab is a module that is loaded when it is first looked at.

import { App, TABS } from './app.js';
import { alert } from './card.js';
import { add, escape, fill } from './html.js';
import { keep } from './offline.js';

const parameters = new URLSearchParams(location.search);
const system = matchMedia('(prefers-color-scheme: dark)');
const coloured = () => {
  const scheme = parameters.get('__theme') ?? (system.matches ? 'dark' : 'light');
  document.body.classList.toggle('dark', scheme === 'dark');
};
coloured();
system.addEventListener('change', coloured);
document.documentElement.classList.toggle('px-slim', parameters.has('embed'));

const app = await App.start(parameters);
const { texts } = app;
document.documentElement.lang = app.lang;
document.title = texts.title;
const message = document.querySelector('#px-message');

header();
footer();
const tabs = TABS.map(tab);
app.on('tab', show);
addEventListener('error', (event) => complain(event.error));
addEventListener('unhandledrejection', (event) => complain(event.reason));
app.on('progress', (share) => { if (message.querySelector('progress')) message.querySelector('progress').value = share; });
loading();
app.show(app.link.tab ?? 'predict');
if (app.link.example && app.gallery.items[app.link.example - 1]) app.openItem(app.link.example - 1);
import('./messages.js').then(({ listen }) => listen(app));

function header() {
  const links = Object.entries(app.languages).filter(([code]) => code !== app.lang).map(([code, name]) => (
    `<a href="?lang=${code}" hreflang="${code}" lang="${code}">${escape(name)}</a>`));
  fill(document.querySelector('#px-header'), `<header class="px-head">
    <nav class="px-languages" aria-label="${escape(texts.languages)}">${links.join('')}</nav>
    <h1>${escape(texts.title)}</h1><p>${escape(texts.subtitle)}</p>
    <p class="px-notice" role="note">${texts.notice}</p></header>`);
}

function footer() {
  const whole = `./${app.lang === 'en' ? '' : `?lang=${app.lang}`}`;
  fill(document.querySelector('#px-footer'), `<div class="px-fine"><p class="px-slim-only">${texts.notice}
    <a href="${whole}" target="_blank" rel="noopener">${escape(texts.open_whole)}</a></p>
    <p class="px-whole">${escape(texts.privacy)}</p></div>`);
}

/** A tab and its panel. */
function tab(name) {
  const list = document.querySelector('[role=tablist]');
  const button = add(list, escape(texts[`tab_${name}`]), { id: `tab-${name}`, classes: '', tag: 'button' });
  const panel = add(list.parentElement, '', { id: `panel-${name}`, classes: '' });
  for (const [attribute, value] of Object.entries({ role: 'tab', type: 'button', 'aria-controls': panel.id })) {
    button.setAttribute(attribute, value);
  }
  panel.setAttribute('role', 'tabpanel');
  panel.setAttribute('aria-labelledby', button.id);
  button.addEventListener('click', () => app.show(name));
  button.addEventListener('keydown', ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    const next = { Home: 0, End: TABS.length - 1 }[key] ?? (step && (TABS.indexOf(name) + step + TABS.length) % TABS.length);
    if (next === undefined) return;
    app.show(TABS[next]);
    tabs[next].button.focus();
  });
  return { name, button, panel, mounted: null };
}

function show(name) {
  for (const { name: other, button, panel } of tabs) {
    const chosen = other === name;
    button.setAttribute('aria-selected', chosen);
    button.tabIndex = chosen ? 0 : -1;
    panel.hidden = !chosen;
    if (chosen) button.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }
  const opened = tabs.find((other) => other.name === name);
  opened.mounted ??= import(`./${name}.js`).then((module) => module.mount(opened.panel, app)).catch((error) => {
    opened.mounted = null;  // to be tried again
    complain(error);
  });
}

/** How far the model has come, for as long as it takes. */
function loading() {
  fill(message, `<label class="px-progress">${escape(texts.loading)}<progress max="1" value="0"></progress></label>`);
  app.ready.then(() => {
    fill(message, '');
    keep();  // and not before: nobody should wait longer for the first answer
  }, failed);
}

/** Why it did not come, and a button to try again. */
function failed(error) {
  const again = `<p class="px-save"><button type="button">${escape(texts.retry)}</button></p>`;
  fill(message, alert(app.words(error), app, texts.load_failed, again));
  message.querySelector('button').addEventListener('click', () => {
    app.load();
    loading();
  });
}

function complain(error) { app.tell('alert', app.words(error ?? new Error('unknown'))); }
