"""A bundle's results as tables in Markdown: the model card, the README and ``docs/results.md`` show the same ones."""

from collections.abc import Mapping
from typing import Any

from pneumonia.bundle import Bundle
from pneumonia.evaluation import markdown, threshold_transfer
from pneumonia.metrics import wilson
from pneumonia.published import NAMES, NOTE, PUBLISHED, RETRAINED_CAVEAT, Published, beside, retrained_facts

#: What the rates of an operating point are called here, by their names in ``metrics.json``.
RATES = {
    "accuracy": "accuracy",
    "sensitivity": "sensitivity (recall)",
    "specificity": "specificity",
    "precision": "precision",
    "f1": "F1",
}
SUBGROUPS_NOTE = (
    "AUROC: the group against all films of the other label. Called rightly: sensitivity for a group of PNEUMONIA, "
    "specificity for one of NORMAL. Out of fold: the same of the group's training and validation films, by networks "
    "that had not seen them. File names tell the groups; how the two series of NORMAL differ is not documented."
)
OUT_OF_FOLD_FILMS = "training and validation films, by networks that had not seen them"


def results(metrics: dict[str, Any], images: str = "official test set") -> str:
    """The test results, one column per operating point, 95 % intervals in brackets."""
    test = metrics["test"]
    points = test["operating_points"]
    rows = [
        ["threshold", *(f"{point['threshold']:.3f}" for point in points.values())],
        *([title, *(_rate(point["rates"][key]) for point in points.values())] for key, title in RATES.items()),
        ["AUROC", *[_rate(test["auroc"], digits=4)] * len(points)],
        ["Brier score; ECE, 15 bins", *[_calibrated(test)] * len(points)],
        ["the same, were both labels equally frequent", *[_calibrated(test["equal_frequency"])] * len(points)],
    ]
    return markdown.table([f"{images}, {test['n']} images", *points], rows)


def errors(bundle: Bundle) -> str:
    """Errors and calibration at the default point on the films that it was set by, and on those that it was not.

    The first row is of :attr:`pneumonia.bundle.Bundle.out_of_fold`, where the bundle has it.
    """
    rows = []
    for name, found in threshold_transfer.measure(bundle).items():
        counts = found.confusion
        shares = _share(counts.fn, counts.fn + counts.tp), _share(counts.fp, counts.fp + counts.tn)
        films = OUT_OF_FOLD_FILMS if name == threshold_transfer.OUT_OF_FOLD else f"{name} films"
        rows.append([films, *shares, _calibrated(found.calibration)])
    at = f"at the {bundle.info['default']} point"
    return markdown.table([at, "missed", "false alarms", "Brier score; ECE, both labels equally frequent"], rows)


def sharpness(found: dict[str, Any]) -> str:
    """What becomes of blurred films; ``found`` is of :func:`pneumonia.evaluation.assess.sharpness`."""
    return markdown.table(
        [f"{found['n']} NORMAL films, blurred by", "called PNEUMONIA", "of all, called so without a warning"],
        [[f"{row['pixels']} pixels", _percent(row["share"]), _percent(row["unwarned"])] for row in found["blurs"]],
    )


def trust(found: dict[str, Any]) -> str:
    """What was asked of the Grad-CAM maps, one column per label; ``found`` is of ``evaluation.trust.measure``."""
    labels = list(found["thorax"]["labels"])

    def row(title: str, part: str, key: str, digits: int = 3) -> list[str]:
        """A share, or an area under a curve of probabilities; empty for a label whose films have none."""
        values = [found[part]["labels"].get(label, {}).get(key) for label in labels]
        return [title, *("" if value is None else f"{value:.{digits}f}" for value in values)]

    def better_row(title: str, part: str, key: str) -> list[str]:
        """On how many films of a label, with the interval of their share: they are few."""
        films = [found[part]["labels"].get(label) for label in labels]
        return [title, *(_of(each[key], each.get("n")) if each else "" for each in films)]

    rows = []
    for part, better in (("deletion", "smaller"), ("insertion", "larger")):
        rows += [
            row(f"{part}, area under the curve, {better} is better: the map's regions", part, "map"),
            row("regions at random places", part, "random"),
            better_row("films on which the map's do better", part, "better"),
            row("regions of another film's map", part, "other"),
            better_row("films on which the own map's do better", part, "better_than_other"),
        ]
    rows += [
        row("share of the heat inside the thorax", "thorax", "heat", 2),
        row("the same of another film's map", "thorax", "other", 2),
        row("share of the film inside the thorax", "thorax", "area", 2),
        row("films joined of an ill and a healthy half: heat on the answer's side", "halves", "heat", 2),
        row("joined films whose hottest place is on that side", "halves", "hottest", 2),
    ]
    title = "mean over films, from 0 to 1, or number of films (95 % interval of their share)"
    return markdown.table([title, *labels], rows)


