"""The English texts around the tabs, and where images are handed in."""


class Page:
    # The page
    title = "Pneumonia on chest X\N{NON-BREAKING HYPHEN}rays"
    subtitle = (
        "A small neural network reads a chest X\N{NON-BREAKING HYPHEN}ray and shows where it looked. "
        "Try it, and see how far to trust it."
    )
    notice = (
        "<strong>Not a medical device.</strong> For research and teaching only: do not diagnose or treat anyone by it."
    )
    privacy = (
        "Nothing is kept: images are deleted within an hour of your last click, seen by nobody. "
        "No account, analytics or cookies."
    )
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
    unexpected = "Something went wrong on our side; it was logged. Please try again."
    queue_full = "The queue is full ({waiting} waiting). Try again in {seconds} s."

    # Where images are handed in
    drop_title = "Choose or drop a chest X\N{NON-BREAKING HYPHEN}ray"
    drop_action = "Choose a file"
    drop_hint = "or paste it. JPEG, PNG, WebP, TIFF, BMP or DICOM, up to {megabytes} MB"
    drop_busy = "Uploading …"
    drop_failed = "The upload failed. Is the network there? Then the server may be full: try again in a few minutes."
    drop_large = "This file has {size} MB; at most {megabytes} MB can be read. Save the X-ray smaller or compressed."
    drop_several = "Several at once make a table."
    drop_counting = "Uploading: {done} of {total} …"
    drop_too_many = "At most {most} files at once; you chose {received}. Hand them in in parts."
    alert_title = "This file could not be read"
    gone = "This image was deleted from the server in the meantime. Hand it in again."
