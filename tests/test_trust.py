"""The figures of trust, measured on the released graph and a few real films."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pneumonia.classifier import Classifier
from pneumonia.errors import BundleCorrupt
from pneumonia.evaluation import faithfulness, trust
from pneumonia.evaluation.thorax import share_inside
from pneumonia.image import read_image, to_input
from pneumonia.metrics import Calibration
from pneumonia.report import LABELS

#: Films per label.
FILMS = 2


@pytest.fixture(scope="module")
def inputs(classifier: Classifier, shared_data: Path) -> np.ndarray:
    files = [file for label in LABELS for file in sorted(shared_data.glob(f"originals/{label}/*"))[::4]]
    return np.stack([to_input(read_image(file).pixels, classifier.size) for file in files])


@pytest.fixture(scope="module")
def found(classifier: Classifier, inputs: np.ndarray) -> dict[str, Any]:
    model, labels = classifier.bundle.model, np.repeat([0, 1], FILMS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trust, "DRAWS", 2)
        return trust.measure(model, inputs, labels, classifier.calibration, classifier.threshold())


def test_everything_is_there_and_ready_for_json(found: dict[str, Any]) -> None:
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert list(found) == ["autodiff", "deletion", "insertion", "thorax", "halves", "randomisation"]
    assert all(part["films"] == 2 * FILMS for part in found.values())
    assert all(list(found[name]["labels"]) == list(LABELS) for name in ("deletion", "insertion", "thorax"))
    assert set(found["halves"]["labels"]) <= set(LABELS)


def test_the_released_graphs_map_is_grad_cam(found: dict[str, Any]) -> None:
    assert 0 < found["autodiff"]["absolute"] < 1e-5
    assert 0 < found["autodiff"]["relative"] < 1e-4


def test_the_released_answers_rest_on_the_hottest_regions(found: dict[str, Any]) -> None:
    for label in LABELS:
        deletion, insertion = (found[name]["labels"][label] for name in ("deletion", "insertion"))
        assert 0 < deletion["map"] < deletion["random"] < 1
        assert 0 < insertion["map"] < 1
        assert 0 <= deletion["better"] <= 1
        assert 0 <= insertion["better"] <= 1
    # A film of which much is hidden reads PNEUMONIA anyway, so insertion says little about that answer.
    healthy = found["insertion"]["labels"]["NORMAL"]
    assert healthy["map"] > healthy["random"]


def test_the_released_network_looks_at_the_thorax_for_pneumonia(found: dict[str, Any]) -> None:
    for shares in found["thorax"]["labels"].values():
        assert 0.3 < shares["area"] < 0.65
        assert 0 < shares["heat"] < 1
    ill = found["thorax"]["labels"]["PNEUMONIA"]
    assert ill["heat"] > ill["area"] + 0.1


def test_the_released_maps_point_to_the_side_that_is_ill(found: dict[str, Any]) -> None:
    for shares in found["halves"]["labels"].values():
        assert 0.6 < shares["heat"] < 1
        assert 0.5 <= shares["hottest"] <= 1


def test_the_released_maps_depend_on_what_was_learned(found: dict[str, Any]) -> None:
    layers = found["randomisation"]["layers"]
    assert (layers[0]["layer"], layers[-1]["layer"]) == ("logit", "stem_conv")
    assert layers[-1]["absolute"] < layers[0]["absolute"] - 0.1
    assert abs(layers[-1]["signed"]) < 0.4


def test_the_maps_are_of_the_answers_that_a_visitor_gets(
    classifier: Classifier, inputs: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a threshold that calls every film NORMAL, all maps are the evidence for that, pneumonias' too."""
    monkeypatch.setattr(trust, "CURVES", 1)  # neither curves nor
    monkeypatch.setattr(trust.randomise, "cascade", lambda *_: [])  # randomised graphs are looked at
    two = inputs[1 : FILMS + 1]  # the last NORMAL and the first PNEUMONIA
    shares = trust.measure(classifier.bundle.model, two, np.array([0, 1]), classifier.calibration, threshold=1.0)
    against = np.maximum(-classifier.network.run(two)[1], 0)
    expected = [share_inside(film, heat)[0] for film, heat in zip(two, against, strict=True)]
    assert [each["heat"] for each in shares["thorax"]["labels"].values()] == pytest.approx(expected)
    assert list(shares["halves"]["labels"]) == ["NORMAL"]


