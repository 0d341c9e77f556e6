"""The English texts of the first tab: the answer, several films at once, the record, the pictures."""

from pneumonia.report import FLAGGED_AT, NOT_RELIABLE


class Predict:
    # Predict
    examples_title = "Or try one of these"
    example_label = "Example {number}"
    no_examples = "No X-ray at hand? The Gallery tab says where to find some."
    points_title = "How careful should it be?"
    point_names = {"balanced": "Balanced", "screening": "Screening"}
    point_words = "finds {sensitivity} of pneumonias; flags {false_alarms} of the healthy by mistake"
    point_source = "Counted on the {n} test images; see Metrics."
    empty_title = "The answer appears here"
    empty_steps = (
        "Drop, paste or choose one frontal chest X-ray.",
        "Read the answer and how sure the model is.",
        "See which parts of the picture spoke for it.",
    )
    result_label = "Result"
    verdict_refused = "Not judged"
    confidence = "confidence"
    unsure = "not sure"
    unreliable = NOT_RELIABLE
    unreliable_why = "the model did not learn from films like this one"
    probability = "Probability of pneumonia"
    threshold = "threshold"
    doubtful = "Hatched: where the model is not sure."
    doubtful_here = "This answer lies there."
    flagged_at = FLAGGED_AT
    flagged = "Flagged because {percent} is above this threshold, not because pneumonia is likely."
    truth = "Truth, according to the data set: {label}"
    warnings_title = "Keep in mind"
    refused_title = "Why"
    invert = "Invert it and read it"
    limits_title = "What else it does not mean"
    limits = (
        "It is no diagnosis. Only a doctor who sees the patient can make one.",
        "The model knows two answers. It cannot see tuberculosis, fractures, fluid or a swallowed coin.",
        "It learned from {population}, and does not carry over to anyone else.",
        "The percentage supposes that half of such films show pneumonia. Where fewer do, it is too high; even where "
        "half do, it may lean to one side (see Metrics).",
    )
    population_unknown = "people who are not recorded"
    details = "{width} x {height} px {format} · {elapsed} ms · model {model}"

    # Several films at once
    batch_title = "{n} files"
    batch_reading = "The model has read {done} of {total} …"
    batch_hint = "The mark on each bar is the threshold, {threshold}. Click a film to open it."
    batch_file = "File"
    batch_overlays = "Save overlays (ZIP)"
    batch_close = "Close the table"

    # For the record
    save = "Save as {kind}"
    record_date = "Saved"
    record_truth = "Truth, according to the data set"
    record_image = "Image"
    record_diagnosis = "This is no diagnosis; only a doctor who sees the patient can make one."
    record_reading = (
        "The percentage supposes that half of such films show pneumonia; where fewer do, it is too high, and even "
        "where half do it may lean to one side. The heat map shows what the model reacted to, not what is ill."
    )
    record_kept = "The server that made this page keeps neither the image nor this page."

    # Pictures
    original = "The X-ray"
    explained = "Where it saw evidence for {label}"
    explained_nothing = "No evidence for {label} anywhere"
    picture_alt = "The chest X-ray that was handed in"
    original_refused = "The image"
    picture_alt_refused = "The image that was handed in"
    explained_alt = "The same X-ray with a heat map of the evidence for {label}"
    weaker = "weak"
    stronger = "strong evidence"
