"""The numbers of the metrics tab that stand still: tiles and tables, all read from ``metrics.json``."""

from collections.abc import Sequence
from dataclasses import asdict
from html import escape
from typing import Any

from pneumonia.classifier import Classifier
from pneumonia.evaluation.threshold_transfer import Transfer
from pneumonia.metrics import wilson
from pneumonia.published import PUBLISHED, Published, is_subsampled, retrained_facts
from pneumonia.report import LABELS, percent
from pneumonia.ui.texts import Texts

#: The rates that are compared with others', after the AUROC.
COMPARED = ("accuracy", "sensitivity", "specificity", "precision", "f1")


def tiles(classifier: Classifier, texts: Texts) -> str:
    test, point = classifier.bundle.metrics["test"], classifier.default_operating_point
    rates = test["operating_points"][point]["rates"]
    where = texts.at_point.format(point=texts.point_names.get(point, point))
    area = test["auroc"]
    tiles = [
        _tile(
            texts.tile_auroc,
            f"{area['value']:.3f}",
            f"{area['low']:.3f} {texts.to} {area['high']:.3f}",
            texts.tile_auroc_words,
        ),
        *(
            _tile(title, tenths(rates[name]["value"]), interval(rates[name], texts), f"{words}, {where}")
            for name, title, words in (
                ("sensitivity", texts.tile_sensitivity, texts.tile_sensitivity_words),
                ("specificity", texts.tile_specificity, texts.tile_specificity_words),
                ("accuracy", texts.tile_accuracy, texts.tile_accuracy_words),
            )
        ),
    ]
    return f'<div class="px-tiles">{"".join(tiles)}</div>'


def _tile(title: str, value: str, interval: str, words: str) -> str:
    return (
        f'<div class="px-card"><p class="px-title">{escape(title)}</p><p class="px-big">{escape(value)}</p>'
        f'<p class="px-interval">{escape(interval)}</p><p class="px-fine">{escape(words)}</p></div>'
    )


def split(split: dict[str, Any], texts: Texts) -> str:
    lines = ""
    for when, title in (("before", texts.split_before), ("after", texts.split_after)):
        lines += f'<tr><th colspan="5" scope="rowgroup">{escape(title)}</th></tr>'
        for name, counts in split[when].items():
            normal, ill = (counts[label] for label in LABELS)
            share = percent(ill / max(normal + ill, 1))
            cells = "".join(f"<td>{cell}</td>" for cell in (f"{normal:,}", f"{ill:,}", f"{normal + ill:,}", share))
            lines += f'<tr><th scope="row">{escape(texts.sets.get(name, name))}</th>{cells}</tr>'
    words = [
        texts.split_words.get(split["name"], split["name"]),
        texts.patients_words.format(**split["patients"]),
        texts.weights_words.format(**split["class_weights"]),
    ]
    table = _table(texts.chart_distribution, texts.split_columns, lines, "px-split")
    return f'{table}<p class="px-fine">{escape(" ".join(words))}</p>'


def transfer(found: dict[str, Transfer], texts: Texts) -> str:
    """One row per kind of films; see :mod:`pneumonia.evaluation.threshold_transfer`."""
    lines = ""
    for name, films in found.items():
        counts = films.confusion
        cells = "".join(
            f"<td>{_errors(missed, missed + right, texts)}</td>"
            for missed, right in ((counts.fn, counts.tp), (counts.fp, counts.tn))
        )
        title = texts.transfer_films.get(name, name)
        lines += f'<tr><th scope="row">{escape(title)}</th>{cells}</tr>'
    return _table(texts.transfer_title, texts.transfer_columns, lines, "px-transfer")


def _errors(count: int, n: int, texts: Texts) -> str:
    rate = asdict(wilson(count, n))
    return f"{tenths(rate['value'])} <small>({interval(rate, texts)})</small>" if n else texts.rate_undefined


def subgroups(groups: list[dict[str, Any]], point: str, texts: Texts) -> str:
    """One row per group of test films; see :mod:`pneumonia.evaluation.subgroups`."""
    lines = ""
    for group in groups:
        title, right, area = (
            texts.subgroups_names.get(group["name"], group["name"]),
            group["right"][point],
            group["auroc"],
        )
        ends = f"{area['low']:.3f} {texts.to} {area['high']:.3f}"
        lines += (
            f'<tr><th scope="row">{escape(title)}</th><td>{group["n"]:,}</td>'
            f"<td>{tenths(right['value'])} <small>({interval(right, texts)})</small></td>"
            f"<td>{area['value']:.3f} <small>({ends})</small></td></tr>"
        )
    return _table(texts.subgroups_title, texts.subgroups_columns, lines, "px-subgroups")


