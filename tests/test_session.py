"""What a visitor looks at: judged again, or the other way round."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from pneumonia.classifier import Classifier
from pneumonia.errors import UnreadableImage
from pneumonia.image import read_image
from pneumonia.ui import closeup, session
from pneumonia.ui.texts import ENGLISH


def test_a_negative_is_inverted_everywhere(classifier: Classifier, films: list[Path], tmp_path: Path) -> None:
    film = read_image(films[1]).pixels
    cv2.imwrite(str(tmp_path / "negative.png"), 255 - film)
    refused = session.read(classifier, tmp_path / "negative.png", None, "PNEUMONIA")
    assert refused.report.label is None
    seen = session.invert(classifier, refused, "screening", ENGLISH)
    expected = session.read(classifier, films[1], "screening")
    assert seen.report.probability == pytest.approx(expected.report.probability, abs=1e-5)
    assert (seen.report.operating_point, seen.truth, seen.inverted) == ("screening", "PNEUMONIA", True)
    assert np.array_equal(seen.pixels, expected.pixels)
    assert np.array_equal(seen.film, expected.film)
    at = {"evidence": "PNEUMONIA", "colormap": "inferno", "opacity": 0.0, "level": 0.0}
    whole = cv2.imdecode(np.frombuffer(closeup.at_own_size(seen, ENGLISH, **at), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert np.abs(whole.astype(int) - film).max() <= 1


def test_a_negative_whose_file_is_gone(classifier: Classifier, films: list[Path]) -> None:
    seen = session.read(classifier, films[1].read_bytes(), None)
    for forgotten in (seen, None):
        with pytest.raises(UnreadableImage, match="Hand it in again"):
            session.invert(classifier, forgotten, None, ENGLISH)
