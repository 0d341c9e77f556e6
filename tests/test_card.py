"""The model card says what the bundle says, is valid for the Hub, and its examples run as printed."""

import re
import shutil
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from huggingface_hub import ModelCard

from pneumonia import bundle, card, card_figures, examples
from pneumonia.evaluation import goals, result_tables, subgroups
from pneumonia.ui import snippets

REPO = "someone/my_model.v2"
#: What a bundle says about data that is not the published.
SCANS = {"name": "scans, not the published data set", "source": "scans", "fingerprint": "0" * 64}


@pytest.fixture(scope="module")
def released(release: Path, tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> bundle.Bundle:
    """The embedded bundle with a gallery, figures and its card."""
    copy = bundle.load(shutil.copytree(release, tmp_path_factory.mktemp("card") / "copy"))
    gallery = examples.write(copy, str(shared_data / "chest_xray"), "CC BY 4.0")
    card_figures.write(copy)
    bundle.seal(copy.folder, copy.info | {"gallery": gallery})
    copy = bundle.load(copy.folder)
    card.write(copy, REPO)
    return copy


@pytest.fixture(scope="module")
def text(released: bundle.Bundle) -> str:
    return (released.folder / "README.md").read_text()


def test_the_results_and_their_intervals_are_the_bundles(released: bundle.Bundle, text: str) -> None:
    assert result_tables.results(released.metrics) in text
    area = released.metrics["test"]["auroc"]
    assert f"{area['value']:.4f} ({area['low']:.4f} to {area['high']:.4f})" in text
    for name, point in released.metrics["test"]["operating_points"].items():
        rates = point["rates"]
        assert f"- **{name}**, from {100 * point['threshold']:.1f} % on: finds" in text
        assert f"flags {100 - 100 * rates['specificity']['value']:.1f} % of the healthy" in text


def test_what_a_reader_must_know_is_there(released: bundle.Bundle, text: str) -> None:
    facts = released.info["data"]
    for words in (facts["population"], facts["licence"], facts["citation"], facts["doi"], facts["fingerprint"]):
        assert words in text
    for words in ("Not a medical device", "Not meant for", "adults", "Limits and biases", "Robustness", "energy"):
        assert words in text
    for name, counts in released.metrics["split"]["after"].items():
        assert f"| {name}, after the split | {counts['NORMAL']:,} | {counts['PNEUMONIA']:,} |" in text
    for name, value in released.info["training"].items():
        assert f"| {name} | {value} |" in text
    for name, number in released.info["versions"].items():
        assert f"{name} {number}" in text
    assert released.revision in text
    assert examples.RULE in text


def test_the_markdown_is_well_formed(text: str) -> None:
    """No hole where a number should be, no table that a paragraph runs into, no figure that is missing."""
    assert "{{" not in text
    assert "{%" not in text
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    assert not {"None", "nan", "undefined"} & set(re.findall(r"\w+", prose))
    lines = text.split("\n")
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        if re.fullmatch(r"\|(---\|)+", line):  # the row below a table's head
            assert before.startswith("|")
            assert before.count("|") == line.count("|") == after.count("|"), before
        if line.startswith("#"):
            assert before == after == "", f"an empty line belongs around {line!r}"


def test_its_curl_is_the_one_that_the_page_prints_and_another_test_runs(text: str) -> None:
    commands = re.search(r"```bash\n(BASE=.*?)```", text, flags=re.DOTALL)
    assert commands
    printed = "".join(line for line in snippets.CURL.splitlines(keepends=True) if not line.startswith("#"))
    expected = printed.replace("xray.jpg", "film.jpeg").replace(
        snippets.ADDRESS, "https://someone-my-model-v2.hf.space"
    )
    assert commands[1] == expected


def test_every_figure_exists_and_is_a_picture(released: bundle.Bundle, text: str) -> None:
    named = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
    assert len(named) == 13
    for name in named:
        picture = cv2.imread(str(released.folder / name))
        assert picture is not None, name
        assert picture.shape[0] > 200
        assert picture[0, 0].min() > 250 or "gradcam" in name, (
            "charts stand on white, or a dark page would hide their text"
        )
    assert {f"plots/{path.name}" for path in (released.folder / "plots").iterdir()} == set(named)


def test_the_figure_of_a_pneumonia_has_the_film_and_its_heat(released: bundle.Bundle) -> None:
    first = card_figures.gradcam_examples(released)[0]
    picture = cv2.imread(str(released.folder / first["picture"])).astype(int)
    width = (picture.shape[1] - card_figures.GAP) // 2
    colour = picture.max(axis=2) - picture.min(axis=2)
    assert np.percentile(colour[:, :width], 99) < 12, "the film is grey"
    assert colour[:, -width:].max() > 100, "its twin has the heat on it"


def test_the_metadata_is_what_the_hub_reads(released: bundle.Bundle, text: str) -> None:
    data = ModelCard(text).data
    assert data.library_name == "keras"
    assert data.pipeline_tag == "image-classification"
    assert data.license == "apache-2.0"
    assert data.datasets == ["hf-vision/chest-xray-pneumonia"]
    assert {"medical", "grad-cam", "onnx"} <= set(data.tags)
    test = released.metrics["test"]
    rates = test["operating_points"]["balanced"]["rates"]
    expected = {
        "roc_auc": test["auroc"]["value"],
        "recall": rates["sensitivity"]["value"],
        "brier_score": test["brier"],
    }
    found = {result.metric_type: result.metric_value for result in data.eval_results}
    assert {key: found[key] for key in expected} == {key: round(value, 4) for key, value in expected.items()}
    assert {"accuracy", "specificity", "precision", "f1"} <= set(found)
    assert {result.dataset_split for result in data.eval_results} == {"test"}


def test_a_model_of_other_data_claims_nothing_about_it(released: bundle.Bundle) -> None:
    info = released.info | {"data": SCANS, "energy": {"kwh": 0.0125, "method": "an estimate"}}
    text = card.render(bundle.Bundle(released.folder, info, "sha256:0"), REPO)
    for words in ("Kermany", "hf-vision", "children of one", "official test set", "child", "One hospital", "AutoML"):
        assert words not in text
    assert "Whom its training images show is not recorded." in text
    assert "About 0.013 kWh: an estimate." in text
    assert ModelCard(text).data.datasets is None


def test_others_are_quoted_beside_this_model(released: bundle.Bundle, text: str) -> None:
    assert result_tables.comparison(released) in text
    value = released.metrics["test"]["auroc"]["value"]
    assert f"| **this model**, balanced point | {value:.3f} |" in text
    assert "only the reference baseline was trained again here" in text


def with_metrics(original: bundle.Bundle, metrics: dict[str, Any]) -> bundle.Bundle:
    changed = bundle.Bundle(original.folder, original.info, "sha256:0")
    changed.__dict__["metrics"] = metrics  # as the cached property would hold it
    return changed


def test_goals_groups_and_borders_are_shown_where_they_were_measured(released: bundle.Bundle) -> None:
    rows = [
        {"name": f"borders of the {which} class", "labels_changed": i / 8, "auroc": 0.9}
        for i, which in enumerate(("same", "other"))
    ]
    scores, points = released.metrics["scores"]["test"], released.info["operating_points"]
    groups = subgroups.measure(scores, points)
    styles = [row | {"name": row["name"].replace("borders", "processing"), "auroc": 0.8} for row in rows]
    measured = {"borders": {"middle": 0.7, "changes": rows}, "processing": {"changes": styles}, "subgroups": groups}
    text = card.render(with_metrics(released, released.metrics | measured), REPO)
    assert f"\n{goals.table(released.metrics)}\n" in text
    for group in groups:
        right = group["right"]["balanced"]
        line = f"| {group['label']}, {group['name']} | {group['n']} | {group['auroc']['value']:.3f} ("
        assert line in text
        assert f" | {right['value']:.3f} ({right['low']:.3f} to {right['high']:.3f}) | " in text
    assert "(70 % of height and width)" in text
    assert "| borders of the other class | 12.5 % | 0.9000 |\n" in text
    assert "| processing of the other class | 12.5 % | 0.8000 |\n" in text

    before = {name: value for name, value in released.metrics.items() if name not in measured}
    own = bundle.Bundle(released.folder, released.info | {"data": SCANS}, "sha256:0")
    for where, model in (
        ("borders of", released),
        ("reads the processing", released),
        ("better or worse", released),
        ("was to reach", own),
    ):
        assert where in text
        assert where not in card.render(with_metrics(model, before), REPO)


def test_robustness_is_shown_where_it_was_measured(released: bundle.Bundle, text: str) -> None:
    measured = released.metrics["robustness"]
    assert f"{measured['images']}; the balanced point. Unchanged, AUROC is {measured['auroc']:.4f}." in text
    assert len(measured["changes"]) > 5
    for row in measured["changes"]:
        assert f"| {row['name']} | {100 * row['labels_changed']:.1f} % | {row['auroc']:.4f} |" in text
    without = {name: value for name, value in released.metrics.items() if name != "robustness"}
    assert "was not measured for this model" in card.render(with_metrics(released, without), REPO)


def measured_trust() -> dict[str, Any]:
    """As ``trust.measure`` gives it, with numbers that are found again; no film of NORMAL had curves."""
    areas = {"n": 100, "map": 0.1234, "random": 0.5678, "better": 0.91, "other": 0.3456, "better_than_other": 0.73}
    curve = {"films": 7, "labels": {"PNEUMONIA": areas}}
    shares = {
        "NORMAL": {"heat": 0.31, "area": 0.42, "other": 0.32},
        "PNEUMONIA": {"heat": 0.83, "area": 0.44, "other": 0.81},
    }
    layers = [
        {"layer": "logit", "signed": 0.51, "absolute": 0.62},
        {"layer": "stem", "signed": -0.03, "absolute": 0.17},
    ]
    return {
        "autodiff": {"films": 5, "absolute": 2.5e-8, "relative": 3.6e-7},
        "deletion": curve,
        "insertion": curve,
        "thorax": {"films": 9, "labels": shares},
        "halves": {
            "films": 6,
            "labels": {"NORMAL": {"heat": 0.67, "hottest": 0.71}, "PNEUMONIA": {"heat": 0.79, "hottest": 0.93}},
        },
        "randomisation": {"films": 4, "draws": 2, "layers": layers},
    }


def test_whether_the_picture_can_be_trusted_is_shown_where_it_was_measured(released: bundle.Bundle) -> None:
    title = "## Can the picture be trusted?"
    without = {name: value for name, value in released.metrics.items() if name != "trust"}
    assert title not in card.render(with_metrics(released, without), REPO)
    text = card.render(with_metrics(released, without | {"trust": measured_trust()}), REPO)
    section = text[text.index(title) : text.index("## Robustness")]
    for line in (
        "| mean over films, from 0 to 1, or number of films (95 % interval of their share) | NORMAL | PNEUMONIA |\n|",
        "| deletion, area under the curve, smaller is better: the map's regions |  | 0.123 |",
        "| insertion, area under the curve, larger is better: the map's regions |  | 0.123 |",
        "| regions at random places |  | 0.568 |\n| films on which the map's do better |  | 91 of 100 (0.84 to 0.95) |",
        "| regions of another film's map |  | 0.346 |\n"
        "| films on which the own map's do better |  | 73 of 100 (0.64 to 0.81) |",
        "| share of the heat inside the thorax | 0.31 | 0.83 |\n| the same of another film's map | 0.32 | 0.81 |",
        "| share of the film inside the thorax | 0.42 | 0.44 |",
        "half: heat on the answer's side | 0.67 | 0.79 |\n"
        "| joined films whose hottest place is on that side | 0.71 | 0.93 |",
        "| `logit` | 0.51 | 0.62 |\n| `stem` | -0.03 | 0.17 |\n",
    ):
        assert line in section
    words = " ".join(section.split())
    assert "On 5 films it differs" in words
    assert "at most 2.5e-08 (in logits; 3.6e-07 of the largest value)" in words
    assert "mean of 4 films and 2 draws" in words
    assert "on 7 films and run" in words
    assert "on 9 films" in words
    assert "**The side**: 6 films were joined" in words


def test_a_bundle_that_lacks_a_fact_makes_no_card_with_a_hole(released: bundle.Bundle) -> None:
    info = {key: value for key, value in released.info.items() if key != "created"}
    with pytest.raises(Exception, match="'dict object' has no attribute 'created'"):
        card.render(bundle.Bundle(released.folder, info, "sha256:0"), REPO)


def test_strangers_are_told_by_sides_and_what_was_let_through_is_named(released: bundle.Bundle) -> None:
    kinds = [
        {"name": "pages", "tuned": True, "n": 3, "refused": 1.0},
        {"name": "noise", "tuned": True, "n": 5, "refused": 1.0},
        {"name": "faces", "tuned": False, "n": 4, "refused": 0.75},
    ]
    found = {
        "kinds": kinds,
        "refused": {"n": 12, "share": 11 / 12, "tuned": 1.0, "kept_out": 0.75},
        "films_refused": 0.005,
        "films_warned": 0.04,
        "films_changed": [{"name": "blurred", "n": 50, "refused": 0.02, "warned": 0.1}],
        "adults_warned": {"n": 8, "warned": 6},
    }
    table = result_tables.strangers(found, 200)
    assert "| no chest X-ray, 2 kinds that the measure was made with | 8 | 100.0 % |  |" in table
    assert "| no chest X-ray, 1 kinds that were kept out of that | 4 | 75.0 % |  |" in table
    assert "| test films | 200 | 0.5 % | 4.0 % |" in table
    assert "| test films, blurred | 50 | 2.0 % | 10.0 % |" in table
    assert "| films of adults | 8 |  | 75.0 % |" in table
    assert "not all are refused: faces (75.0 %)." in table
    test = released.metrics["test"] | {"n": 200}
    assert table in card.render(with_metrics(released, released.metrics | {"strangers": found, "test": test}), REPO)
    before = {name: value for name, value in released.metrics.items() if name != "strangers"}
    assert "Pictures of other things" not in card.render(with_metrics(released, before), REPO)


def test_how_it_was_trained_is_told_as_it_was(released: bundle.Bundle, text: str) -> None:
    assert "the weights of the last one were kept" in text
    assert "images, judged by 2 networks that had not seen them, each seen as it is and under stress" in text
    training = released.info["training"] | {"keep": "best", "folds": 0}
    first = bundle.Bundle(released.folder, released.info | {"training": training}, "sha256:0")
    other = card.render(first, REPO)
    assert "the weights with the best validation AUROC were kept" in other
    assert "thresholds come from validation\nimages, each seen as it is and under stress" in other
    assert "fixed on training images" in text
    assert "fixed on validation images" in other
