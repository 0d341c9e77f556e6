"""The English texts of the gallery."""


class Gallery:
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