def test_a_label_without_films_and_a_film_without_heat_are_left_out() -> None:
    shares = np.array([[0.5, 0.4], [np.nan, 0.5], [0.7, 0.3]])
    means = partial(trust._means, names=("heat", "area"))
    only = trust._by_label(means, shares, np.ones(3))
    assert means(shares[1:2]) == {"heat": None, "area": 0.5}
    assert only == {"films": 3, "labels": {"PNEUMONIA": {"heat": pytest.approx(0.6), "area": pytest.approx(0.4)}}}


def test_films_are_chosen_evenly_and_never_twice() -> None:
    assert trust._spread(3, 16).tolist() == [0, 1, 2]
    some = trust._spread(624, 78)
    assert (len(set(some)), some[0], some[-1]) == (78, 0, 623)
    assert set(np.diff(some)) == {8, 9}


def test_a_file_that_is_no_graph_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"no graph")
    films = np.zeros((2, 192, 192), np.uint8), np.array([0, 1])
    with pytest.raises(BundleCorrupt, match=r"model\.onnx is no graph that ONNX Runtime"):
        trust.measure(tmp_path / "model.onnx", *films, Calibration(1.0, 0.0), 0.5)


def test_curves_find_a_network_that_looks_only_where_the_map_says() -> None:
    """It counts bright dots in one corner: a map of that corner is better than random ones, another map worse."""
    film = np.full((48, 48), 60, np.uint8)
    film[:24:2, :24:2] = 200

    def corner(frames: np.ndarray) -> np.ndarray:
        return 8.0 * (frames[:, :24:2, :24:2] > 130).mean(axis=(1, 2)) - 4.0

    right, wrong = np.zeros((2, 8, 8), np.float32)
    right[:4, :4] = wrong[4:, 4:] = 1.0
    films, maps = np.stack([film, film]), np.stack([right, wrong])
    found = faithfulness.areas(corner, films, maps, np.ones(2))
    (hidden, elsewhere, other), (shown, shown_elsewhere, shown_other) = found[0]
    assert hidden < elsewhere - 0.1
    assert shown > shown_elsewhere + 0.1
    assert other > hidden + 0.1
    assert shown_other < shown - 0.05
    assert found[1, :, 0].tolist() == [other, shown_other], "what is another's map to one film is its own to that one"
    assert found[1, :, 2].tolist() == [hidden, shown]
    # The same question about the other answer.
    turned = faithfulness.areas(lambda frames: -corner(frames), film[None], right[None], -np.ones(1))[0]
    assert turned[:, 0].tolist() == pytest.approx([hidden, shown])


def test_better_is_less_for_deletion_and_more_for_insertion() -> None:
    found = np.array([[0.2, 0.5, 0.1], [0.4, 0.5, 0.3], [0.6, 0.5, 0.6], [0.5, 0.5, 0.6]])
    means = {"map": pytest.approx(0.425), "random": pytest.approx(0.5), "other": pytest.approx(0.4)}
    means |= {"n": 4}
    assert faithfulness.summary(found, np.less) == means | {"better": 0.5, "better_than_other": 0.25}
    assert faithfulness.summary(found, np.greater) == means | {"better": 0.25, "better_than_other": 0.5}


def test_another_films_map_is_of_the_same_answer_and_not_of_the_next_film() -> None:
    signs = np.array([1, 1, -1, 1, 1, -1, 1])
    others = faithfulness.another(signs)
    assert others.tolist() == [4, 6, 5, 0, 1, 2, 3]
    assert (signs[others] == signs).all()
    assert faithfulness.another(np.array([1, -1])).tolist() == [0, 1], "where no other film got the answer, its own"
