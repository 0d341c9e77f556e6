"""Every language of the page says everything that English says, with the same placeholders, keys and tags."""

import html
import inspect
import pickle
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from inspect import getmembers
from string import Formatter
from typing import Any

import pytest

from pneumonia import headers
from pneumonia.chart_words import ChartWords
from pneumonia.classifier import Classifier
from pneumonia.errors import InputError, PneumoniaError
from pneumonia.examples import RULE
from pneumonia.image import NOT_READ, read_image
from pneumonia.published import PUBLISHED
from pneumonia.refusals import refusal
from pneumonia.report import Note
from pneumonia.ui import about, gallery, metrics_tables
from pneumonia.ui.collection import Collection
from pneumonia.ui.texts import ENGLISH, LANGUAGES, Texts

ATTRIBUTES = sorted(
    name for name, text in getmembers(Texts) if not (name.startswith("_") or callable(text) or name == "phrases")
)

#: Attributes that are the same in Vietnamese on purpose: names, and a command.
NAMES = {
    "about_source",
    "browser_gallery_command",
    "gallery_command",
    "tab_api",
    "tab_gradcam",
    "tile_auroc",
}
#: Parts of a tuple or a dict that are the same on purpose, by their path.
NAMES_WITHIN = {"api_columns.0", "rates.f1.0", "split_columns.1", "split_columns.2", "subgroups_columns.3"}
NAMES_WITHIN |= {"chart_words.auroc", "chart_words.epoch", "published_names.automl", "published_names.resnet50"}
NAMES_WITHIN |= {f"api_table.{row}.0" for row in range(len(ENGLISH.api_table))}


def leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every string in a text, with its path."""
    if isinstance(value, str):
        yield path, value
        return
    if is_dataclass(value):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    for key, part in value.items() if isinstance(value, dict) else enumerate(value):
        yield from leaves(part, f"{path}.{key}")


def shape(value: Any) -> Any:
    """A text without its words: types, keys and lengths."""
    if isinstance(value, dict):
        return {key: shape(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return tuple(shape(part) for part in value)
    return type(value)


def placeholders(text: str) -> set[tuple[str, str, str]]:
    """Name, conversion and format of every placeholder; whether thousands are grouped is up to the language."""
    return {
        (name, conversion or "", (form or "").replace(",", ""))
        for _, name, form, conversion in Formatter().parse(text)
        if name is not None
    }


def tags(text: str) -> list[str]:
    return sorted(re.findall(r"</?\w[^<>]*>", text))


def everything(texts: Texts) -> dict[str, str]:
    return {path: text for name in ATTRIBUTES for path, text in leaves(getattr(texts, name), name)}


def test_the_attributes_are_all_texts() -> None:
    assert len(ATTRIBUTES) > 100
    assert {type(getattr(ENGLISH, name)) for name in ATTRIBUTES} == {str, tuple, dict, ChartWords}


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_has_every_text_in_the_same_shape(code: str) -> None:
    texts = LANGUAGES[code]
    assert [name for name in ATTRIBUTES if shape(getattr(texts, name)) != shape(getattr(ENGLISH, name))] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_adds_no_text_that_english_does_not_have(code: str) -> None:
    assert set(dir(LANGUAGES[code])) - set(dir(ENGLISH)) == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_has_the_same_placeholders_and_tags(code: str) -> None:
    theirs = everything(LANGUAGES[code])
    for path, text in everything(ENGLISH).items():
        assert placeholders(theirs[path]) == placeholders(text), path
        assert tags(theirs[path]) == tags(text), path
        assert bool(theirs[path].strip()) == bool(text.strip()), path


def test_vietnamese_leaves_nothing_in_english() -> None:
    theirs = everything(LANGUAGES["vi"])
    same = {path for path, text in everything(ENGLISH).items() if text and theirs[path] == text}
    assert same == NAMES | NAMES_WITHIN


@pytest.mark.parametrize("code", LANGUAGES)
def test_who_may_diagnose_is_said_for_any_patient(code: str) -> None:
    """Under the film of an adult, too, that was just said to be unlike those of children."""
    texts = LANGUAGES[code]
    for words in (texts.limits[0], texts.record_diagnosis):
        assert not re.search(r"\b(child|trẻ)\b", words)
        assert re.search("patient|bệnh nhân", words)


def test_a_refusal_is_said_in_the_pages_language() -> None:
    vietnamese = LANGUAGES["vi"]
    with pytest.raises(InputError) as refused:
        read_image(b"%PDF-1.7")
    assert ENGLISH.told(refused.value) == str(refused.value)
    assert "nhận được tài liệu PDF" in vietnamese.told(refused.value)
    assert vietnamese.told(PneumoniaError("Something else.")) == "Something else."
    again = pickle.loads(pickle.dumps(refused.value))  # noqa: S301 - our own: errors cross from one process to another
    assert vietnamese.told(again) == vietnamese.told(refused.value)


def test_a_code_names_one_sentence() -> None:
    """The static page looks an error's code up in both tables."""
    assert not {*ENGLISH.refusals} & {*ENGLISH.browser_failures}


