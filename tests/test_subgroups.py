"""Groups are told by their files' names, and each is measured against the whole other class."""

from typing import Any

import pytest
from sklearn.metrics import roc_auc_score

from pneumonia import bundle
from pneumonia.evaluation import subgroups
from pneumonia.metrics import wilson


def row(name: str, label: int, probability: float) -> dict[str, Any]:
    return {"name": name, "label": label, "probability": probability}


FILMS = [
    row("person1_bacteria_1.jpeg", 1, 0.9),
    row("person2_bacteria_4.jpeg", 1, 0.5),
    row("person3_virus_8.jpeg", 1, 0.2),
    row("IM-0001-0001.jpeg", 0, 0.1),
    row("IM-0003-0001.jpeg", 0, 0.3),
    row("NORMAL2-IM-0001-0001.jpeg", 0, 0.6),
    row("scan.jpeg", 0, 0.95),
]


def test_each_group_is_counted_at_each_point_and_ranked_against_the_other_class() -> None:
    found = {group["name"]: group for group in subgroups.measure(FILMS, {"half": 0.5, "low": 0.2})}
    assert list(found) == list(subgroups.GROUPS)
    assert {name: (g["label"], g["n"], g["against"]) for name, g in found.items()} == {
        "bacterial pneumonia": ("PNEUMONIA", 2, 4),
        "viral pneumonia": ("PNEUMONIA", 1, 4),
        "series IM": ("NORMAL", 2, 3),
        "series NORMAL2-IM": ("NORMAL", 1, 3),
    }
    right = {name: (g["right"]["half"]["value"], g["right"]["low"]["value"]) for name, g in found.items()}
    assert right == {
        "bacterial pneumonia": (1.0, 1.0),
        "viral pneumonia": (0.0, 1.0),
        "series IM": (1.0, 0.5),
        "series NORMAL2-IM": (0.0, 0.0),
    }
    assert found["bacterial pneumonia"]["auroc"]["value"] == pytest.approx(5 / 8)
    assert found["series IM"]["auroc"]["value"] == pytest.approx(5 / 6)
    assert found["series IM"]["right"]["low"]["low"] == wilson(1, 2).low


def test_names_of_another_kind_make_no_groups() -> None:
    assert subgroups.measure([row("scan1.png", 0, 0.1), row("NORMAL2-scan.png", 1, 0.7)], {"half": 0.5}) == []
    mislabelled = [row("person1_virus_1.jpeg", 0, 0.1), row("IM-0001-0001.jpeg", 1, 0.7)]
    assert subgroups.measure(mislabelled, {"half": 0.5}) == [], "a pneumonia's name on a healthy film tells nothing"


def test_the_groups_of_the_test_set_add_up_to_it() -> None:
    released = bundle.load(bundle.RELEASE)
    scores, test = released.metrics["scores"]["test"], released.metrics["test"]
    found = subgroups.measure(scores, released.info["operating_points"])
    for label, rate in (("PNEUMONIA", "sensitivity"), ("NORMAL", "specificity")):
        groups = [group for group in found if group["label"] == label]
        n = sum(group["n"] for group in groups)
        assert {n + group["against"] for group in groups} == {test["n"]}
        for name, point in test["operating_points"].items():
            right = sum(group["n"] * group["right"][name]["value"] for group in groups)
            assert right / n == pytest.approx(point["rates"][rate]["value"])
    viral = [r for r in scores if "_virus_" in r["name"] or r["label"] == 0]
    expected = roc_auc_score([r["label"] for r in viral], [r["probability"] for r in viral])
    assert found[1]["auroc"]["value"] == pytest.approx(expected)
