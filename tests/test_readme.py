"""README and ``docs/results.md`` say what the shipped bundle says, and the commands they name exist."""

import argparse
import re

import numpy as np
import pytest
from readme import README, ROOT, publishing

from pneumonia import bundle
from pneumonia.errors import InvalidOption
from pneumonia.evaluation import evaluate, goals, readme, result_tables, threshold_transfer
from pneumonia.iframe import iframe
from pneumonia.metrics import Calibration, confusion
from pneumonia.published import NOTE, PUBLISHED, retrained, retrained_facts
from pneumonia.report import CONFIDENT, LABELS
from pneumonia.training import config
from pneumonia.ui import snippets
from pneumonia.ui.texts import ENGLISH

MAKEFILE = (ROOT / "Makefile").read_text()
RESULTS = (ROOT / "docs" / "results.md").read_text()
BENCHMARKS = (ROOT / "docs" / "benchmarks.md").read_text()
WORDS = " ".join(f"{README} {RESULTS}".split())


def test_its_tables_are_those_of_the_shipped_bundle() -> None:
    release = bundle.load(bundle.RELEASE)
    marked = re.findall(r"<!-- (\w+): written by make tables -->", README + RESULTS + BENCHMARKS)
    assert sorted(marked) == sorted(readme.tables(release))
    for page in (README, RESULTS):
        assert readme.fill(page, release) == page, "run: make tables"
    for words in (result_tables.results(release.metrics), goals.summary(release.metrics)):
        assert words in README


def test_a_table_is_drawn_anew_between_its_marks_and_nothing_else_changes() -> None:
    release = bundle.load(bundle.RELEASE)
    old = "Before.\n<!-- goals: any words -->\n| old |\n<!-- end of goals -->\nAfter: 0.9999\n"
    new = readme.fill(old, release)
    assert new == old.replace("| old |", goals.table(release.metrics))
    assert readme.fill(new, release) == new
    for text, received in (("No marks.", "none"), (old.replace("goals", "aims"), "aims")):
        with pytest.raises(InvalidOption, match=f"out of results, .*goals, .*; received {received}\\."):
            readme.fill(text, release)


def test_robustness_is_told_as_on_the_card() -> None:
    changes = bundle.load(bundle.RELEASE).metrics["robustness"]["changes"]
    changed = {row["name"]: row["labels_changed"] for row in changes}
    assert f"changes {100 * changed['10 % cropped on each side']:.1f} % of the answers" in WORDS
    assert f"8 degrees {100 * changed['turned by 8 degrees, black corners']:.1f} %" in WORDS


def test_what_to_know_is_told_with_the_numbers_of_the_shipped_bundle() -> None:
    release = bundle.load(bundle.RELEASE)
    metrics = release.metrics
    assert f"of which {100 * np.mean([row['label'] for row in metrics['scores']['test']]):.0f} % are PNEUMONIA" in WORDS
    assert (metrics["originals"]["right"], metrics["originals"]["labels_changed"]) == (16, 0)
    assert f"the two probabilities of a film differ by up to {metrics['originals']['largest_gap']:.3f}" in WORDS
    assert f"by up to {metrics['originals']['largest_gap_sampled']:.3f} by itself" in WORDS
    films = {part: metrics["trust"][part]["films"] for part in ("deletion", "halves")}
    assert f"random places, on {films['deletion']} films." in WORDS
    assert f"{films['halves']} films joined of one half with each label" in WORDS
    errors = {}
    for films, found in threshold_transfer.measure(release).items():
        rates = found.confusion.rates()
        errors[films] = [f"{100 * (1 - rates[name].value):.1f} %" for name in ("sensitivity", "specificity")]
    missed, alarms = errors[threshold_transfer.OUT_OF_FOLD]
    assert f"balanced one misses {missed} of the pneumonias and raises {alarms} false alarms" in WORDS
    assert "false alarms, on the test films {} and {};".format(*errors["test"]) in WORDS
    answers = release.out_of_fold
    logits, labels = evaluate.pooled(answers["views"].astype(float), answers["labels"])
    found = confusion(labels, Calibration(**release.info["calibration"]).probabilities(logits), threshold(release))
    wrong = [f"{100 * (1 - found.rates()[name].value):.1f} %" for name in ("sensitivity", "specificity")]
    assert "All views together, the balanced point misses {} there and raises {} false alarms".format(*wrong) in WORDS
    assert f"by this repository in {release.info['minutes']:.0f} minutes" in WORDS
    assert f"had not seen them ({metrics['cross_validation']['minutes']:.0f} minutes)" in WORDS


