"""What the released model was to reach, and whether it does: goals, and how each is read from ``metrics.json``.

The goals are about the published test set, and were set before the model was made. Network, calibration and thresholds
are not tuned to it; the measure that refuses and warns was looked at on films and pictures that it is judged by here,
which the goals' names say.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pneumonia.evaluation import markdown
from pneumonia.metrics import Rate, wilson

Metrics = Mapping[str, Any]
#: Runs with other seeds whose mean AUROC is a goal of its own.
SEEDS = 3


@dataclass(frozen=True)
class Goal:
    """One line of the table. ``read`` takes the value from ``metrics.json``; ``KeyError``: it was never measured.

    The value must be the ``bound`` or more, or, without ``at_least``, the bound or less. Both are shown times ``scale``
    and in ``unit``, the value with so many ``digits`` after the point.
    """

    name: str
    bound: float
    read: Callable[[Metrics], Rate]
    at_least: bool = True
    scale: float = 1.0
    digits: int = 3
    unit: str = ""

    @property
    def target(self) -> str:
        """The bound in words."""
        bound = f"{self.bound * self.scale:g}{self.unit}"
        if self.bound == 1.0:  # of a share there is no more than all
            return bound
        return f"{bound} or {'more' if self.at_least else 'less'}"

    def shown(self, value: float, more: int = 0) -> str:
        """A value, or an end of its interval, as the table has it, or with ``more`` digits."""
        return f"{value * self.scale:.{self.digits + more}f}{self.unit}"

    def value(self, metrics: Metrics) -> Rate | None:
        """The value with its 95 % interval where it has one; None where it was never measured."""
        try:
            return self.read(metrics)
        except KeyError:
            return None

    def reached(self, metrics: Metrics) -> bool | None:
        """Is the value itself (not its whole interval) as good as the bound? None where it was never measured."""
        found = self.value(metrics)
        if found is None or found.value is None:
            return None
        return self.good(found.value)

    def good(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound


def table(metrics: Metrics) -> str:
    """All goals as a Markdown table, and below it their :func:`summary`."""
    words = {True: "met", False: "**missed**", None: "open"}
    outcomes = [goal.reached(metrics) for goal in GOALS]
    rows = [
        (goal.name, goal.target, _words(goal, metrics), words[outcome])
        for goal, outcome in zip(GOALS, outcomes, strict=True)
    ]
    return f"{markdown.table(('goal, official test set', 'target', 'reached', ''), rows)}\n\n{summary(metrics)}"


def summary(metrics: Metrics) -> str:
    """A line with the number of goals that are met, and the names of those that were missed or never measured."""
    outcomes = [goal.reached(metrics) for goal in GOALS]
    said = f"{outcomes.count(True)} of {len(GOALS)} goals are met"
    said += f"; of the {len(ANSWERS)} about how right its answers are, {outcomes[: len(ANSWERS)].count(True)}."
    for title, wanted in (("Missed", False), ("Not measured", None)):
        names = [goal.name for goal, outcome in zip(GOALS, outcomes, strict=True) if outcome is wanted]
        said += f" {title}: {'; '.join(names)}." if names else ""
    return said


def _words(goal: Goal, metrics: Metrics) -> str:
    found = goal.value(metrics)
    if found is None or found.value is None:
        return "not measured"
    ends = "" if found.low is None or found.high is None else f" ({goal.shown(found.low)} to {goal.shown(found.high)})"
    # A value that misses its bound by less than the rounding needs more digits, or the row contradicts itself.
    good, value = goal.good(found.value), found.value * goal.scale
    more = next(n for n in range(16) if goal.good(round(value, goal.digits + n) / goal.scale) == good)
    return goal.shown(found.value, more) + ends


def _rate(point: str, name: str) -> Callable[[Metrics], Rate]:
    return lambda metrics: Rate(**metrics["test"]["operating_points"][point]["rates"][name])


def _mean_of_seeds(metrics: Metrics) -> Rate:
    """Of the first :data:`SEEDS`; where there are fewer it is open, as if never measured."""
    areas = [run["auroc"] for run in metrics["seeds"]][:SEEDS]
    return Rate(sum(areas) / SEEDS if len(areas) == SEEDS else None)


def _most_changed(metrics: Metrics) -> Rate:
    """The share of answers that change, by the change of films that changes most: a maximum, so without an interval."""
    return Rate(max(row["labels_changed"] for row in metrics["robustness"]["changes"]))


def _most_lost(metrics: Metrics) -> Rate:
    """By how much AUROC falls, by the change of films that costs most."""
    found = metrics["robustness"]
    return Rate(found["auroc"] - min(row["auroc"] for row in found["changes"]))


def _share_of_films(what: str) -> Callable[[Metrics], Rate]:
    """A share of the test films, ``films_refused`` or ``films_warned``, as ``out_of_distribution.measure`` has it."""
    return lambda metrics: wilson(metrics["strangers"][what] * metrics["test"]["n"], metrics["test"]["n"])


def _strangers_refused(metrics: Metrics) -> Rate:
    refused = metrics["strangers"]["refused"]
    return wilson(refused["share"] * refused["n"], refused["n"])


def _adults_warned(metrics: Metrics) -> Rate:
    adults = metrics["strangers"]["adults_warned"]
    return wilson(adults["warned"], adults["n"])


#: A goal for a share, which is shown in percent.
_share = partial(Goal, scale=100.0, digits=1, unit=" %")

#: How right the answers are to the test films as they are.
ANSWERS = (
    Goal("AUROC", 0.99, lambda m: Rate(**m["test"]["auroc"]), digits=4),
    Goal(f"AUROC, mean of {SEEDS} seeds", 0.987, _mean_of_seeds, digits=4),
    Goal("accuracy, balanced point", 0.96, _rate("balanced", "accuracy")),
    Goal("sensitivity, balanced point", 0.97, _rate("balanced", "sensitivity")),
    Goal("specificity, balanced point", 0.94, _rate("balanced", "specificity")),
    Goal("sensitivity, screening point", 0.985, _rate("screening", "sensitivity")),
    Goal("specificity, screening point", 0.88, _rate("screening", "specificity")),
    Goal("expected calibration error, 15 bins", 0.03, lambda m: Rate(m["test"]["ece"]), at_least=False),
    Goal("Brier score", 0.035, lambda m: Rate(m["test"]["brier"]), at_least=False),
)
GOALS = (
    *ANSWERS,
    Goal(
        "size of model.onnx", 15e6, lambda m: Rate(m["cost"]["bytes"]), at_least=False, scale=1e-6, digits=1, unit=" MB"
    ),
    Goal(
        "time of a 224 x 224 film with Grad-CAM, 2 cores",
        15.0,
        lambda m: Rate(m["cost"]["milliseconds"]),
        at_least=False,
        digits=1,
        unit=" ms",
    ),
    _share("answers changed by the worst of eleven small changes", 0.03, _most_changed, at_least=False),
    Goal("AUROC lost by the worst of eleven small changes", 0.01, _most_lost, at_least=False, digits=4),
    # A film with black and white swapped is one more change of films; where it is noticed, the film is not judged.
    _share(
        "films with black and white swapped, noticed",
        0.97,
        lambda m: wilson(m["negatives"]["noticed"], m["negatives"]["n"]),
    ),
    Goal(
        "largest probability gap, full-size to 224 x 224",
        0.05,
        lambda m: Rate(m["originals"]["largest_gap"]),
        at_least=False,
    ),
    _share("images that are no chest X-ray (half of the kinds seen in tuning), refused", 0.98, _strangers_refused),
    _share("test films (seen in tuning), refused", 0.01, _share_of_films("films_refused"), at_least=False),
    _share("test films (seen in tuning), warned about", 0.05, _share_of_films("films_warned"), at_least=False),
    _share("films of adults (seen in tuning), warned about", 1.0, _adults_warned),
)
