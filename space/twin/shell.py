"""The page before it starts: its frame (``index.html``), icons and manifest, in the app's own words and colours."""

import json
import posixpath
import re
import shutil
from html import escape
from pathlib import Path
from string import Template

from pneumonia.errors import HubError
from pneumonia.ui import theme
from pneumonia.ui.texts import ENGLISH, LANGUAGES
from space.twin.texts import for_browser

PAGE = "index.html"
#: Sides of the icon as PNG, in pixels: for iPhones, and for whoever installs the page.
ICONS = (180, 192, 512)
#: The modules that the first view begins with.
FIRST = ("page/main.js", "page/predict.js")
_IMPORT = re.compile(r"""(?:^import|\bfrom)\s*['"](\.{1,2}/[^'"]+)['"]""", re.MULTILINE)


def frame(folder: Path) -> None:
    """Fill in ``index.html``: what is said before the page knows its language is said in all of them."""
    page, texts, colours = folder / PAGE, for_browser(ENGLISH), theme.theme()
    filled = Template(page.read_text()).safe_substitute(
        title=escape(texts.title),
        description=escape(texts.browser_description),
        light=colours.body_background_fill,
        dark=colours.body_background_fill_dark,
        no_script=_in_all_languages("browser_no_script"),
        not_started=_in_all_languages("browser_not_started"),
        modules="\n".join(f'<link rel="modulepreload" href="{name}">' for name in modules(folder)),
    )
    page.write_text(filled)


def look(folder: Path) -> None:
    """The app's style sheets in one, its icon, Gradio's variables as its theme sets them, and what installing needs."""
    (folder / "style.css").write_text("".join(path.read_text() for path in theme.STYLES))
    shutil.copy(theme.FAVICON, folder)
    variables: str = theme.theme()._get_theme_css()  # type: ignore[no-untyped-call]
    (folder / "theme.css").write_text(variables)
    _icons(folder / "icons")
    (folder / "manifest.webmanifest").write_text(json.dumps(_manifest(), ensure_ascii=False, indent=1))


def modules(folder: Path) -> list[str]:
    """The modules of the first view and all that they import, so that a browser asks for them at once."""
    found: list[str] = []
    waiting = list(FIRST)
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found.append(name)
            imported = _IMPORT.findall((folder / name).read_text())
            waiting += [posixpath.normpath(posixpath.join(posixpath.dirname(name), other)) for other in imported]
    return found


def _in_all_languages(name: str) -> str:
    return "".join(f'<p lang="{code}">{escape(getattr(texts, name))}</p>' for code, texts in LANGUAGES.items())


def _manifest() -> dict[str, object]:
    """What an installed page is called and looks like: https://www.w3.org/TR/appmanifest."""
    texts, colours = for_browser(ENGLISH), theme.theme()
    svg = {"src": theme.FAVICON.name, "sizes": "any", "type": "image/svg+xml"}
    png = [{"src": f"icons/{side}.png", "sizes": f"{side}x{side}", "type": "image/png"} for side in ICONS]
    return {
        "name": texts.title,
        "short_name": texts.browser_short_title,
        "description": texts.browser_description,
        "lang": texts.code,
        "start_url": ".",
        "scope": ".",
        "display": "standalone",
        "background_color": colours.body_background_fill,
        "theme_color": colours.body_background_fill,
        "icons": [svg, *png],
    }


def _icons(folder: Path) -> None:
    """The app's icon as PNG, for whatever shows no SVG."""
    try:
        from vl_convert import svg_to_png
    except ImportError:
        raise HubError(
            "Expected vl-convert, which draws the icons. Run: pip install -r space/twin/requirements.txt"
        ) from None
    folder.mkdir()
    drawing = theme.FAVICON.read_text()
    [side] = re.findall(r'viewBox="0 0 (\d+) \1"', drawing)
    for wanted in ICONS:
        (folder / f"{wanted}.png").write_bytes(svg_to_png(drawing, scale=wanted / int(side)))
