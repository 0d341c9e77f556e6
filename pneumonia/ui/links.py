"""Links that open the page at a place: ``?tab=metrics&threshold=0.3``, ``?example=7``, ``?lesson=3``, ``?lang=vi``.

Not Gradio's own deep links, which are files on the server and gone when a Space restarts. ``embed=1`` (see
:mod:`pneumonia.ui.header`) and ``__theme=light`` or ``dark`` (Gradio's) go with any of them. The address follows
the tab that is looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

import gradio as gr
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pneumonia.ui.texts import ENGLISH, LANGUAGES

TABS = ("predict", "gradcam", "gallery", "metrics", "learn", "api", "about")
QUIZ = "quiz"
#: What of the Learn tab can be named: a lesson by its number, or the quiz.
LESSONS = ("1", "2", "3", "4", "5", "6", QUIZ)


@dataclass(frozen=True)
class Link:
    """Where to open the page. What a link names wrongly counts as not named: an old link still opens the page.

    ``tab``: one of ``TABS``; ``threshold``: of the metrics page, in [0, 1]; ``example``: the number of an image of the
    gallery, from 1 on as the gallery shows it; ``lesson``: one of ``LESSONS``.
    """

    tab: str | None = None
    threshold: float | None = None
    example: int | None = None
    lesson: str | None = None

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> "Link":
        tab, threshold, example, lesson = (
            parameters.get(name, "") for name in ("tab", "threshold", "example", "lesson")
        )
        return cls(
            tab=tab if tab in TABS else None,
            threshold=_share(threshold),
            example=int(example) if example.isascii() and example.isdigit() and len(example) < 7 else None,
            lesson=lesson if lesson in LESSONS else None,
        )


def _share(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0.0 <= number <= 1.0 else None


# The tab that the address names, one way or another.
_NAMED = f"""
  const query = new URLSearchParams(location.search);
  const tab = query.get('tab'), lesson = {list(LESSONS)}.includes(query.get('lesson'));
  const named = {list(TABS)}.includes(tab) ? tab : lesson ? 'learn' : 'predict';
"""
# The page opens its first tab and then the one that the address names; from there on the address follows. As a web
# component the app is a guest, and the address is somebody else's.
_NAME_TAB = f"""
() => {{
  {_NAMED}
  window.pxFollowed ||= named === 'TAB';
  if (!window.gradio_config || !window.pxFollowed || named === 'TAB') return;
  query.set('tab', 'TAB');
  history.pushState(null, '', location.pathname + '?' + query);
}}
"""
#: For a component that is always there. A tab that finds no room on a phone is in the menu at the end of the row.
BACK = f"""
const row = '#px-tabs > .tab-wrapper >';
const tabs = `${{row}} [role=tablist] > button, ${{row}} .overflow-menu > .overflow-dropdown > button`;
if (window.gradio_config) addEventListener('popstate', () => {{
  {_NAMED}
  document.querySelectorAll(tabs)[{list(TABS)}.indexOf(named)]?.click();
}});
"""


def name_in_address(tabs: Mapping[str, gr.Tab]) -> None:
    """Let the address name the tab that is shown: a reload stays there, and Back leads to the tab before.

    ``tabs`` by their names in ``TABS``.
    """
    for name, tab in tabs.items():
        tab.select(None, js=_NAME_TAB.replace("TAB", name), api_visibility="private")


class LanguageOfLink:
    """Middleware: ``/?lang=vi`` leads to the page in that language; every other parameter goes along."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app: ASGIApp = self.app
        if scope["type"] == "http" and scope["path"] in ("", "/"):
            parameters = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
            language = dict(parameters).get("lang")
            if language in LANGUAGES and language != ENGLISH.code:
                others = urlencode([(name, value) for name, value in parameters if name != "lang"])
                # Relative, because behind a proxy the app does not know the path it is under.
                app = RedirectResponse(language + ("?" + others if others else ""))
        await app(scope, receive, send)
