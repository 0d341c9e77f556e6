// A row of tabs with their panels, for mouse, keyboard and screen reader (WAI-ARIA Authoring Practices, "Tabs").

import { add, escape } from './html.js';

/**
 * Puts a tab for each `[name, words]` into `list` and its panel behind the list. `choose(number)` is called for a click
 * or a key; what is shown follows `show`.
 *
 * Returns `{ panels, show }`: the panels in order, and a function that shows one of them by its number.
 */
export function tablist(list, names, choose) {
  list.setAttribute('role', 'tablist');
  const tabs = names.map(([name, words], number) => {
    const button = add(list, escape(words), { id: `tab-${name}`, classes: '', tag: 'button' });
    const panel = add(list.parentElement, '', { id: `panel-${name}`, classes: '' });
    for (const [attribute, value] of Object.entries({ role: 'tab', type: 'button', 'aria-controls': panel.id })) {
      button.setAttribute(attribute, value);
    }
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', button.id);
    button.addEventListener('click', () => choose(number));
    button.addEventListener('keydown', (event) => {
      const places = { ArrowRight: number + 1, ArrowLeft: number - 1, Home: 0, End: -1 };
      if (!(event.key in places)) return;
      event.preventDefault();
      const next = (places[event.key] + names.length) % names.length;
      choose(next);
      tabs[next].button.focus();
    });
    return { button, panel };
  });
  const show = (chosen) => tabs.forEach(({ button, panel }, number) => {
    button.setAttribute('aria-selected', number === chosen);
    button.tabIndex = number === chosen ? 0 : -1;
    panel.hidden = number !== chosen;
  });
  return { panels: tabs.map(({ panel }) => panel), show };
}
