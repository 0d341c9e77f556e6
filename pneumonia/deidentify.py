"""Names of films in what a bundle tells: those of one's own films may say who a patient is."""

from typing import Any

from pneumonia.dataset_facts import is_published


def without_names(info: dict[str, Any], metrics: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """``bundle.json`` and ``metrics.json`` as everybody may read them; what is given stays as it is.

    Of the published data set that is all of both. Of other films the numbers stay and the names become numbers.
    """
    about = info.get("data", {})
    if is_published(about):
        return info, metrics
    scores = {
        part: [row | {"name": f"{part}-{number}"} for number, row in enumerate(rows, start=1)]
        for part, rows in metrics["scores"].items()
    }
    split = metrics["split"] | {"validation_names": [row["name"] for row in scores["validation"]]}
    if about.get("skipped"):
        info = info | {"data": about | {"skipped": [f"skipped-{n}" for n in range(1, len(about["skipped"]) + 1)]}}
    return info, metrics | {"scores": scores, "split": split}