def robustness(found: dict[str, Any], texts: Texts) -> str:
    """How many answers change under each change of the films, as bars, and what it does to the AUROC."""
    most = max((row["labels_changed"] for row in found["changes"]), default=0.0) or 1.0
    lines = f'<tr><th scope="row">{escape(texts.robustness_unchanged)}</th><td></td><td>{found["auroc"]:.3f}</td></tr>'
    for row in found["changes"]:
        share, title = row["labels_changed"], texts.robustness_changes.get(row["name"], row["name"])
        lines += (
            f'<tr><th scope="row">{escape(title)}</th>'
            f'<td><span class="px-share" style="--share:{share / most:.3f}"></span>{tenths(share)}</td>'
            f"<td>{row['auroc']:.3f} <small>({_difference(row['auroc'] - found['auroc'])})</small></td></tr>"
        )
    return _table(texts.robustness_title, texts.robustness_columns, lines, "px-robustness")


def robustness_words(found: dict[str, Any], texts: Texts) -> str:
    worst, point = max(found["changes"], key=lambda row: row["labels_changed"]), found["operating_point"]
    return texts.robustness_words.format(
        change=texts.robustness_changes.get(worst["name"], worst["name"]),
        share=tenths(worst["labels_changed"]),
        point=texts.point_names.get(point, point),
    )


def trust(found: dict[str, Any], texts: Texts) -> str:
    """What was asked of the Grad-CAM maps, one column per label: see :func:`pneumonia.evaluation.trust.measure`."""
    lines = ""
    for row, title in texts.trust_rows.items():
        part, key = row.split(".")
        shares = [found[part]["labels"].get(label, {}).get(key) for label in LABELS]
        cells = "".join(f"<td>{'' if share is None else percent(share)}</td>" for share in shares)
        lines += f'<tr><th scope="row">{escape(title)}</th>{cells}</tr>'
    layers = found["randomisation"]["layers"]
    notes = texts.trust_notes.format(
        relative=found["autodiff"]["relative"], layers=len(layers), signed=layers[-1]["signed"]
    )
    table = _table(texts.trust_title, ("", *LABELS), lines, "px-trust")
    return f'{table}<p class="px-fine">{escape(notes)}</p>'


def published(models: list[dict[str, Any]], texts: Texts) -> str:
    """This model and others, one row each: see :func:`pneumonia.published.beside`."""
    titles = {"auroc": texts.tile_auroc} | {name: texts.rates[name][0] for name in COMPARED}
    lines = ""
    for model in models:
        cells = "".join(_compared(model.get(name), name, texts) for name in titles)
        lines += f'<tr><th scope="row">{escape(model["name"])}</th>{cells}</tr>'
    return _table(texts.published_title, ("", *titles.values()), lines, "px-published")


def published_notes(classifier: Classifier, texts: Texts) -> str:
    """What limits each comparison, and where the numbers come from."""
    ours = [(texts.published_this, escape(texts.published_this_caveat))]
    limits = [
        *(ours if is_subsampled(classifier.bundle.info["data"]) else []),
        *(
            (texts.published_names[entry.key], f"{escape(texts.published_caveats[entry.key])} {_source(entry, texts)}")
            for entry in PUBLISHED
        ),
        (texts.published_names["retrained"], escape(texts.published_retrained.format(**retrained_facts()))),
    ]
    items = "".join(f"<li><strong>{escape(name)}.</strong> {caveat}</li>" for name, caveat in limits)
    return f'<div class="px-fine px-notes"><p>{escape(texts.published_note)}</p><ul>{items}</ul></div>'


def _source(entry: Published, texts: Texts) -> str:
    source = escape(texts.own(entry.source))
    return f'<a href="https://doi.org/{entry.doi}" rel="noreferrer">{source}</a>' if entry.doi else f"({source}.)"


def _compared(rate: dict[str, float | None] | None, name: str, texts: Texts) -> str:
    if rate is None or rate["value"] is None:
        return f'<td aria-label="{escape(texts.published_none)}">\N{EN DASH}</td>'
    return f"<td>{rate['value']:.3f}</td>" if name == "auroc" else f"<td>{tenths(rate['value'])}</td>"


def _difference(value: float) -> str:
    sign = "\N{PLUS-MINUS SIGN}" if round(value, 3) == 0 else "+" if value > 0 else "\N{MINUS SIGN}"
    return f"{sign}{abs(value):.3f}"


def _table(title: str, columns: Sequence[str], lines: str, kind: str) -> str:
    """On a narrow screen it is scrolled sideways, with the keyboard too."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' if column else "<td></td>" for column in columns)
    return (
        f'<div class="px-sideways" role="region" aria-label="{escape(title)}" tabindex="0">'
        f'<table class="px-table {kind}"><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>'
    )


def interval(rate: dict[str, float | None], texts: Texts) -> str:
    low, high = rate["low"], rate["high"]
    return "" if low is None or high is None else f"{tenths(low)} {texts.to} {tenths(high)}"


def tenths(share: float) -> str:
    return f"{100 * share:.1f}\N{NO-BREAK SPACE}%"
