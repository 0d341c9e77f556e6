"""Every word that a chart of :mod:`pneumonia.charts` shows or reads out, in English; another language has its own.

    charts.roc(test, words=ChartWords(sensitivity="độ nhạy", ...))

The classes' names, NORMAL and PNEUMONIA, are part of the answer and stay. What a screen reader says first about a chart
are the texts that end in ``_described``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, eq=False)
class ChartWords:
    # Names that come from the bundle, by what it calls them; what is missing is shown as it is called there.
    sets: Mapping[str, str] = field(default_factory=dict)
    points: Mapping[str, str] = field(default_factory=dict)

    threshold: str = "threshold"
    sensitivity: str = "sensitivity (recall)"
    recall: str = "recall (sensitivity)"
    specificity: str = "specificity"
    precision: str = "precision"
    accuracy: str = "accuracy"
    auroc: str = "AUROC"
    false_alarms: str = "false alarms (1 - specificity)"
    roc_described: str = "ROC curve: sensitivity against false alarms at every threshold. Area under it: {auroc:.3f}."
    pr_described: str = "Precision against recall at every threshold. Average precision: {average_precision:.3f}."

    says: str = "the model says"
    truth: str = "in truth"
    share: str = "of that row"
    confusion_described: str = "Confusion matrix: what the model says against the truth, at the chosen threshold."

    stated: str = "stated probability of PNEUMONIA"
    observed: str = "observed share of PNEUMONIA"
    reliability_described: str = "Reliability diagram: stated probability against the share that is really ill."

    images: str = "images"
    label: str = "class"
    set: str = "set"
    before: str = "before"
    after: str = "after"
    distribution_described: str = "Images of each class in each set, before and after the split."

    epoch: str = "epoch"
    loss: str = "loss"
    train: str = "train"
    validation: str = "validation"
    validation_auroc: str = "validation AUROC"
    kept: str = "kept: {auroc:.4f}, epoch {epoch}"
    auroc_described: str = (
        "AUROC on the validation images after each of {epochs} epochs; {auroc:.4f} with the weights that were kept."
    )
    loss_described: str = "Training and validation loss after each of {epochs} epochs."

    this_model: str = "this model"
    measure: str = "measure"
    value: str = "value"
    low: str = "95 % from"
    high: str = "95 % to"
    comparison_described: str = (
        "AUROC and accuracy of this model beside published results on the same test images; "
        "all numbers stand in the table below."
    )


ENGLISH = ChartWords()
