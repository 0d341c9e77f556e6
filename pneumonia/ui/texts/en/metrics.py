"""The English texts of the metrics page and its charts."""

from pneumonia.chart_words import ChartWords
from pneumonia.published import NAMES, NOTE, PUBLISHED, RETRAINED_CAVEAT
from pneumonia.ui.texts.en.predict import Predict


class Metrics:
    # Metrics
    metrics_intro = (
        "Measured on {n} test images, reduced to 224 x 224 pixels, that took no part in training, calibration or "
        "thresholds. Intervals are 95 %, as if no two films were of one patient. "
        "“Ill” and “healthy” stand for what the readers of the films saw: PNEUMONIA and NORMAL."
    )
    tile_auroc = "AUROC"
    tile_auroc_words = "how well it ranks ill above healthy: 1 is perfect, 0.5 is guessing"
    tile_sensitivity = "Sensitivity"
    tile_sensitivity_words = "of the pneumonias are found"
    tile_specificity = "Specificity"
    tile_specificity_words = "of the healthy are not flagged"
    tile_accuracy = "Accuracy"
    tile_accuracy_words = "of all answers are right"
    at_point = "at “{point}”"
    to = "to"
    explore_title = "Move the threshold"
    explore_words = (
        "The model gives a probability; the threshold turns it into an answer. Lower, and it misses fewer pneumonias "
        "but raises more false alarms. There is no setting that avoids both."
    )
    slider_label = "Call it PNEUMONIA from this probability on"
    rates = {
        "accuracy": ("Accuracy", "all answers that are right"),
        "sensitivity": ("Recall (sensitivity)", "pneumonias that are found"),
        "specificity": ("Specificity", "healthy ones called normal"),
        "precision": ("Precision", "alarms that are right, where {share} are ill as here"),
        "npv": ("Negative predictive value", "all-clears that are right, where {share} are ill as here"),
        "f1": ("F1", "harmonic mean of precision and recall"),
    }
    rate_undefined = "undefined"
    prevalence_title = "How many are ill?"
    prevalence_words = (
        "How far to trust an alarm depends on how frequent pneumonia is where the X-rays come from. Among the test "
        "images {share} are ill; that is how they were collected, not how frequent illness is."
    )
    prevalence_label = "Share of the X-rayed children who are ill"
    prevalence_flagged = "Of 100 children flagged, {ill} would be ill ({low} to {high})."
    prevalence_cleared = "Of 1,000 given the all-clear, {ill} would be ill all the same ({low} to {high})."
    prevalence_few = "fewer than 1"
    prevalence_supposed = (
        "This supposes that errors are as frequent as on the test films; the first range is that of the specificity's "
        "interval alone, the second that of the sensitivity's. On other films they may be far more or less frequent: "
        "see the next table."
    )
    prevalence_nobody = "At this threshold nobody is flagged."
    prevalence_everybody = "At this threshold nobody is given the all-clear."
    chart_confusion = "Confusion matrix"
    chart_roc = "ROC curve"
    chart_pr = "Precision and recall"
    chart_reliability = "Is the percentage honest?"
    chart_distribution = "The images"
    chart_history = "Training"
    ring = "The ring is your threshold, the grey marks are the model's own operating points."
    reliability_words = (
        "Where half of all films show pneumonia, about 80 % of those given 80 % should be ill. Counted as if half did, "
        "the test films get {stated} on average, not 50 %: the answers lean towards {label}. Counted so, the Brier "
        "score is {brier:.3f} and the expected calibration error {ece:.3f}; 0 would be perfect. The chart shows the "
        "films as they are, {share} of them ill: its dots should lie above the line where more than half are ill, "
        "below it where fewer are. Of {alarms} false alarms at the default threshold, {sure} came with {confident} or "
        "more."
    )
    transfer_title = "Does it err elsewhere as it does here?"
    #: Whether the first row shows the films that the threshold was set on.
    transfer_words = {
        True: (
            "The “{point}” threshold was set on the films of the first row, answered by networks that had not learned "
            "from them. From there to the last row, the test, errors shift even among films of one source. Films from "
            "anywhere else may shift them further, to either side."
        ),
        False: (
            "The “{point}” threshold was set without the test films, which are the last row. From the first row to the "
            "last, errors shift even among films of one source. Films from anywhere else may shift them further, to "
            "either side."
        ),
    }
    transfer_columns = ("Films", "Pneumonias missed", "Healthy ones flagged")
    #: By the names of :mod:`pneumonia.evaluation.threshold_transfer`.
    transfer_films = {
        "out of fold": "training and validation films",
        "validation": "validation films, this network",
        "test": "test films, this network",
    }
    split_words = {
        "patient": "Split by patient: all images of one child are on the same side, or validation would be too easy.",
        "reference": "Split by image, as in the published reference; a child may be in training and in validation.",
    }
    patients_words = (
        "Patients, as far as file names tell: {train:,} for training, {validation:,} for validation, {test:,} for the "
        "test."
    )
    weights_words = (
        "So that both labels weigh the same, training counts a NORMAL image {NORMAL:.3f} times and a PNEUMONIA image "
        "{PNEUMONIA:.3f} times."
    )
    sets = {
        "train + val": "training + validation",
        "train": "training",
        "validation": "validation",
        "test": "test",
    }
    split_columns = ("Set", "NORMAL", "PNEUMONIA", "All", "Ill")
    split_before = "as handed out"
    split_after = "after the split"
    history_words = "{epochs} epochs. Validation films are seen {views}; {kept}."
    #: Whether they are seen under stress, too.
    history_views = {
        True: "as they are and under stress (other framing, exposure, sharpness)",
        False: "as they are",
    }
    history_kept = {
        "best": "the weights with the best AUROC on them were kept",
        "last": "they only watched: the weights of the last epoch were kept",
    }

    #: Every word in the charts; another language gives its own, with its own names of points and sets.
    chart_words = ChartWords(points=Predict.point_names, sets=sets)
    subgroups_title = "For whom is it better or worse?"
    subgroups_words = (
        "The test films in groups, as far as their file names tell: of pneumonias, the share that is found, of healthy "
        "films the share that is not flagged, at the “{point}” threshold. AUROC: the group against all films of the "
        "other label. How the two series of healthy films differ is not documented."
    )
    subgroups_columns = ("Test films", "Number", "Answered rightly", "AUROC")
    #: By the names that the bundle gives the groups.
    subgroups_names = {
        "bacterial pneumonia": "bacterial pneumonia",
        "viral pneumonia": "viral pneumonia",
        "series IM": "healthy, series IM",
        "series NORMAL2-IM": "healthy, series NORMAL2-IM",
    }
    robustness_title = "Does it keep its answer?"
    robustness_words = (
        "All test films were changed in ways that should not change what a reader says, so the answers should stay. At "
        "worst ({change}), {share} of them change at the “{point}” threshold."
    )
    robustness_columns = ("Change", "Answers that change", "AUROC (difference)")
    robustness_unchanged = "unchanged"
    #: By the names that the bundle gives the changes.
    robustness_changes = {
        "JPEG quality 30": "saved as a small JPEG",
        "blurred (Gaussian, 1 pixel)": "a little blurred",
        "gamma 0.7": "lighter",
        "gamma 1.4": "darker",
        "contrast 0.7": "less contrast",
        "contrast 1.3": "more contrast",
        "turned by 8 degrees, black corners": "turned left by 8°",
        "turned by 8 degrees the other way": "turned right by 8°",
        "10 % cropped on each side": "cropped by 10 % on each side",
        "10 % of black added on each side": "10 % of black added on each side",
        "a letter painted in a corner": "a letter in a corner",
    }
    trust_title = "Can the heat map be trusted?"
    trust_words = (
        "If the answer rests on what the map shows, hiding its hottest places costs more than hiding others, and in a "
        "film joined of an ill and a healthy half its heat lies on the side that the answer is about. Places at random "
        "lie partly outside the chest, and any map that marks its middle beats them; so each map is also held against "
        "another film's. Measured on test films; hiding goes up to half of the film. "
        "A film that loses detail looks more like PNEUMONIA anyhow, so hiding costs NORMAL more."
    )
    #: By the part and the number in it that a row shows: see :func:`pneumonia.evaluation.trust.measure`.
    trust_rows = {
        "deletion.map": "The answer's probability while the hottest places are hidden",
        "deletion.random": "The same for places at random",
        "deletion.other": "The same for another film's hottest places",
        "thorax.heat": "Heat inside the chest",
        "thorax.other": "The same of another film's map",
        "thorax.area": "Share of the film that the chest covers",
        "halves.heat": "Joined films: heat on the side that the answer is about (half by chance)",
    }
    trust_notes = (
        "The map is Grad-CAM: computed another way, it differs by at most {relative:.0e} of its largest value. It "
        "depends on what was learned: with the weights of all {layers} layers shuffled, it resembles the original by a "
        "rank correlation of {signed:.2f}, where 1 is the same map and 0 any other."
    )
    published_title = "Beside published results"
    published_words = (
        "What others reached on the same {n} test images. This model is counted at its “{point}” threshold."
    )
    published_this = "This model"
    published_note = NOTE
    published_this_caveat = (
        "Versions of 224 x 224 pixels, made by taking one pixel of many. On full-size test films it was not measured."
    )
    published_none = "not published"
    #: By their keys in pneumonia/published.py: what each is called, and what limits the comparison.
    published_names = NAMES
    published_caveats = {entry.key: entry.caveat for entry in PUBLISHED}
    published_retrained = RETRAINED_CAVEAT