def threshold(release: bundle.Bundle) -> float:
    """Of the point that decides where nobody chooses one."""
    return float(release.info["operating_points"][release.info["default"]])


def test_what_others_reached_is_the_range_of_the_table() -> None:
    """And of what is told of the rest below it."""
    [low] = re.findall(r"the others have AUROC (0\.\d{3}) to", NOTE)
    areas = [row.auroc for row in PUBLISHED]
    assert float(low) < min(areas)
    assert f"Others reached AUROC {low} to {max(areas):.3f} on the same films" in WORDS


def test_how_sure_it_was_when_it_erred_is_told() -> None:
    release = bundle.load(bundle.RELEASE)
    healthy = [film["probability"] for film in release.metrics["scores"]["test"] if not film["label"]]
    alarms, sure = (sum(probability >= least for probability in healthy) for least in (threshold(release), CONFIDENT))
    assert f"{sure} of the {alarms} false alarms came with 80 % or more" in WORDS
    wrong = next(group for group in release.metrics["subgroups"] if group["name"] == "series NORMAL2-IM")
    assert (1 - wrong["right"][release.info["default"]]["value"]) * wrong["n"] > 0.9 * alarms, "nearly all, it says"
    assert f"error looks smaller ({release.metrics['test']['ece']:.3f})" in WORDS


def test_what_the_harder_group_and_another_films_map_tell_is_told() -> None:
    metrics = bundle.load(bundle.RELEASE).metrics
    unseen, test = (
        f"{100 * (1 - group['right']['balanced']['value']):.1f} %"
        for part in ("subgroups_unseen", "subgroups")
        for group in metrics[part]
        if group["name"] == "series NORMAL2-IM"
    )
    assert f"they called {unseen} of its films PNEUMONIA and not {test}" in WORDS
    curves = [metrics["trust"]["deletion"]["labels"][label] for label in LABELS]
    shares = [f"{curve['better_than_other'] * curve['n']:.0f} of {curve['n']}" for curve in curves]
    assert "on {} NORMAL films, which may be chance, and {} others".format(*shares) in WORDS
    for label in LABELS:
        inside = metrics["trust"]["thorax"]["labels"][label]
        assert 0 < inside["heat"] - inside["other"] < 0.03, "nearly the same share"


def test_the_baseline_that_was_trained_here_is_told_with_its_numbers() -> None:
    metrics, facts = retrained().metrics, retrained_facts()
    theirs = next(row for row in PUBLISHED if row.key == "baseline")
    area, test = metrics["test"]["auroc"]["value"], metrics["test"]["operating_points"]["balanced"]["rates"]
    assert f"reaches {area:.3f} (published {theirs.auroc:.3f})" in WORDS
    assert f"near the published one ({area:.3f}; published {theirs.auroc:.3f})" in WORDS
    right = theirs.rates()["accuracy"].value
    assert f"published counts ({facts['accuracy']:.3f}; published {right:.3f})" in WORDS
    assert f"ended it after {facts['epochs']} epochs (the published one: 42)" in WORDS
    assert f"it calls {100 * (1 - test['specificity']['value']):.0f} % of the healthy test films PNEUMONIA" in WORDS
    borders, proportions = (metrics[part]["changes"][-1]["auroc"] for part in ("borders", "proportions"))
    assert (
        f"guessing would (AUROC {borders:.3f}), with the proportions of one hardly better ({proportions:.3f})" in WORDS
    )
    for shares in metrics["trust"]["thorax"]["labels"].values():
        assert abs(shares["heat"] - shares["area"]) < 0.02


