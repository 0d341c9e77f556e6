// The page: header, tabs and footer; each tab is a module that is loaded when it is first looked at.

import { App, TABS } from './app.js';
import { escape } from './html.js';

const parameters = new URLSearchParams(location.search);
const scheme = parameters.get('__theme') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
document.body.classList.toggle('dark', scheme === 'dark');

const app = await App.start(parameters);
const { texts } = app;
document.documentElement.lang = app.lang;
document.title = texts.title;

document.querySelector('#px-header').innerHTML = `<header class="px-head"><h1>${escape(texts.title)}</h1>
  <p>${escape(texts.subtitle)}</p><p class="px-notice" role="note">${texts.notice}</p></header>`;
document.querySelector('#px-footer').innerHTML = `<p class="px-fine">${escape(texts.privacy)}</p>`;

const list = document.querySelector('[role=tablist]');
for (const name of TABS) {
  const tab = Object.assign(document.createElement('button'), { id: `tab-${name}`, textContent: texts[`tab_${name}`] });
  tab.setAttribute('role', 'tab');
  tab.setAttribute('aria-controls', `panel-${name}`);
  tab.addEventListener('click', () => app.show(name));
  list.append(tab);
  const panel = Object.assign(document.createElement('div'), { id: `panel-${name}`, hidden: true });
  panel.setAttribute('role', 'tabpanel');
  panel.setAttribute('aria-labelledby', tab.id);
  list.parentElement.append(panel);
}

const mounted = {};
app.on('tab', (name) => {
  for (const other of TABS) {
    document.querySelector(`#tab-${other}`).setAttribute('aria-selected', other === name);
    document.querySelector(`#panel-${other}`).hidden = other !== name;
  }
  mounted[name] ??= import(`./${name}.js`).then((tab) => tab.mount(document.querySelector(`#panel-${name}`), app));
});
app.show(app.link.tab ?? 'predict');