def test_what_a_file_is_that_is_not_read_has_a_name_in_vietnamese() -> None:
    assert {*NOT_READ, "a TIFF image"} <= set(LANGUAGES["vi"].phrases), "a browser reads no TIFF"


def test_what_a_file_has_too_many_of_has_a_name_in_vietnamese() -> None:
    parts = re.findall(r'_limit\(.+, "(.+)"\)', inspect.getsource(headers))
    assert {"scans", "bytes of pixels, by its header"} <= set(parts)
    for what in parts:
        told = LANGUAGES["vi"].told(refusal("parts", kind="PNG", most=100, what=what))
        assert re.search(r"không quá 100 [^;]*; tệp", told)
        assert what not in told


def test_vietnamese_calls_the_gallery_by_the_name_of_its_tab() -> None:
    assert [path for path, text in everything(LANGUAGES["vi"]).items() if "thư viện" in text.lower()] == []


def test_what_a_bundle_says_is_said_in_the_pages_language(classifier: Classifier) -> None:
    vietnamese = LANGUAGES["vi"]
    population = classifier.bundle.info["data"]["population"]
    parameters = f"{classifier.bundle.info['architecture']['parameters']:,} parameters ("  # some are moving means
    assert parameters in str(about.build(classifier, ENGLISH).value)
    assert ENGLISH.population(classifier.bundle.info) == population
    assert vietnamese.population(classifier.bundle.info) == vietnamese.phrases[population]
    unfamiliar = Note("unfamiliar", {"population": f" ({population})"})
    assert vietnamese.phrases[population] in vietnamese.say(unfamiliar)
    assert vietnamese.population({}) == vietnamese.population_unknown


def test_nothing_that_comes_from_elsewhere_stays_english(classifier: Classifier) -> None:
    """What a bundle says on the About tab and of its gallery, and where a result is from that no journal published."""
    vietnamese = LANGUAGES["vi"]
    shown = str(about.build(classifier, vietnamese).value)
    assert shown.count(vietnamese.population(classifier.bundle.info)) == 2
    assert "children" not in shown
    collection = Collection(classifier, "nowhere")
    collection.about = {"rule": RULE, "source": "", "licence": ""}
    assert html.escape(RULE) in gallery.grid(collection, ENGLISH)
    assert vietnamese.phrases[RULE] in gallery.grid(collection, vietnamese)
    [unpublished] = [entry.source for entry in PUBLISHED if not entry.doi]
    assert unpublished in metrics_tables.published_notes(classifier, ENGLISH)
    assert vietnamese.phrases[unpublished] in metrics_tables.published_notes(classifier, vietnamese)
    assert "tiếng Anh" in vietnamese.embed_app_words, "the component has no other language"
