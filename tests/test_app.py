"""What surrounds the page: which model starts, what the gallery holds, how words and numbers are written."""

import math
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from served import NO_IMAGE

import app as launcher
from pneumonia.bundle import BUNDLE, METRICS, RELEASE, load, save
from pneumonia.classifier import Classifier
from pneumonia.ui import card, gallery, session
from pneumonia.ui.collection import Collection, Item, evenly
from pneumonia.ui.texts import ENGLISH


@pytest.mark.skipif(not (RELEASE / "bundle.json").is_file(), reason="NO MODEL: pneumonia/release/ holds no bundle")
def test_a_model_that_cannot_be_had_is_replaced_and_said(tmp_path: Path) -> None:
    (tmp_path / "bundle.json").write_text("{}")
    classifier, stand_in = launcher.load(str(tmp_path))
    assert classifier.model.id == Classifier.load().model.id
    assert stand_in is not None
    assert stand_in.wanted == tmp_path.name
    assert str(tmp_path) not in stand_in.reason
    assert "is not the JSON of a bundle" in stand_in.reason
    assert launcher.load(None)[1] is None


@pytest.mark.parametrize("gap", ["split", "class_weights", "history", "scores", "auroc", "parameters"])
def test_a_model_that_lacks_what_the_page_shows_is_replaced_and_said(release: Path, tmp_path: Path, gap: str) -> None:
    """Sealed anew, so that nothing but the gap is wrong with it."""
    model = Path(shutil.copytree(release, tmp_path / "model"))
    bundle = load(model)
    info, metrics = bundle.info, bundle.metrics
    for part in (metrics, metrics["split"], metrics["test"], info["architecture"]):
        part.pop(gap, None)
    save(model, {key: value for key, value in info.items() if key != "files"}, metrics, bundle.typical)
    _, stand_in = launcher.load(str(model))
    assert stand_in is not None
    name = BUNDLE if gap == "parameters" else METRICS
    assert stand_in.reason == f"The {name} of {bundle.id} lacks '{gap}'. Export it again."


def test_the_gallery_is_drawn_evenly_and_always_the_same() -> None:
    items = [Item(Path(f"n{i}"), "NORMAL") for i in range(100)] + [Item(Path(f"p{i}"), "PNEUMONIA") for i in range(300)]
    chosen = evenly(items, 60)
    assert [sum(item.truth == label for item in chosen) for label in ("NORMAL", "PNEUMONIA")] == [30, 30]
    assert evenly(items, 60) == chosen
    assert evenly(items[:5], 60) == items[:5]


def test_without_images_the_gallery_says_how_to_get_them(classifier: Classifier, tmp_path: Path) -> None:
    assert Collection(classifier, str(tmp_path)).items == []
    assert "PNEUMONIA_GALLERY=/path/to/chest_xray/test make run" in gallery.empty(ENGLISH)


def test_a_gallery_folder_may_hold_junk_and_markup(classifier: Classifier, films: list[Path], tmp_path: Path) -> None:
    (tmp_path / "NORMAL").mkdir()
    (tmp_path / "NORMAL" / "notes.txt").write_bytes(NO_IMAGE)
    shutil.copy(films[0], tmp_path / "NORMAL" / "a.jpeg")
    collection = Collection(classifier, str(tmp_path))
    collection.items[:] = [Item(item.file, item.truth, '"><script>alert(1)</script>') for item in collection.items]
    html = gallery.grid(collection, ENGLISH)
    assert "<script>" not in html
    assert "unreadable" in html
    assert html.count('<button type="button" data-number="0" title') == 1
    assert len(collection.examples) == 1


def test_messages_are_escaped(classifier: Classifier, films: list[Path]) -> None:
    assert "&lt;b&gt;" in card.alert("<b>", ENGLISH)
    seen = session.read(classifier, films[0], None, truth="<i>")
    assert "<i>" not in card.result(seen, "<u>", ENGLISH)
    assert "<u>" not in card.result(seen, "<u>", ENGLISH)


@pytest.mark.parametrize(
    ("probability", "threshold", "headline", "small", "doubtful", "flagged"),
    [
        (0.99, 0.2, "PNEUMONIA, 99 %", "confidence", False, False),
        (0.56, 0.2, "PNEUMONIA, 56 %", "confidence", True, False),
        (0.3, 0.2, "PNEUMONIA, flagged at 30 %", "(threshold 20 %)", True, True),
        (0.3, 0.5, "NORMAL, 70 %", "confidence", True, False),
        (0.1, 0.5, "NORMAL, 90 %", "confidence", False, False),
    ],
)
def test_an_answer_that_is_doubtful_says_so(
    classifier: Classifier,
    films: list[Path],
    probability: float,
    threshold: float,
    headline: str,
    small: str,
    *,
    doubtful: bool,
    flagged: bool,
) -> None:
    seen = session.read(classifier, films[0], None)
    report = replace(seen.report, probability=probability).at("balanced", threshold)
    html = card.result(replace(seen, report=report), "", ENGLISH).replace("\N{NO-BREAK SPACE}", " ")
    assert f"<span>{headline}</span> <small>{small}</small>" in html
    assert ("the model is not sure" in str(report.advice)) == (ENGLISH.doubtful_here in html) == doubtful
    assert ("not because pneumonia is likely" in html) == flagged


#: Shares and digits, and how they are written; of those that lie on the edge the digits would be 0 or 100.
PERCENTAGES = [
    (0.93, 0, "93 %"),
    (0.999, 0, "> 99 %"),
    (0.995, 0, "> 99 %"),
    (math.nextafter(0.995, 0), 0, "99 %"),
    (0.9995, 1, "> 99.9 %"),
    (1.0, 0, "100 %"),
    (0.0, 0, "0 %"),
    (0.001, 0, "< 1 %"),
    (0.005, 0, "< 1 %"),
    (math.nextafter(0.005, 1), 0, "1 %"),
    (0.0005, 1, "< 0.1 %"),
    (0.5, 1, "50.0 %"),
]


@pytest.mark.parametrize(("share", "digits", "text"), PERCENTAGES)
def test_a_percentage_is_never_more_certain_than_the_model(share: float, digits: int, text: str) -> None:
    assert card.percent(share, digits) == text.replace(" %", "\N{NO-BREAK SPACE}%")
