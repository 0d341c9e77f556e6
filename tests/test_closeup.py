"""The overlay at the film's own size: from the file, as long as there is one."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from pneumonia.classifier import Classifier
from pneumonia.errors import UnreadableImage
from pneumonia.image import read_image
from pneumonia.ui import closeup, session
from pneumonia.ui.newest import Newest, Turn
from pneumonia.ui.texts import ENGLISH

AS_SET: dict[str, Any] = {"evidence": "PNEUMONIA", "colormap": "viridis", "opacity": 0.5, "level": 50}


def test_it_has_the_films_own_size(classifier: Classifier, films: list[Path]) -> None:
    seen = session.read(classifier, films[0], None)
    shape = read_image(films[0]).pixels.shape
    assert max(seen.pixels.shape) < max(shape), "what is kept is smaller"
    png = closeup.at_own_size(seen, ENGLISH, **AS_SET)
    assert cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR).shape == (*shape, 3)
    assert f"{shape[1]} x {shape[0]}" in closeup.button(seen, ENGLISH)


def test_a_huge_film_is_reduced_and_the_button_says_so(
    classifier: Classifier, films: list[Path], tmp_path: Path
) -> None:
    cv2.imwrite(str(tmp_path / "huge.jpg"), cv2.resize(read_image(films[0]).pixels, (8192, 1024)))
    seen = session.read(classifier, tmp_path / "huge.jpg", None)
    seen = replace(seen, report=replace(seen.report, label="NORMAL"))  # whether it is refused does not matter here
    assert "4096 x 512" in closeup.button(seen, ENGLISH)
    png = closeup.at_own_size(seen, ENGLISH, **AS_SET)
    assert cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR).shape == (512, 4096, 3)


def test_when_the_file_is_gone_it_says_so(classifier: Classifier, films: list[Path], tmp_path: Path) -> None:
    file = Path(shutil.copy(films[0], tmp_path))
    seen = session.read(classifier, file, None)
    file.unlink()
    with pytest.raises(UnreadableImage, match="deleted from the server in the meantime"):
        closeup.at_own_size(seen, ENGLISH, **AS_SET)
    *_, last = closeup.look(ENGLISH, seen, *AS_SET.values())
    assert ENGLISH.gone in last
    assert "data-run" in last


def test_what_another_film_has_replaced_is_not_shown(classifier: Classifier, films: list[Path], tmp_path: Path) -> None:
    """Its picture would open above the other film, or a message about it stand there."""
    for file in (films[0], tmp_path / "gone.jpeg"):
        newest = Newest()
        newest.note("visitor", 1.0)
        seen = replace(session.read(classifier, films[0], None), source=file, turn=Turn(newest, "visitor", 1.0))
        assert len(list(closeup.look(ENGLISH, seen, *AS_SET.values()))) == 2
        drawing = closeup.look(ENGLISH, seen, *AS_SET.values())
        assert ENGLISH.closer_busy in next(drawing)
        newest.note("visitor", 2.0)
        assert list(drawing) == []


def test_what_was_not_judged_has_no_overlay(classifier: Classifier, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (300, 300, 3), dtype=np.uint8)
    cv2.imwrite(str(tmp_path / "noise.png"), noise)
    assert closeup.button(session.read(classifier, tmp_path / "noise.png", None), ENGLISH) == ""
    assert closeup.button(None, ENGLISH) == ""
