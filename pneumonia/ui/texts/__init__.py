"""Every text of the page, in one table per language; this folder holds the languages and nothing else.

To add a language, add a file with a subclass of :class:`~pneumonia.ui.texts.en.Texts`; the page finds it by itself:

    class French(English):
        code, language = "fr", "Français"
        title = "..."

    TEXTS = French()

What it leaves out stays English. A language that says everything is a folder, with a file for each tab. Texts that name
numbers are format strings; no number of a model stands here.
"""

from importlib import import_module
from pkgutil import iter_modules

from pneumonia.ui.texts.en import TEXTS as ENGLISH
from pneumonia.ui.texts.en import Texts

#: Every language by its code, English first.
LANGUAGES: dict[str, Texts] = {ENGLISH.code: ENGLISH} | {
    texts.code: texts
    for texts in (import_module(f"{__name__}.{module.name}").TEXTS for module in iter_modules(__path__))
}

__all__ = ["ENGLISH", "LANGUAGES", "Texts"]
