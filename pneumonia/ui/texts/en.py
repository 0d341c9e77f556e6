"""The texts of the page in English. What another language leaves out stays English (see :mod:`pneumonia.ui.texts`)."""

from pneumonia.report import NOTES, Note


class English:
    #: The language's code (BCP 47) and its own name for itself.
    code = "en"
    language = "English"
    #: Advice, reasons and notes of a report by their code, as in :data:`pneumonia.report.NOTES`.
    notes = NOTES

    def say(self, note: Note) -> str:
        """A sentence of a report in this language; in English where the language has none for its code."""
        return self.notes.get(note.code, NOTES[note.code]).format(**note.values)

    # The page
    title = "Pneumonia on chest X\N{NON-BREAKING HYPHEN}rays"
    subtitle = (
        "A small neural network reads a chest X-ray and shows where it looked. Try it, and see how far to trust it."
    )
    notice = (
        "<strong>Not a medical device.</strong> For research and teaching only: do not diagnose or treat anyone by it."
    )
    privacy = "Nothing is kept: images are deleted within the hour, seen by nobody. No account, analytics or cookies."
    languages = "Other languages"
    open_whole = "Open the whole demo"
    tab_predict = "Predict"
    tab_gradcam = "Grad-CAM"
    tab_gallery = "Gallery"
    tab_metrics = "Metrics / ROC"
    tab_api = "API"
    tab_about = "About"
    fallback = "The model that was asked for ({wanted}) could not be loaded, so the built-in model answers. {reason}"
    unexpected = "Something went wrong on our side; it was logged. Your last result is still there. Please try again."

    # Where images are handed in
    drop_title = "Drop a chest X-ray here"
    drop_action = "Choose a file"
    drop_hint = "or paste it. JPEG, PNG, WebP, TIFF, BMP or DICOM, up to {megabytes} MB"
    drop_busy = "Uploading …"
    drop_failed = "The upload failed. Is the network there, and the file not larger than {megabytes} MB?"
    alert_title = "This file could not be read"

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
    probability = "Probability of pneumonia"
    threshold = "threshold"
    doubtful = "hatched: doubtful, have it read again"
    flagged = "Flagged because {percent} is above this threshold, not because pneumonia is likely."
    truth = "Truth, according to the data set: {label}"
    warnings_title = "Keep in mind"
    limits_title = "What else it does not mean"
    limits = (
        "It is no diagnosis. Only a doctor who sees the child can make one.",
        "The model knows two answers. It cannot see tuberculosis, fractures, fluid or a swallowed coin.",
        "It learned from {population}, and does not carry over to anyone else.",
        "The percentage is the model's own estimate for films like those it was tested on.",
    )
    population_unknown = "people who are not recorded"
    details = "{width} x {height} px {format} · {elapsed} ms · model {model}"

    # For the record
    save = "Save as {kind}"
    record_date = "Saved"
    record_truth = "Truth, according to the data set"
    record_image = "Image"
    record_limits = (
        "This is no diagnosis; only a doctor who sees the child can make one. The percentage is the model's own "
        "estimate for films like those it was tested on. The heat map shows what the model reacted to, not what is "
        "ill. The server that made this page keeps neither the image nor this page."
    )

    # Pictures
    original = "The X-ray"
    explained = "Where it saw evidence for {label}"
    explained_nothing = "No evidence for {label} anywhere"
    picture_alt = "The chest X-ray that was handed in"
    explained_alt = "The same X-ray with a heat map of the evidence for {label}"
    weaker = "weak"
    stronger = "strong evidence"

    # Grad-CAM
    gradcam_intro = (
        "Grad-CAM asks which places in the picture raised or lowered the model's score. It shows what the model "
        "reacted to, not what is ill: a bright spot on a bone or a marker means that it looked at the wrong thing."
    )
    gradcam_empty = "Hand in an X-ray here or on the first tab, and the picture appears."
    evidence = "Evidence for"
    opacity = "Opacity"
    colormap = "Colours"
    outline = "Outline, in % of the strongest evidence (0: none)"
    closer = "Look closer: {width} x {height}"
    closer_busy = "Drawing it at its own size …"
    closer_zoom = "Zoom"
    closer_save = "Save as PNG"
    closer_close = "Close"
    closer_gone = "This image was deleted from the server in the meantime. Hand it in again to see it at its own size."

    # Experiments on the film that is looked at
    experiment_first = "Hand in an X-ray first."
    experiment_refused = "This image was not judged, so there is nothing to explain."
    experiment_waiting = "Waiting for another visitor's experiment …"
    occlusion_title = "Ask again in another way"
    occlusion_words = (
        "Grad-CAM calculates inside the model. Occlusion only watches it: hide one patch of the film after another, "
        "and see how much the score loses. Where both point to the same places, believe them more."
    )
    occlusion_run = "Hide patch after patch"
    occlusion_busy = "Hiding patch after patch …"
    occlusion_gradcam = "Grad-CAM: evidence for {label}"
    occlusion_map = "Occlusion: evidence for {label}"
    occlusion_agree = "The two agree on the places."
    occlusion_differ = "The two do not agree on the places: be careful with either."
    occlusion_numbers = (
        "Of the hottest fifth of one map, {overlap} is in the hottest fifth of the other. Chance alone gives 20 % on "
        "average and, with maps of this shape, up to {chance}. Rank correlation of all places: {correlation:.2f} "
        "(1: the same order, 0: no relation)."
    )
    deletion_title = "Does the explanation matter?"
    deletion_words = (
        "If the map is right, hiding its hottest places must hurt the answer more than hiding places of the same shape "
        "elsewhere. Hidden places are filled from their surroundings."
    )
    deletion_run = "Hide the hottest places"
    deletion_busy = "Hiding places, the map's and others …"
    deletion_slider = "Share of the film that is hidden"
    deletion_step = "{share} hidden: {label} {probability}"
    deletion_matters = "The map matters: hiding its places costs the answer more than hiding any of {n} others."
    deletion_chance = "Not convincing: hiding its places costs the answer more than hiding {less} of {n} others."
    deletion_nothing = (
        "Hiding parts of this film costs the answer nothing, whichever they are: it hangs on no one place."
    )
    deletion_numbers = (
        "Over all steps, {label} keeps a probability of {area} on average when the map's places are hidden, and "
        "{areas} when others are. The band spans all {n}."
    )
    deletion_map = "the map's hottest places"
    deletion_elsewhere = "the same shape elsewhere"
    deletion_hidden = "hidden share of the film"
    deletion_probability = "probability of {label}"
    paint_title = "Paint on it"
    paint_words = (
        "Put a white patch on a lung, paint a marker over, crop the edges: the answer follows. It teaches what the "
        "model reacts to better than any text."
    )
    paint_run = "Start painting"
    paint_with = "Paint with"
    paint_tools = {"white": "white", "grey": "grey", "black": "black", "crop": "cut out a part"}
    paint_size = "Brush"
    paint_undo = "Undo"
    paint_again = "Start over"
    paint_hint = "Paint on the film with mouse or finger: the new answer appears beside or below it."
    paint_alt = "The X-ray, to be painted on"
    paint_failed = "The painted film could not be sent. Is the network there?"
    paint_probability = "Probability of pneumonia, before and after"
    paint_same = "The answer stays {label}."
    paint_flips = "The answer changes from {before} to {label}."
    paint_refused = "Painted like this, it is not judged any more."

    # Gallery
    gallery_intro = (
        "Real X-rays with their truth and what the model says. Its mistakes are shown too. Click one to open it."
    )
    gallery_busy = "The model is reading the gallery …"
    gallery_empty_title = "No images here yet"
    gallery_empty = "This installation holds no X-rays. To fill the gallery, start it with a folder of your own:"
    gallery_command = "PNEUMONIA_GALLERY=/path/to/chest_xray/test make run"
    gallery_empty_hint = (
        "Its subfolders NORMAL and PNEUMONIA give the truth. The data set is free: "
        "“Chest X-Ray Images (Pneumonia)” on Kaggle, or hf-vision/chest-xray-pneumonia on Hugging Face."
    )
    gallery_summary = "{right} of {judged} right · {missed} missed · {false_alarms} false alarms · {refused} not judged"
    gallery_chosen = (
        "How these were chosen: {rule} So the mix says nothing about how often the model is right; Metrics counts all "
        "test images. Images: {source}, {licence}."
    )
    gallery_all = "all"
    gallery_outcome = "Outcome"
    gallery_doubtful = "doubtful"
    gallery_none = "No image is of both kinds."
    gallery_number = "No. {number}"
    gallery_truth = "Truth"
    gallery_model = "Model"
    gallery_unreadable = "unreadable"
    outcomes = {"right": "right", "missed": "missed", "false_alarm": "false alarm", "refused": "not judged"}
    gallery_more = "{shown} of {total} images of the folder, drawn evenly from both classes."

    # Metrics
    metrics_intro = "Measured once, on {n} test images that took no part in training. Intervals are 95 %."
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
        "but raises more false alarms. There is no setting that does both."
    )
    slider_label = "Call it PNEUMONIA from this probability on"
    rates = {
        "accuracy": ("Accuracy", "all answers that are right"),
        "sensitivity": ("Recall (sensitivity)", "pneumonias that are found"),
        "specificity": ("Specificity", "healthy ones called normal"),
        "precision": ("Precision", "alarms that are right"),
        "npv": ("Negative predictive value", "all-clears that are right"),
        "f1": ("F1", "harmonic mean of precision and recall"),
    }
    rate_undefined = "undefined"
    prevalence_title = "How many are ill?"
    prevalence_words = (
        "How far to trust an alarm depends on how frequent pneumonia is where the X-rays come from. Among the test "
        "images {share} are ill; that is how they were collected, not how frequent illness is."
    )
    prevalence_label = "Share of the X-rayed children who are ill"
    prevalence_flagged = "Of 100 children flagged, {ill} would be ill."
    prevalence_cleared = "Of 1,000 given the all-clear, {ill} would be ill all the same."
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
        "Of the films to which the model gave 80 %, about 80 % should be ill. Brier score {brier:.3f}, "
        "expected calibration error {ece:.3f}; 0 would be perfect."
    )
    split_words = {
        "patient": "Split by patient: all images of one child are on the same side, or the test would be too easy.",
        "reference": "Split by image, as in the published reference; a child may be in training and in validation.",
    }
    patients_words = "Patients: {train:,} for training, {validation:,} for validation, {test:,} for the test."
    weights_words = (
        "Pneumonia is far more common in the data than health, so training counts a NORMAL image {NORMAL:.3f} times "
        "and a PNEUMONIA image {PNEUMONIA:.3f} times."
    )
    split_columns = ("Set", "NORMAL", "PNEUMONIA", "All", "Ill")
    split_before = "as handed out"
    split_after = "after the split"
    history_words = (
        "{epochs} epochs. Validation films are seen as they are and under stress (other framing, exposure, sharpness); "
        "the weights with the best AUROC on them were kept."
    )

    # About
    about_model = "The model"
    about_is = "What it is"
    about_is_words = (
        "A convolutional network with {parameters} trainable numbers ({architecture}) that looks at the X-ray at "
        "{size} x {size} pixels and estimates the probability of pneumonia. It was trained from scratch; "
        "every number in this app is read from the model's own files."
    )
    about_not = "What it is not"
    about_not_words = (
        "A doctor, or a replacement for one. It learned from {population}, and from no disease but pneumonia. "
        "It cannot tell bacteria from viruses, nor how ill a child is. On films unlike those it learned from it is "
        "unreliable; it tries to notice, and does not always succeed."
    )
    about_id = "Model"
    about_revision = "Revision"
    about_created = "Trained on"
    about_machine = "Machine"
    about_data = "Data"
    about_population = "Population"
    about_licence = "Licence"
    about_citation = "Citation"
    about_source = "DOI"

    # API
    api_title = "Use it from a program"
    api_words = (
        "Five endpoints, one JSON. It is the same answer that this page shows; its <code>schema</code> number changes "
        "only when its fields do. Images are deleted within the hour."
    )
    api_columns = ("Endpoint", "Takes", "Returns")
    api_table = (
        ("/predict", "one image: a file or a web address", "the report"),
        ("/gradcam", "the same; evidence, opacity, colours", "overlay picture, report, raw map"),
        ("/predict_batch", "up to 64 files", "a report or an error for each"),
        ("/metrics", "", "everything that was measured"),
        ("/model", "", "which model answers"),
    )
    api_url = (
        'A web address in place of a file, such as <code>handle_file("https://…")</code> or '
        '<code>{"image": "https://…"}</code>, must be on the public web and answer within 10 seconds. What goes '
        "wrong is said in one sentence: what was expected, what was received, what to do."
    )
    api_docs = "All parameters, live"
    api_schema = "OpenAPI description"
    api_three_lines = "Three lines to the report:"
    api_heat_map = "The heat map as a picture, and the numbers it is drawn from:"
    api_javascript = "In Node.js, or in a web page:"
    api_curl = "From a shell, with nothing to install:"
    api_mcp = (
        "For assistants that speak the Model Context Protocol: put this into the assistant's settings, and the five "
        "endpoints become its tools."
    )
    api_mcp_ask = "Then ask, for example:"
    api_mcp_requests = (
        "Read the X-ray at https://… and tell me how sure the model is.",
        "Where did the model look? Show me the heat map.",
        "How many pneumonias does this model miss, and how many healthy children does it flag?",
    )
    copy = "Copy"
    copied = "Copied"


TEXTS = English()