def test_the_story_of_training_ends_with_the_numbers_of_the_shipped_bundle() -> None:
    docstring = (ROOT / "train.py").read_text().split('"""')[1]
    release = bundle.load(bundle.RELEASE)
    test = release.metrics["test"]
    rates = test["operating_points"]["balanced"]["rates"]
    assert f"AUROC\n{test['auroc']['value']:.3f} on the official test set" in docstring
    for name in ("accuracy", "sensitivity", "specificity"):
        assert f"{name} {rates[name]['value']:.3f}" in docstring
    assert f"{len(release.metrics['history'])} epochs in {release.info['minutes']:.0f} minutes" in docstring


def test_the_command_of_the_story_is_the_recipe_of_the_shipped_bundle() -> None:
    line = re.search(r"^    python train.py (.*)$", (ROOT / "train.py").read_text(), flags=re.MULTILINE)
    assert line is not None
    parser = argparse.ArgumentParser()
    config.add_flags(parser)
    typed = config.from_flags(vars(parser.parse_args(line[1].split()))).to_json()
    # An option that is younger than the release is not in its bundle.
    assert bundle.load(bundle.RELEASE).info["training"].items() <= typed.items()


def test_its_numbers_of_speed_are_those_of_the_benchmarks() -> None:
    told = re.findall(r"\d+\.\d+", README.split("## How fast it is")[1].split("\n## ")[0])
    assert len(told) > 5
    assert [number for number in told if number not in BENCHMARKS] == []


def test_publishing_takes_five_lines() -> None:
    """Which ``test_publish.py`` and ``test_space.py`` run."""
    lines = publishing()
    assert len(lines) == 5
    assert lines[0].startswith("export HF_TOKEN=")
    assert [line.split()[1:4] for line in lines[1:4]] == [
        ["train.py", "--data", "chest_xray"],
        ["-m", "pneumonia", "push"],
        ["-m", "pneumonia", "deploy"],
    ]
    assert lines[4].split()[:3] == ["PNEUMONIA_MODEL=USER/REPO@v1", "make", "run"]


def test_the_examples_are_those_that_the_page_shows() -> None:
    """Which ``test_snippets.py`` runs."""
    for example in (snippets.PYTHON, snippets.MCP):
        assert f"\n{example}```" in README


def test_the_frame_is_the_one_that_the_page_writes() -> None:
    """And so is that of the static example, whose policy wants looks in a file of their own."""
    address, title = "http://127.0.0.1:7860/?tab=metrics&threshold=0.3&embed=1", ENGLISH.title.replace("\u2011", "-")
    assert iframe(address, title) in README.replace("\n    ", "\n")
    example = (ROOT / "space" / "browser" / "developers" / "embed.html").read_text()
    assert iframe("../index.html?embed=1", title).replace(' style="border: 0"', "") in example
    assert f'Learn, "{ENGLISH.learn_teach}"' in README


def test_every_make_target_named_exists() -> None:
    named = set(re.findall(r"`make ([a-z]+)", README + RESULTS + BENCHMARKS))
    assert {"run", "test"} <= named
    assert named <= set(re.findall(r"^([a-z]+):", MAKEFILE, flags=re.MULTILINE))


def test_every_file_named_exists() -> None:
    for name in re.findall(
        r"`((?:pneumonia|tests|space|docs)/[\w./-]+|[\w-]+\.(?:py|txt|toml))`", README + RESULTS + BENCHMARKS
    ):
        assert (ROOT / name).exists(), name
