"""The texts of the page in English, one file a tab. What another language leaves out stays English."""

from collections.abc import Mapping
from typing import Any

from pneumonia.errors import InputError, PneumoniaError
from pneumonia.refusals import REFUSALS
from pneumonia.report import NOTES, Note
from pneumonia.ui.texts.en.about import About
from pneumonia.ui.texts.en.browser import Browser
from pneumonia.ui.texts.en.gallery import Gallery
from pneumonia.ui.texts.en.gradcam import GradCam
from pneumonia.ui.texts.en.learn import Learn
from pneumonia.ui.texts.en.metrics import Metrics
from pneumonia.ui.texts.en.page import Page
from pneumonia.ui.texts.en.predict import Predict


class Texts(Page, Predict, GradCam, Gallery, Metrics, Learn, About, Browser):
    #: The language's code (BCP 47) and its own name for itself.
    code = "en"
    language = "English"
    #: Advice, reasons and notes of a report by their code, as in :data:`pneumonia.report.NOTES`.
    notes = NOTES
    #: Why a file is refused, by its code, as in :data:`pneumonia.refusals.REFUSALS`.
    refusals = REFUSALS

    #: What a bundle says in English, such as the population it learned from, by those very words.
    phrases: Mapping[str, str] = {}

    def say(self, note: Note) -> str:
        """A sentence of a report in this language; in English where the language has none for its code."""
        return self.own(self.notes.get(note.code, NOTES[note.code]).format(**note.values))

    def told(self, error: PneumoniaError) -> str:
        """Why a file is refused, in this language; any other error, and what the language has not, in English."""
        if not (isinstance(error, InputError) and error.code in self.refusals):
            return str(error)
        return self.own(self.refusals[error.code].format(**error.values))

    def own(self, words: str) -> str:
        """Words from a bundle, in this language as far as it has them."""
        for english, mine in self.phrases.items():
            words = words.replace(english, mine)
        return words

    def population(self, bundle_info: dict[str, Any]) -> str:
        """Whose films the model learned from."""
        return self.own(bundle_info.get("data", {}).get("population", "")) or self.population_unknown


TEXTS = Texts()
