"""What is written about a model, drawn from its bundle: no number of it is ever typed by hand."""

from typing import Any

RATES = {
    "accuracy": "accuracy",
    "sensitivity": "sensitivity (recall)",
    "specificity": "specificity",
    "precision": "precision",
    "f1": "F1",
}


def results_table(metrics: dict[str, Any]) -> str:
    """The test results as a Markdown table, one column per operating point, 95 % intervals in brackets."""
    test = metrics["test"]
    points = test["operating_points"]
    lines = [
        f"| official test set, {test['n']} images | " + " | ".join(points) + " |",
        "|---|" + "---|" * len(points),
        _row("threshold", [f"{point['threshold']:.3f}" for point in points.values()]),
        *(_row(title, [_rate(point["rates"][key]) for point in points.values()]) for key, title in RATES.items()),
        _row("AUROC", [_rate(test["auroc"], digits=4)] * len(points)),
        _row("Brier score; ECE, 15 bins", [f"{test['brier']:.3f}; {test['ece']:.3f}"] * len(points)),
    ]
    return "\n".join(lines)


def _row(title: str, cells: list[str]) -> str:
    return f"| {title} | " + " | ".join(cells) + " |"


def _rate(rate: dict[str, float | None], digits: int = 3) -> str:
    value, low, high = rate["value"], rate["low"], rate["high"]
    if value is None:
        return "undefined"
    interval = f" ({low:.{digits}f} to {high:.{digits}f})" if low is not None and high is not None else ""
    return f"{value:.{digits}f}{interval}"