def comparison(bundle: Bundle) -> str:
    """This model beside what others reached on the same images: a table, and below it what limits each row."""
    point = bundle.info["default"]
    models = beside(bundle.metrics["test"], point, f"**this model**, {point} point")
    titles = {"auroc": "AUROC"} | RATES
    rows = [[model["name"], *(_value(model.get(key)) for key in titles)] for model in models]
    caveats = [f"- **{entry.name}** ({_cited(entry)}). {entry.caveat}" for entry in PUBLISHED]
    caveats.append(f"- **{NAMES['retrained']}**. {RETRAINED_CAVEAT.format(**retrained_facts())}")
    return "\n".join([markdown.table(["official test set", *titles.values()], rows), "", NOTE, "", *caveats])


def subgroups(metrics: dict[str, Any]) -> str:
    """Results per group of test films, with intervals; empty where names tell no groups."""
    groups = metrics.get("subgroups")
    if not groups:
        return ""
    points = list(groups[0]["right"])
    titles = ["test films", "number", "AUROC", *(f"called rightly, {point}" for point in points)]
    unseen = {group["name"]: group["right"] for group in metrics.get("subgroups_unseen", [])}
    titles += [f"out of fold, {point}" for point in points if unseen]
    rows = [
        [
            f"{group['label']}, {group['name']}",
            str(group["n"]),
            _rate(group["auroc"]),
            *(_rate(group["right"][point]) for point in points),
            *(_rate(unseen[group["name"]][point]) if group["name"] in unseen else "" for point in points if unseen),
        ]
        for group in groups
    ]
    return f"{markdown.table(titles, rows)}\n\n{SUBGROUPS_NOTE}"


def changes(found: dict[str, Any]) -> str:
    """What each change of the films does; ``found`` is of :mod:`pneumonia.evaluation.robustness`."""
    return markdown.table(
        ["change", "answers that change", "AUROC"],
        [[row["name"], _percent(row["labels_changed"]), f"{row['auroc']:.4f}"] for row in found["changes"]],
    )


def strangers(found: dict[str, Any], films: int) -> str:
    """What becomes of other pictures, of the ``films`` test films and of adults' films.

    ``found`` is of :func:`pneumonia.evaluation.out_of_distribution.measure`. A line below it names the kinds that were
    not wholly refused.
    """
    adults = found["adults_warned"]
    rows = []
    for words, tuned in (("that the measure was made with", True), ("that were kept out of that", False)):
        kinds = [kind for kind in found["kinds"] if kind["tuned"] is tuned]
        share = found["refused"]["tuned" if tuned else "kept_out"]
        number = sum(kind["n"] for kind in kinds)
        rows.append([f"no chest X-ray, {len(kinds)} kinds {words}", str(number), _percent(share), ""])
    rows += [
        ["test films", str(films), _percent(found["films_refused"]), _percent(found["films_warned"])],
        *(
            [f"test films, {row['name']}", str(row["n"]), _percent(row["refused"]), _percent(row["warned"])]
            for row in found["films_changed"]
        ),
        ["films of adults", str(adults["n"]), "", _percent(adults["warned"] / adults["n"])],
    ]
    table = markdown.table(["pictures", "number", "refused", "warned about"], rows)
    partly = [f"{kind['name']} ({_percent(kind['refused'])})" for kind in found["kinds"] if kind["refused"] < 1]
    return f"{table}\n\nKinds of which not all are refused: {', '.join(partly) or 'none'}."


def _share(count: int, n: int) -> str:
    """So many of n, in percent too, with the interval."""
    rate = wilson(count, n)
    if rate.value is None or rate.low is None or rate.high is None:
        return "none there"
    return f"{count} of {n:,}, {_percent(rate.value)} ({100 * rate.low:.1f} to {_percent(rate.high)})"


def _of(share: float, n: int | None) -> str:
    """A share of n films as their number, with its interval; older bundles do not say of how many."""
    if n is None:
        return f"{share:.2f}"
    rate = wilson(share * n, n)
    return f"{share * n:.0f} of {n} ({rate.low:.2f} to {rate.high:.2f})"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _calibrated(measured: Mapping[str, float | None]) -> str:
    if measured["brier"] is None:
        return "undefined"
    return f"{measured['brier']:.3f}; {measured['ece']:.3f}"


def _cited(entry: Published) -> str:
    return f"{entry.source}, [doi:{entry.doi}](https://doi.org/{entry.doi})" if entry.doi else entry.source


def _value(rate: dict[str, float | None] | None) -> str:
    """Without its interval, or the table would be too wide; those are in the figure."""
    return "" if rate is None or rate["value"] is None else f"{rate['value']:.3f}"


def _rate(rate: dict[str, float | None], digits: int = 3) -> str:
    value, low, high = rate["value"], rate["low"], rate["high"]
    if value is None:
        return "undefined"
    interval = f" ({low:.{digits}f} to {high:.{digits}f})" if low is not None and high is not None else ""
    return f"{value:.{digits}f}{interval}"
