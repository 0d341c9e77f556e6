"""The model card, drawn from a bundle: no number of it is ever typed by hand.

The words stand in ``card.md.jinja``; this module gives them their numbers and the card its metadata.
"""

from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from pneumonia import card_figures
from pneumonia.bundle import CARD, Bundle
from pneumonia.dataset import SIDE
from pneumonia.dataset_facts import FACTS, is_published
from pneumonia.evaluation import goals, result_tables
from pneumonia.evaluation.evaluate import PLATEAU, SCREENING_SENSITIVITY
from pneumonia.evaluation.result_tables import RATES
from pneumonia.files import write_beside

TEMPLATE = Path(__file__).with_name("card.md.jinja")
#: Licence of code and weights, as the Hub names it.
LICENCE = "apache-2.0"
TAGS = ["keras", "onnx", "medical", "chest-x-ray", "pneumonia", "grad-cam", "explainability", "calibration"]
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
        errors=result_tables.errors(bundle),
        screening=SCREENING_SENSITIVITY,
        results=result_tables.results(bundle.metrics, "official test set" if published else "test set"),
        plateau=PLATEAU,
        changes=result_tables.changes,
        sharpness=result_tables.sharpness,
        goals=goals.table(bundle.metrics) if published else "",
        subgroups=result_tables.subgroups(bundle.metrics),
        comparison=result_tables.comparison(bundle) if published else "",
        strangers=result_tables.strangers(bundle.metrics["strangers"], bundle.metrics["test"]["n"])
        if "strangers" in bundle.metrics
        else "",
        trusted=result_tables.trust(bundle.metrics["trust"]) if "trust" in bundle.metrics else "",
        explained=card_figures.gradcam_examples(bundle),
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
