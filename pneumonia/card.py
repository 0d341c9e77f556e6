"""The model card, drawn from a bundle: no number of it is ever typed by hand.

The words stand in ``card.md.jinja``; this module gives them their numbers and the card its metadata.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from pneumonia import goals, plots, transfer
from pneumonia.bundle import CARD, Bundle
from pneumonia.dataset import FACTS, SIDE, is_published
from pneumonia.evaluate import PLATEAU, SCREENING_SENSITIVITY
from pneumonia.files import write_beside
from pneumonia.metrics import wilson
from pneumonia.published import NOTE, PUBLISHED, Published, beside

TEMPLATE = Path(__file__).with_name("card.md.jinja")
#: Licence of code and weights, as the Hub names it.
LICENCE = "apache-2.0"
TAGS = ["keras", "onnx", "medical", "chest-x-ray", "pneumonia", "grad-cam", "explainability", "calibration"]

RATES = {
    "accuracy": "accuracy",
    "sensitivity": "sensitivity (recall)",
    "specificity": "specificity",
    "precision": "precision",
    "f1": "F1",
}
SUBGROUPS_NOTE = (
    "AUROC: the group against all films of the other label. Called rightly: sensitivity for a group of PNEUMONIA, "
    "specificity for one of NORMAL. File names tell the groups; how the two series of NORMAL differ is not documented."
)
OUT_OF_FOLD_FILMS = "training and validation films, by networks that had not seen them"
#: What a bundle trained on other data than the published may leave open.
DATA_FACTS = ("name", "doi", "licence", "citation", "population", "skipped")
#: The Hub's names of the same measures; see https://huggingface.co/metrics.
HUB_METRICS = {"accuracy": "accuracy", "sensitivity": "recall", "precision": "precision", "f1": "f1"}


def write(bundle: Bundle, repo: str) -> None:
    """Write the card of the model repository ``repo`` (``USER/REPO``) into the bundle; its figures must be there."""
    with write_beside(bundle.folder / CARD) as temporary:
        temporary.write_text(render(bundle, repo))


def render(bundle: Bundle, repo: str) -> str:
    """The whole card: metadata as YAML, then Markdown."""
    # A name that the template needs and the bundle lacks is an error, never an empty place in a published card.
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True, autoescape=False)  # noqa: S701 - Markdown
    published = is_published(bundle.info["data"])
    body = environment.from_string(TEMPLATE.read_text()).render(
        repo=repo,
        subdomain=repo.replace("/", "-").replace("_", "-").replace(".", "-").lower(),
        info={"energy": None, "gallery": None}
        | bundle.info
        | {"data": dict.fromkeys(DATA_FACTS, "") | bundle.info["data"]},
        metrics={"robustness": None, "trust": None} | bundle.metrics,
        keeps=bundle.keeps,
        published=published,
        revision=bundle.revision,
        megabytes=bundle.model.stat().st_size / 1e6,
        errors=errors_table(bundle),
        screening=SCREENING_SENSITIVITY,
        results=results_table(bundle.metrics, "official test set" if published else "test set"),
        plateau=PLATEAU,
        changes=changes_table,
        sharpness=sharpness_table,
        goals=goals.table(bundle.metrics) if published else "",
        subgroups=subgroups_table(bundle.metrics),
        comparison=comparison(bundle) if published else "",
        strangers=strangers_table(bundle.metrics["strangers"], bundle.metrics["test"]["n"])
        if "strangers" in bundle.metrics
        else "",
        trusted=trust_table(bundle.metrics["trust"]) if "trust" in bundle.metrics else "",
        explained=plots.gradcam_examples(bundle),
        licence=LICENCE,
    )
    return f"---\n{metadata(bundle).to_yaml()}\n---\n\n{body}"


def metadata(bundle: Bundle) -> Any:
    """What the Hub reads: library, task, licence, data, tags, and the results as a model index (``ModelCardData``)."""
    from huggingface_hub import ModelCardData  # half a second, and nothing else here needs it

    return ModelCardData(
        language="en",
        license=LICENCE,
        library_name="keras",
        pipeline_tag="image-classification",
        tags=TAGS,
        datasets=[FACTS.hub_id] if is_published(bundle.info["data"]) else None,
        metrics=[*HUB_METRICS.values(), "roc_auc", "brier_score"],
        model_name=bundle.info["id"],
        eval_results=_eval_results(bundle),
    )


def _eval_results(bundle: Bundle) -> list[Any]:
    from huggingface_hub import EvalResult

    test, point = bundle.metrics["test"], bundle.info["default"]
    rates = test["operating_points"][point]["rates"]
    values = [
        ("roc_auc", "AUROC", test["auroc"]["value"]),
        *((HUB_METRICS.get(key, key), f"{RATES[key]}, {point} point", rates[key]["value"]) for key in RATES),
        ("brier_score", "Brier score", test["brier"]),
    ]
    return [
        EvalResult(
            task_type="image-classification",
            task_name="NORMAL or PNEUMONIA",
            dataset_type=FACTS.hub_id if is_published(bundle.info["data"]) else "custom",
            dataset_name=f"{bundle.info['data']['name']}, reduced to {SIDE} x {SIDE} pixels",
            dataset_split="test",
            metric_type=kind,
            metric_name=name,
            metric_value=round(value, 4),
        )
        for kind, name, value in values
        if value is not None
    ]


def results_table(metrics: dict[str, Any], images: str = "official test set") -> str:
    """The test results as a Markdown table, one column per operating point, 95 % intervals in brackets."""
    test = metrics["test"]
    points = test["operating_points"]
    lines = [
        f"| {images}, {test['n']} images | " + " | ".join(points) + " |",
        "|---|" + "---|" * len(points),
        _row("threshold", [f"{point['threshold']:.3f}" for point in points.values()]),
        *(_row(title, [_rate(point["rates"][key]) for point in points.values()]) for key, title in RATES.items()),
        _row("AUROC", [_rate(test["auroc"], digits=4)] * len(points)),
        _row("Brier score; ECE, 15 bins", [_calibrated(test)] * len(points)),
    ]
    if "equal_frequency" in test:  # bundles of before it was measured lack it
        cells = [_calibrated(test["equal_frequency"])] * len(points)
        lines.append(_row("the same, were both labels equally frequent", cells))
    return "\n".join(lines)


def _calibrated(measured: Mapping[str, float | None]) -> str:
    if measured["brier"] is None:
        return "undefined"
    return f"{measured['brier']:.3f}; {measured['ece']:.3f}"


def errors_table(bundle: Bundle) -> str:
    """Errors and calibration at the default point on the films that it was set by, and on those that it was not.

    A Markdown table: the first row is of :attr:`pneumonia.bundle.Bundle.out_of_fold`, where the bundle has it.
    """
    point = bundle.info["default"]
    lines = [f"| at the {point} point | missed | false alarms | Brier score; ECE, both labels equally frequent |"]
    lines.append("|---|" + "---|" * 3)
    for name, found in transfer.measure(bundle).items():
        counts = found.confusion
        shares = _share(counts.fn, counts.fn + counts.tp), _share(counts.fp, counts.fp + counts.tn)
        films = OUT_OF_FOLD_FILMS if name == transfer.OUT_OF_FOLD else f"{name} films"
        lines.append(_row(films, [*shares, _calibrated(found.calibration)]))
    return "\n".join(lines)


def sharpness_table(found: dict[str, Any]) -> str:
    """What becomes of blurred films, as a Markdown table; ``found`` is of :func:`pneumonia.assess.sharpness`."""
    lines = [
        f"| {found['n']} NORMAL films, blurred by | called PNEUMONIA | of all, called so without a warning |",
        "|---|---|---|",
    ]
    for row in found["blurs"]:
        lines.append(_row(f"{row['pixels']} pixels", [_percent(row["share"]), _percent(row["unwarned"])]))
    return "\n".join(lines)


def trust_table(trust: dict[str, Any]) -> str:
    """What was asked of the Grad-CAM maps, as a Markdown table, one column per label."""
    labels = list(trust["thorax"]["labels"])

    def row(title: str, part: str, key: str, digits: int = 3) -> str:
        """A share, or an area under a curve of probabilities; empty for a label whose films have none."""
        found = [trust[part]["labels"].get(label, {}).get(key) for label in labels]
        return _row(title, ["" if value is None else f"{value:.{digits}f}" for value in found])

    lines = [_row("mean over films, each from 0 to 1", labels), "|---|" + "---|" * len(labels)]
    for part, better in (("deletion", "smaller"), ("insertion", "larger")):
        lines += [
            row(f"{part}, area under the curve, {better} is better: the map's regions", part, "map"),
            row("regions at random places", part, "random"),
            row("films on which the map's do better", part, "better", 2),
        ]
    lines += [
        row("share of the heat inside the thorax", "thorax", "heat", 2),
        row("share of the film inside the thorax", "thorax", "area", 2),
    ]
    if "halves" in trust:  # bundles of before it was asked lack it
        lines += [
            row("films joined of an ill and a healthy half: heat on the answer's side", "halves", "heat", 2),
            row("joined films whose hottest place is on that side", "halves", "hottest", 2),
        ]
    return "\n".join(lines)


def comparison(bundle: Bundle) -> str:
    """This model beside what others published on the same images: a Markdown table and what limits each row."""
    point = bundle.info["default"]
    models = beside(bundle.metrics["test"], point, f"**this model**, {point} point")
    titles = {"auroc": "AUROC"} | RATES
    lines = [
        f"| official test set | {' | '.join(titles.values())} |",
        "|---|" + "---|" * len(titles),
        *(_row(model["name"], [_value(model.get(key)) for key in titles]) for model in models),
        "",
        NOTE,
        "",
        *(f"- **{entry.name}** ({_cited(entry)}). {entry.caveat}" for entry in PUBLISHED),
    ]
    return "\n".join(lines)


def subgroups_table(metrics: dict[str, Any]) -> str:
    """Results per group of test films as a Markdown table, with intervals; empty where names tell no groups."""
    groups = metrics.get("subgroups")
    if not groups:
        return ""
    points = list(groups[0]["right"])
    lines = [
        f"| test films | number | AUROC | {' | '.join(f'called rightly, {point}' for point in points)} |",
        "|---|---|---|" + "---|" * len(points),
        *(
            _row(
                f"{group['label']}, {group['name']}",
                [str(group["n"]), _rate(group["auroc"]), *(_rate(group["right"][point]) for point in points)],
            )
            for group in groups
        ),
    ]
    return "\n".join([*lines, "", SUBGROUPS_NOTE])


def changes_table(found: dict[str, Any]) -> str:
    """What each change of the films does, as a Markdown table; ``found`` is of :mod:`pneumonia.robustness`."""
    lines = ["| change | answers that change | AUROC |", "|---|---|---|"]
    lines += [_row(row["name"], [_percent(row["labels_changed"]), f"{row['auroc']:.4f}"]) for row in found["changes"]]
    return "\n".join(lines)


def strangers_table(found: dict[str, Any], films: int) -> str:
    """What becomes of other pictures, of the ``films`` test films and of adults' films, as a Markdown table.

    ``found`` is of :func:`pneumonia.strangers.measure`. A line below it names the kinds that were not wholly refused.
    """
    adults = found["adults_warned"]
    lines = ["| pictures | number | refused | warned about |", "|---|---|---|---|"]
    for words, tuned in (("that the measure was made with", True), ("that were kept out of that", False)):
        kinds = [kind for kind in found["kinds"] if kind["tuned"] is tuned]
        share = found["refused"]["tuned" if tuned else "kept_out"]
        number = sum(kind["n"] for kind in kinds)
        lines.append(_row(f"no chest X-ray, {len(kinds)} kinds {words}", [str(number), _percent(share), ""]))
    lines += [
        _row("test films", [str(films), _percent(found["films_refused"]), _percent(found["films_warned"])]),
        *(
            _row(f"test films, {row['name']}", [str(row["n"]), _percent(row["refused"]), _percent(row["warned"])])
            for row in found.get("films_changed", [])  # bundles of before it was asked lack it
        ),
        _row("films of adults", [str(adults["n"]), "", _percent(adults["warned"] / adults["n"])]),
    ]
    partly = [f"{kind['name']} ({_percent(kind['refused'])})" for kind in found["kinds"] if kind["refused"] < 1]
    return "\n".join([*lines, "", f"Kinds of which not all are refused: {', '.join(partly) or 'none'}."])


def _share(count: int, n: int) -> str:
    """So many of n, in percent too, with the interval."""
    rate = wilson(count, n)
    if rate.value is None or rate.low is None or rate.high is None:
        return "none there"
    return f"{count} of {n:,}, {_percent(rate.value)} ({100 * rate.low:.1f} to {_percent(rate.high)})"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _cited(entry: Published) -> str:
    return f"{entry.source}, [doi:{entry.doi}](https://doi.org/{entry.doi})" if entry.doi else entry.source


def _value(rate: dict[str, float | None] | None) -> str:
    """Without its interval, or the table would be too wide; those are in the figure."""
    return "" if rate is None or rate["value"] is None else f"{rate['value']:.3f}"


def _row(title: str, cells: list[str]) -> str:
    return f"| {title} | " + " | ".join(cells) + " |"


def _rate(rate: dict[str, float | None], digits: int = 3) -> str:
    value, low, high = rate["value"], rate["low"], rate["high"]
    if value is None:
        return "undefined"
    interval = f" ({low:.{digits}f} to {high:.{digits}f})" if low is not None and high is not None else ""
    return f"{value:.{digits}f}{interval}"
