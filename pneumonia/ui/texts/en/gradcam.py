"""The English texts of the Grad-CAM tab and its experiments."""


class GradCam:
    # Grad-CAM
    gradcam_intro = (
        "Grad-CAM asks which places in the picture raised or lowered the model's score. It shows what the model "
        "reacted to, not what is ill: a bright spot on a shoulder, an arm or a marker outside the chest means that it "
        "looked at the wrong thing."
    )
    gradcam_empty = "Hand in an X-ray here or on the first tab, and the picture appears."
    evidence = "Evidence for"
    opacity = "Opacity"
    colormap = "Colours (auto: warm for PNEUMONIA, cool for NORMAL)"
    outline = "Outline, in % of the strongest evidence for either label (0: none)"
    closer = "Look closer: {width} x {height}"
    closer_busy = "Drawing it at its own size …"
    closer_zoom = "Zoom"
    closer_save = "Save as PNG"
    closer_close = "Close"

    # Experiments on the film that is looked at
    experiment_about = "about the answer given, {label}"
    experiment_first = "Hand in an X-ray first."
    experiment_refused = "This image was not judged, so there is nothing to explain."
    experiment_starting = "Starting … One experiment runs at a time, for all visitors."
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
        "average and, with maps of this shape, more than {chance} once in twenty times. Rank correlation of all "
        "places: {correlation:.2f} (1: the same order, 0: no relation)."
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
    deletion_matters = (
        "The map matters: hiding its places costs the answer more than hiding any of {n} others. A map that marked the "
        "middle of every chest could pass this, too."
    )
    deletion_chance = (
        "Not convincing: hiding its places costs the answer more than hiding {less} of {n} others. It would have to be "
        "all {n}, which chance alone gives at most once in {of} times."
    )
    deletion_nothing = (
        "Hiding parts of this film costs the answer next to nothing on average, be they the map's places or others: "
        "this cannot tell whether the map matters."
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
