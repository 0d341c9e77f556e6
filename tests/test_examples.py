"""The gallery's rule: what it picks, that it picks the same again, and what it publishes."""

import io
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from dicoms import PATIENT, dicom
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from pneumonia import bundle, examples
from pneumonia.dataset import patient
from pneumonia.errors import DataError
from pneumonia.report import LABELS


def scores(seed: int = 1, n: int = 200) -> list[dict[str, Any]]:
    """Imagined test images, two of each patient, with answers of every kind."""
    random = np.random.default_rng(seed)
    rows = []
    for i in range(n):
        label = i % 3 > 0
        probability = float(np.clip(random.normal(0.75 if label else 0.25, 0.2), 0.001, 0.999))
        name = f"person{i // 2}_virus_{i}.jpeg" if label else f"IM-{i // 2:04}-{i:04}.jpeg"
        rows.append({"name": name, "label": int(label), "probability": probability})
    return rows


ROWS = scores()
CHOSEN = examples.choose(ROWS, 0.4)


def test_every_kind_of_answer_is_shown_and_no_more_than_the_rule_says() -> None:
    kinds = [(example.why, example.truth) for example in CHOSEN]
    assert list(dict.fromkeys(kinds)) == [
        ("right and confident", "PNEUMONIA"),
        ("right and confident", "NORMAL"),
        ("right and doubtful", "PNEUMONIA"),
        ("right and doubtful", "NORMAL"),
        ("missed", "PNEUMONIA"),
        ("false alarm", "NORMAL"),
    ]
    assert [kinds.count(kind) for kind in dict.fromkeys(kinds)] == [4, 4, 3, 3, 4, 4]
    for number in (examples.CONFIDENT, examples.DOUBTFUL, examples.MISSED, examples.FALSE_ALARMS, examples.SEED):
        assert str(number) in examples.RULE


def test_each_example_is_what_it_is_said_to_be() -> None:
    right = {label: [r["probability"] for r in ROWS if LABELS[r["label"]] == label] for label in LABELS}
    right["NORMAL"] = sorted(p for p in right["NORMAL"] if p < 0.4)
    right["PNEUMONIA"] = sorted(p for p in right["PNEUMONIA"] if p >= 0.4)
    for example in CHOSEN:
        answer = LABELS[example.probability >= 0.4]
        if example.why in ("missed", "false alarm"):
            assert answer != example.truth
            continue
        assert answer == example.truth
        # From the threshold outwards: healthy ones from the largest probability down, ill ones from the smallest up.
        outwards = right[answer][::-1] if answer == "NORMAL" else right[answer]
        rank = outwards.index(example.probability)
        if example.why == "right and confident":
            assert rank >= len(outwards) // 2
        else:
            assert rank < len(outwards) / 4


def test_the_same_scores_give_the_same_gallery_in_any_order() -> None:
    assert examples.choose(ROWS[::-1], 0.4) == CHOSEN
    assert examples.choose(scores(2), 0.4) != CHOSEN


def test_no_patient_is_shown_twice() -> None:
    patients = [(example.truth, patient(example.name)) for example in CHOSEN]
    assert len(set(patients)) == len(patients)


def test_a_model_without_mistakes_shows_none() -> None:
    perfect = [row | {"probability": 0.99 if row["label"] else 0.01} for row in ROWS]
    assert {example.why for example in examples.choose(perfect, 0.4)} == {"right and confident", "right and doubtful"}


@pytest.fixture
def copy(release: Path, tmp_path: Path) -> bundle.Bundle:
    """The embedded bundle, where a gallery can be added."""
    return bundle.load(shutil.copytree(release, tmp_path / "copy"))


def test_the_images_are_the_data_sets_own_bytes(copy: bundle.Bundle, shared_data: Path) -> None:
    about = examples.write(copy, str(shared_data / "chest_xray"), "CC BY 4.0")
    source = "Chest X-Ray Images (Pneumonia) doi:10.17632/rscbjbr9sj.2"
    assert about == {"rule": examples.RULE, "source": source, "licence": "CC BY 4.0"}
    chosen = examples.choose(copy.metrics["scores"]["test"], copy.info["operating_points"]["balanced"])
    rows = examples.read(copy)
    assert [(row["truth"], row["why"], row["probability"]) for row in rows] == [
        (example.truth, example.why, example.probability) for example in chosen
    ]
    for row, example in zip(rows, chosen, strict=True):
        original = shared_data / "chest_xray" / "test" / example.truth / example.name
        assert (copy.examples / row["file"]).read_bytes() == original.read_bytes()
        assert row["licence"] == "CC BY 4.0"
        assert row["source"] == f"{source}, test image {example.name}"


def test_another_data_set_is_noticed(copy: bundle.Bundle, shared_data: Path) -> None:
    with pytest.raises(
        DataError, match=r"has no test image .+ \(\d+ of 22 are missing\). Name the data that the model"
    ):
        examples.write(copy, str(shared_data / "originals"), "CC BY 4.0")


def test_of_other_data_only_pixels_are_published_under_neutral_names(
    copy: bundle.Bundle, shared_data: Path, tmp_path: Path
) -> None:
    """DICOM files, metadata of pictures and names of files may all say who a patient is."""
    chosen = examples.choose(copy.metrics["scores"]["test"], copy.info["operating_points"]["balanced"])
    secret = PngInfo()
    secret.add_text("PatientName", PATIENT)
    for number, example in enumerate(chosen):
        target = tmp_path / "own" / "test" / example.truth / example.name
        target.parent.mkdir(parents=True, exist_ok=True)
        with Image.open(shared_data / "chest_xray" / "test" / example.truth / example.name) as film:
            pixels = np.asarray(film.convert("L"))
        if number % 2:
            target.write_bytes(dicom(pixels.astype(np.uint16) * 16))
        else:
            Image.fromarray(pixels).save(target, "PNG", pnginfo=secret)
    own = bundle.Bundle(copy.folder, copy.info | {"data": {"name": "own"}}, copy.revision)
    examples.write(own, str(tmp_path / "own"), "CC0")
    rows = examples.read(own)
    assert [Path(row["file"]).name for row in rows] == [f"test-{n}.png" for n in range(1, len(chosen) + 1)]
    for row, example in zip(rows, chosen, strict=True):
        content = (own.examples / row["file"]).read_bytes()
        assert PATIENT.encode() not in content
        assert example.name not in json.dumps(row)
        assert np.asarray(Image.open(io.BytesIO(content))).shape == (224, 224)


def test_a_bundle_without_a_gallery_has_no_examples(copy: bundle.Bundle) -> None:
    assert examples.read(copy) == []
    copy.examples.mkdir()
    (copy.examples / bundle.INDEX).write_text(json.dumps([{"file": "a"}]))
    assert examples.read(copy) == [{"file": "a"}]
