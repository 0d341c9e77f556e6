"""The English texts of the static page: ``browser_x`` says there what ``x`` says in the app, or stands alone."""


class Browser:
    # Instead of the app's own words
    browser_privacy = (
        "Your X-ray never leaves this device: this page reads it in your browser. No account, analytics or cookies."
    )
    browser_drop_hint = "or paste it. JPEG, PNG, WebP, BMP or DICOM, up to {megabytes} MB"
    browser_drop_busy = "Reading …"
    browser_drop_counting = "Reading: {done} of {total} …"
    browser_unexpected = "Something went wrong on this page. Please try again."
    browser_gallery_empty = (
        "This page was published without X-rays. To fill the gallery, publish it with a folder of your own:"
    )
    browser_gallery_command = "python -m pneumonia deploy USER/SPACE --static --gallery /path/to/chest_xray/test"
    browser_lesson_no_films = "This lesson needs X-rays, and this page was published without any that fit."
    browser_paint_failed = "The painted film could not be read."
    browser_record_kept = "The image was read in the browser and sent nowhere."

    # About the page, before it starts
    browser_description = (
        "Reads a child's chest X-ray in your own browser and shows where it looked. Not a medical device."
    )
    browser_short_title = "Chest X-ray"
    browser_no_script = "This page reads the X-ray with a program of its own, in your browser: allow JavaScript for it."
    browser_not_started = (
        "This page could not start. Reload it; if that does not help, use a current version of Firefox, Chrome, Edge "
        "or Safari."
    )

    # While the page gets ready, and where it cannot
    browser_loading = "The model is on its way to your browser …"
    browser_load_failed = "The model could not be loaded"
    browser_waiting = "Your X-ray is read as soon as the model is here."
    browser_film_failed = "This X-ray did not arrive. Is the network there? Try again."
    browser_retry = "Try again"
    # Why it cannot, by the code of the error; the module says the same in English
    browser_failures = {
        "unsupported": (
            "This browser lacks what the page needs to read an X-ray ({missing}). Use a current version of Firefox, "
            "Chrome, Edge or Safari."
        ),
        "altered_pixels": (
            "This browser changes the pixels that a page reads, to protect you from being recognised. The model would "
            "judge another picture than yours: allow this page to read canvas data, or use another browser."
        ),
        "no_network": (
            "Expected the file {file}; it could not be loaded (the network failed). Check the connection and try again."
        ),
        "no_file": (
            "Expected the file {file}; it could not be loaded (the server answered {status}). Check the connection and "
            "try again."
        ),
        "ended_early": "Expected the whole file {file}; it ended early. Check the connection and try again.",
        "truncated": (
            "{file} is truncated or altered: expected {expected:,} bytes, found {found:,}. Try again; if that does not "
            "help, deploy the page anew."
        ),
        "no_source": "source.json could not be read ({why}). Check the connection and try again.",
        "no_reader": "The reader could not be loaded ({why}). Check the connection and try again.",
        "stopped": "The reader stopped ({why}). Try again.",
        "no_part": "A part of the page did not arrive, or this browser is too old for it. Is the network there?",
        "unreadable": "The file could not be read ({why}) Choose it again.",
    }

    # For developers and teachers
    browser_teach_words = (
        "Ten minutes: everybody takes the quiz (<code>?lesson=quiz</code>) and copies the result; compare the class "
        "with the model.",
        "One lesson: link to it (<code>?lesson=3</code> opens the third), let everybody answer by playing, then "
        "discuss why the answer is what it is.",
        "Embed one exercise in your own page with the builder below. No account, no installation, nothing leaves the "
        "pupils' devices; after the first visit it works without a network, too.",
        "With programming: a page of four lines reads X-rays with this page's module; see the About tab.",
    )
    browser_about_privacy = "Your X-rays"
    browser_about_privacy_words = (
        "This page reads them with a program of its own and sends them nowhere: its rules let it ask no server but the "
        "one that it comes from. After the first visit it works without a network."
    )
    browser_developers = "For developers"
    browser_module_words = (
        "The reader is a JavaScript module, with the JSON that the app's API returns. A page on another server needs a "
        "copy of this page's folder, or a server that lets others use its files (CORS):"
    )
    browser_message_words = "A page that embeds this one can hand in X-rays and hears the answers:"
    browser_examples = "Complete examples:"
    browser_example_module = "the module in a page of your own"
    browser_example_embed = "this page embedded, with messages"
    browser_licences = "Made with the work of others, in this page's folder vendor:"
