"""What stands above and below the tabs: title, notice and languages; privacy; and the slim form for other pages."""

from html import escape

from pneumonia.ui import scripts
from pneumonia.ui.block import html
from pneumonia.ui.links import BACK
from pneumonia.ui.texts import ENGLISH, LANGUAGES, Texts

#: In the page's head, so that a page embedded with ``?embed=1`` never shows the parts that it leaves out. Two
#: things of Gradio 6.31 are mended: it lists a page per language above ours, also where its ``Navbar`` is set to be
#: invisible, and gives every radio button a name of its own, so that arrow keys would not lead from one to the next.
HEAD = """
<script>
if (new URLSearchParams(location.search).has('embed')) document.documentElement.classList.add('px-slim');
document.addEventListener('keydown', ({ target }) => {
  const group = target.type === 'radio' && target.closest('fieldset.block');
  if (group) for (const radio of group.querySelectorAll('input[type=radio]')) radio.name = group.id;
});
</script>
<style>
.nav-holder { display: none !important; }
html.px-slim #px-header, html.px-slim .px-whole, html:not(.px-slim) .px-slim-only { display: none !important; }
@media print { body, gradio-app { background: #fff !important; } }
</style>
"""

# Only where the document is ours: as a web component the app is a guest in somebody else's.
_NAME_PAGE = """
if (window.gradio_config) {
  document.documentElement.lang = props.language;
  document.title = props.name;
}
"""

# A page in another language opens where this one is, as the address has it. On pointerdown, too: a link opens in a new
# tab without a click.
_KEEP_PLACE = """
const keep = (event) => {
  const link = event.target.closest('.px-languages a');
  if (!link) return;
  const query = new URLSearchParams(location.search);
  query.delete('lang');
  link.search = query;
};
for (const kind of ['pointerdown', 'click']) element.addEventListener(kind, keep);
"""


def build(warning: str, texts: Texts) -> None:
    """The header; ``warning`` is a sentence that every visitor must see."""
    alert = f'<p class="px-alert" role="alert">{escape(warning)}</p>' if warning else ""
    html(
        f'<header class="px-head">{_languages(texts)}<h1>{escape(texts.title)}</h1><p>{escape(texts.subtitle)}</p>'
        f'<p class="px-notice" role="note">{texts.notice}</p>{alert}</header>',
        js_on_load=_NAME_PAGE + _KEEP_PLACE + BACK + (scripts.OPEN_DOCS if texts is ENGLISH else ""),
        elem_id="px-header",
        language=texts.code,
        name=texts.title,
    )


def footer(texts: Texts) -> None:
    """Privacy; where the header is left out, the notice too, and the way to the whole page."""
    html(
        f'<div class="px-fine"><p class="px-slim-only">{texts.notice} '
        f'<a href="{_address(texts)}" target="_blank" rel="noopener">{escape(texts.open_whole)}</a></p>'
        f'<p class="px-whole">{escape(texts.privacy)}</p></div>',
        elem_id="px-footer",
    )


def _languages(texts: Texts) -> str:
    """Links to the same page in the other languages, each in its own words."""
    links = "".join(
        f'<a href="{_address(other)}" hreflang="{other.code}" lang="{other.code}">{escape(other.language)}</a>'
        for other in LANGUAGES.values()
        if other is not texts
    )
    return f'<nav class="px-languages" aria-label="{escape(texts.languages)}">{links}</nav>' if links else ""


def _address(texts: Texts) -> str:
    """Relative, because behind a proxy the app does not know its own."""
    return "./" if texts is ENGLISH else texts.code
