"""The texts of the page in English. What another language leaves out stays English (see :mod:`pneumonia.ui.texts`)."""

from collections.abc import Mapping
from typing import Any

from pneumonia.chart_words import ChartWords
from pneumonia.published import NAMES, NOTE, PUBLISHED
from pneumonia.report import NOTES, Note


class English:
    #: The language's code (BCP 47) and its own name for itself.
    code = "en"
    language = "English"
    #: Advice, reasons and notes of a report by their code, as in :data:`pneumonia.report.NOTES`.
    notes = NOTES

    #: What a bundle says in English, such as the population it learned from, by those very words.
    phrases: Mapping[str, str] = {}

    def say(self, note: Note) -> str:
        """A sentence of a report in this language; in English where the language has none for its code."""
        return self.own(self.notes.get(note.code, NOTES[note.code]).format(**note.values))

    def own(self, words: str) -> str:
        """Words from a bundle, in this language as far as it has them."""
        for english, mine in self.phrases.items():
            words = words.replace(english, mine)
        return words

    def population(self, bundle_info: dict[str, Any]) -> str:
        """Whose films the model learned from."""
        return self.own(bundle_info.get("data", {}).get("population", "")) or self.population_unknown

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
    tab_learn = "Learn"
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
    drop_several = "Several at once make a table."
    drop_counting = "Uploading: {done} of {total} …"
    drop_too_many = "At most {most} files at once; you chose {received}. Hand them in in parts."
    alert_title = "This file could not be read"
    gone = "This image was deleted from the server in the meantime. Hand it in again."

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
    doubtful = "Hatched: here the model is not sure."
    flagged = "Flagged because {percent} is above this threshold, not because pneumonia is likely."
    truth = "Truth, according to the data set: {label}"
    warnings_title = "Keep in mind"
    refused_title = "Why"
    invert = "Invert it and read it"
    limits_title = "What else it does not mean"
    limits = (
        "It is no diagnosis. Only a doctor who sees the child can make one.",
        "The model knows two answers. It cannot see tuberculosis, fractures, fluid or a swallowed coin.",
        "It learned from {population}, and does not carry over to anyone else.",
        "The percentage is the model's own estimate for films like those it was tested on.",
    )
    population_unknown = "people who are not recorded"
    details = "{width} x {height} px {format} · {elapsed} ms · model {model}"

    # Several films at once
    batch_title = "{n} files"
    batch_reading = "The model has read {done} of {total} …"
    batch_hint = "The mark on each bar is the threshold, {threshold}. Click a film to open it."
    batch_file = "File"
    batch_not_uploaded = "This file could not be uploaded: it is too large, or the network failed."
    batch_overlays = "Save overlays (ZIP)"
    batch_close = "Close the table"

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
    deletion_described = "The probability of {label} while more and more of the film is hidden: two curves."
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
    sets = {
        "train + val": "training + validation",
        "train": "training",
        "validation": "validation",
        "test": "test",
    }
    split_columns = ("Set", "NORMAL", "PNEUMONIA", "All", "Ill")
    split_before = "as handed out"
    split_after = "after the split"
    history_words = (
        "{epochs} epochs. Validation films are seen as they are and under stress (other framing, exposure, sharpness); "
        "the weights with the best AUROC on them were kept."
    )

    #: Every word in the charts; another language gives its own, with its own names of points and sets.
    chart_words = ChartWords(points=point_names, sets=sets)
    robustness_title = "Does it keep its answer?"
    robustness_words = (
        "All test films were changed in ways that leave the lungs as they are, so the answers should stay too. At "
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
    published_title = "Beside published results"
    published_words = (
        "What others reached on the same {n} test images. This model is counted at its “{point}” threshold."
    )
    published_this = "This model"
    published_note = NOTE
    published_none = "not published"
    #: By their keys in pneumonia/published.py: what each is called, and what limits the comparison.
    published_names = NAMES
    published_caveats = {entry.key: entry.caveat for entry in PUBLISHED}

    # Learn
    learn_intro = "Play with the model until you know what its numbers mean, and read X-rays against it."
    learn_lessons = "Lessons"
    learn_quiz = "Quiz"
    learn_teach = "For teachers"

    # Learn: lessons
    lessons_busy = "The model is reading a few films for the lessons …"
    lesson_check = "Check"
    lesson_right = "Right."
    lesson_not_yet = "Not yet."
    lesson_solved = "solved"
    lesson_no_films = (
        "This lesson needs X-rays, and this installation holds none. The Gallery tab says where to find some."
    )
    lesson_accuracy = {
        "title": "What accuracy hides",
        "words": (
            "Accuracy is the share of right answers. It sounds fair, but it can be earned without looking. Try these "
            "three on the {n} test films: {ill} children are ill, {healthy} healthy."
        ),
        "question": "Which one never looks at a film and still gets most answers right?",
        "normal": "Always says NORMAL",
        "pneumonia": "Always says PNEUMONIA",
        "model": "This model",
        "accuracy": "Accuracy",
        "found": "Ill children found",
        "spared": "Healthy children left in peace",
        "right": (
            "{accuracy} right without a look, only because one class is so frequent here. The price: {missed} ill "
            "children missed, {alarms} healthy ones alarmed. So never read accuracy alone."
        ),
        "other": "This one does not look, but it gets only {accuracy} right. Try the other one.",
        "looks": "This one does look at the films: {accuracy} right. Try those that do not.",
    }
    lesson_screening = {
        "title": "Precision against recall",
        "words": (
            "Recall is the share of the ill who are found; precision is the share of alarms that are right. The "
            "threshold trades one for the other. In screening, an alarm costs a second look, a missed pneumonia may "
            "cost a life."
        ),
        "question": (
            "Find a threshold that misses at most 1 in {one_in} of the ill, with no more false alarms than that takes."
        ),
        "recall": "Recall: ill children found",
        "precision": "Precision: alarms that are right",
        "missed": "Ill children missed",
        "alarms": "False alarms among the healthy",
        "right": (
            "It misses {fn} of {ill} and pays with {fp} false alarms among {healthy} healthy children. Precision is "
            "{precision}: a screening test can live with that, because the alarmed are looked at again."
        ),
        "misses": "{fn} of {ill} ill children are missed. Move the threshold down.",
        "alarmed": "It misses only {fn}, but {fp} false alarms are more than that takes. Move up a little.",
    }
    lesson_roc = {
        "title": "ROC and AUROC",
        "words": (
            "Each threshold is a point: how many of the ill are found, against how many of the healthy are alarmed. "
            "All points make the ROC curve; guessing would stay on the dashed line. AUROC, here {auroc}, is the area "
            "below the curve. It is also the chance that of one ill and one healthy film the ill one scores higher. "
            "Draw pairs and see."
        ),
        "question": "Drag the point, or move the slider, to where it stands highest above the dashed line.",
        "recall": "Recall: ill children found",
        "alarms": "Healthy children alarmed",
        "height": "Height above guessing",
        "draw": "Draw {n} pairs",
        "drawn": "Of {drawn} pairs, the ill film scored higher in a share of {share}.",
        "right": (
            "{recall} of the ill are found, {alarms} of the healthy alarmed: the height, {height}, is Youden's index. "
            "It counts a missed child and a false alarm alike; whether that is right is not for the curve to say."
        ),
        "low": "The height is {height}; there is a higher place. Raise the threshold.",
        "high": "The height is {height}; there is a higher place. Lower the threshold.",
    }
    lesson_imbalance = {
        "title": "Rare and frequent: class weights",
        "words": (
            "Of the films that this model learned from, {share} were ill. A lazy model would learn the frequent "
            "answer. Class weights stop it: the rarer a class, the more each of its films counts. Here a healthy film "
            "counted {NORMAL:.2f} times, an ill one {PNEUMONIA:.2f} times."
        ),
        "question": "Find a share of ill children at which the lazy model has at least the accuracy of this one.",
        "slider": "Share of the children who are ill",
        "lazy": "Accuracy of always giving the frequent answer",
        "model": "Accuracy of this model",
        "healthy": "Weight of a healthy film in such data",
        "ill": "Weight of an ill film in such data",
        "finds_none": (
            "Where {share} are ill, never finding anyone is right in {lazy}, this model in {model}. If both classes "
            "weighed the same, the lazy one would get one half, this one {weighted}."
        ),
        "alarms_all": (
            "Where {share} are ill, alarming everyone is right in {lazy}, this model in {model}. If both classes "
            "weighed the same, the lazy one would get one half, this one {weighted}."
        ),
        "loses": "Where {share} are ill, the lazy model gets {lazy}, this one {model}. Make one class much rarer.",
    }
    lesson_gradcam = {
        "title": "What Grad-CAM shows, and what not",
        "words": (
            "Grad-CAM marks the places that raised the model's score. These children have pneumonia, and the model "
            "says so. Guess first, then the heat appears."
        ),
        "question": "Where did the model find its strongest evidence? Choose a field of the film.",
        "film": "Film {number}",
        "yes": (
            "The map is coarse, {rows} x {columns} cells, so its outlines mean nothing. {border} % of this heat lies "
            "near the border, where there is hardly any lung: it shows what the model reacted to, not what is ill."
        ),
        "no": "The heat shows now. Choose the field where it is brightest.",
    }
    lesson_fields = (
        "top left",
        "top",
        "top right",
        "left",
        "middle",
        "right",
        "bottom left",
        "bottom",
        "bottom right",
    )
    lesson_shift = {
        "title": "Films it was not made for",
        "words": (
            "The model learned from {population}, and nothing else. This is one healthy child; only the picture is "
            "changed. Sometimes the model notices and warns or refuses. Sometimes it does not."
        ),
        "question": "Which change moves the answer furthest without a warning?",
        "right": (
            "From {before} to {after}, and not a word. The child is as healthy as before. Adults, other hospitals and "
            "other machines change films more than this, so the percentage means little there."
        ),
        "unchanged": "This is the film as it is. Try a change.",
        "noticed": "Here the model notices that something is wrong. Look for a change that it does not notice.",
        "further": "From {before} to {after}, without a warning; another change moves it further.",
    }
    lesson_changes = {
        "unchanged": "As it is",
        "brighter": "Brighter",
        "darker": "Darker",
        "tilted": "Tilted",
        "turned": "On its side",
        "mirrored": "Mirrored",
        "negative": "Negative",
        "cropped": "Cropped",
    }

    # Learn: quiz
    quiz_title = "{n} X-rays: you against the model"
    quiz_words = (
        "Read {n} films of the gallery, one by one: NORMAL or PNEUMONIA? If you think a child is ill, also click on "
        "the place. Then you see the truth, the model's answer, and where it looked.",
        "How many are ill is drawn by lot, so counting does not help.",
    )
    quiz_start = "Start"
    quiz_film = "Film {number} of {total}"
    quiz_film_alt = "The X-ray to read"
    quiz_question = "Is it NORMAL, or do you see PNEUMONIA?"
    quiz_where = "If you think it is ill, click on the film where you see it (you need not), then answer."
    quiz_verdict = {True: "You are right", False: "Not this time"}
    quiz_truth = "Truth"
    quiz_you = "You"
    quiz_model = "Model"
    quiz_map = "The heat is the model's evidence for PNEUMONIA; the ring is your click."
    quiz_met = {
        True: "Your click lies where the model saw strong evidence, too.",
        False: "Your click lies elsewhere than the model's strong evidence. That alone does not make either wrong.",
        None: "The model saw no evidence for pneumonia anywhere.",
    }
    quiz_no_click = "You marked no place on this film."
    quiz_score = "Score after {n}: you {you}, the model {model}."
    quiz_next = "Next film"
    quiz_end = "To the result"
    quiz_summary = "You got {you} of {n} right, the model {model}"
    quiz_clicks = "{met} of {clicks} clicks lay where the model saw strong evidence."
    quiz_worth = (
        "{n} films decide little: by this result, your share of right answers may be anywhere from {low} to {high} "
        "(95 % interval). And the label of the data set, too, was given by people."
    )
    quiz_result = "I read {n} chest X-rays for pneumonia: {you} right. The model: {model}."
    quiz_again = "Another round"

    # Learn: for teachers
    teach_title = "In a course"
    teach_words = (
        "Ten minutes: everybody takes the quiz and copies the result; compare the class with the model.",
        "One lesson: link to this tab, let everybody answer by playing, then discuss why the answer is what it is.",
        "Embed one exercise in your own page with the builder below. No account, no installation, nothing is kept.",
        "With programming: the notebook <code>examples/course.ipynb</code> of this project asks the model from Python.",
    )
    embed_title = "Link or embed"
    embed_words = "Choose what should open. The links carry no personal data, and an embedded page is slim."
    embed_tab = "Tab"
    embed_language = "Language"
    embed_theme = "Light or dark"
    embed_themes = {"": "as the visitor's system", "light": "light", "dark": "dark"}
    embed_image = "Image of the gallery"
    embed_no_image = "none"
    embed_link = "Link"
    embed_iframe = "In your own page"
    embed_preview = "Preview"
    embed_app = "As a web component"
    embed_app_words = (
        "Without a frame, as high as its content, and in English only. The script belongs to the version that answers "
        "now: copy it anew when the app was updated."
    )
    embed_app_query = (
        "The component reads tab, image and threshold from the address of the page that it stands in. Link to that "
        "page with this at its end:"
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
