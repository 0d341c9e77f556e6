// Writes the links and snippets of the builder (embed.py) anew whenever one of its fields changes.
// Before it stand ADDRESS and COPY of scripts.py.

function query(form, embed) {
  const asked = new URLSearchParams({ tab: form.elements.tab.value });
  for (const field of form.querySelectorAll('[data-tabs]')) {
    field.hidden = !field.dataset.tabs.split(' ').includes(form.elements.tab.value);
  }
  const { threshold, example, lesson, lang, theme } = form.elements;
  const moved = threshold.value !== threshold.defaultValue && !threshold.closest('[data-tabs]').hidden;
  if (moved) asked.set('threshold', threshold.value);
  if (example?.value && !form.querySelector('.px-strip').hidden) asked.set('example', example.value);
  if (lesson.value && !lesson.closest('[data-tabs]').hidden) asked.set('lesson', lesson.value);
  if (lang?.selectedIndex) asked.set('lang', lang.value);
  if (embed) asked.set('embed', '1');
  if (theme.value) asked.set('__theme', theme.value);
  return '?' + asked;
}
const quoted = (words) => words.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
function write() {
  const form = element.querySelector('form');
  if (!form) return;
  const slim = query(form, true), theme = form.elements.theme.value;
  const source = quoted(address + '/' + slim);
  const title = quoted(`${props.title}: ${form.elements.tab.selectedOptions[0].text}`);
  form.querySelector('output').textContent = (100 * form.elements.threshold.value).toFixed(0) + '\u00a0%';
  const served = window.gradio_config || document.querySelector('gradio-app');  // a static page has no component
  const scripts = served ? [...document.scripts] : [];
  const module = scripts.find((script) => script.type === 'module' && script.src.includes('/assets/'));
  const snippets = {
    link: address + '/' + query(form, false),
    // Put in by functions: a $ in a text to put in would have a meaning.
    iframe: props.frame.replace('{source}', () => source).replace('{title}', () => title),
    app: module && `<script type="module" src="${module.src}"></` + `script>\n` +
      `<gradio-app src="${address}/"${theme && ` theme_mode="${theme}"`}></gradio-app>`,
    query: slim.replace(/&(lang|__theme)=\w+/g, ''),
  };
  for (const [name, text] of Object.entries(snippets)) {
    const place = element.querySelector(`[data-snippet=${name}]`);
    place.querySelector('code').textContent = text ?? '';
    place.querySelector('button').textContent = props.copy;
  }
  element.querySelector('.px-component').hidden = !module;
  const preview = element.querySelector('.px-preview'), frame = preview.querySelector('iframe');
  if (preview.open && frame.getAttribute('src') !== address + '/' + slim) frame.src = address + '/' + slim;
}
for (const kind of ['input', 'change', 'toggle']) element.addEventListener(kind, write, true);
element.addEventListener('submit', (event) => event.preventDefault());
watch('value', write);
