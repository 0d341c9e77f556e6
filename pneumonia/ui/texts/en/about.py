"""The English texts about the model, and for developers."""


class About:
    # About
    about_model = "The model"
    about_is = "What it is"
    about_is_words = (
        "A convolutional network with {parameters} parameters ({architecture}) that looks at the X-ray at "
        "{size} x {size} pixels and estimates the probability of pneumonia. It was trained from scratch; "
        "every number about this model is read from its own files."
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
        ("/gradcam", "the same", "overlay picture, report, raw map"),
        ("/predict_batch", "up to 64 files", "a report or an error for each"),
        ("/metrics", "", "everything that was measured"),
        ("/model", "", "which model answers"),
    )
    api_url = (
        'A web address in place of a file, such as <code>handle_file("https://…")</code> or '
        '<code>{"image": "https://…"}</code>, must be on the public web and answer within 10 seconds. What goes '
        "wrong is said in one sentence: what was expected, what was received, what to do."
    )
    api_arguments = "Every argument, and a sample answer"
    api_argument_columns = ("Argument", "Type", "Default", "Meaning")
    api_required = "required"
    api_sample = "The report of /predict, made up:"
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
    copy_by_hand = "Press Ctrl+C"
