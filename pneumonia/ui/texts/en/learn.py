"""The English texts of the Learn tab: lessons, quiz, what teachers need."""


class Learn:
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
        "This lesson needs X-rays, and this installation holds none that fit. The Gallery tab says where to find some."
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
        "drawn": "In {higher} of {drawn} pairs ({share}) the ill film scored higher.",
        "right": (
            "{recall} of the ill are found, {alarms} of the healthy alarmed: the height, {height}, is Youden's index. "
            "To it, one percent of the ill missed is as bad as one percent of the healthy alarmed, however many "
            "children that is; whether that is right is not for the curve to say."
        ),
        "low": "The height is {height}; there is a higher place. Raise the threshold.",
        "high": "The height is {height}; there is a higher place. Lower the threshold.",
    }
    lesson_imbalance = {
        "title": "Rare and frequent: class weights",
        "words": (
            "Of the films that this model learned from, {share} were ill. A lazy model would learn the frequent "
            "answer. Class weights stop it: the rarer a class, the more each of its films counts. Here a healthy film "
            "counted about {NORMAL:.1f} times, an ill one about {PNEUMONIA:.1f} times."
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
            "The map is coarse, {rows} x {columns} cells: an outline around it, as on the Grad-CAM tab, is where the "
            "heat passes a level that you choose, not the border of a finding. {border} % of this heat lies near the "
            "border of the film, where there is hardly any lung: it shows what the model reacted to, not what is ill."
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
    quiz_map = "Heat, where there is any, is the model's evidence for PNEUMONIA; the ring is your click."
    #: Whether a click met strong evidence; None where there is none, NORMAL where the model's answer is that.
    quiz_met = {
        True: "Your click lies where the model saw strong evidence, too.",
        False: "Your click lies elsewhere than the model's strong evidence. That alone does not make either wrong.",
        None: "The model saw too little evidence for pneumonia here to compare your click with: it is not counted.",
        "NORMAL": "The model calls this film NORMAL, so your click is not compared with its map, and not counted.",
    }
    quiz_no_click = "You marked no place on this film."
    quiz_score = "Score after {n}: you {you}, the model {model}."
    quiz_next = "Next film"
    quiz_end = "To the result"
    quiz_summary = "You got {you} of {n} right, the model {model}"
    quiz_clicks = "{met} of {clicks} clicks that could be compared lay where the model saw strong evidence."
    quiz_worth = (
        "{n} films decide little: by this result, your share of right answers may be anywhere from {low} to {high} "
        "(95 % interval). And the label of the data set, too, was given by people."
    )
    quiz_result = "I read {n} chest X-rays for pneumonia: {you} right. The model: {model}."
    quiz_again = "Another round"
    quiz_review = "Look at them again: each opens with its heat map, on a page of its own"

    # Learn: for teachers
    teach_title = "In a course"
    teach_words = (
        "Ten minutes: everybody takes the quiz (<code>?lesson=quiz</code>) and copies the result; compare the class "
        "with the model.",
        "One lesson: link to it (<code>?lesson=3</code> opens the third), let everybody answer by playing, then "
        "discuss why the answer is what it is.",
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
    embed_lesson = "Lesson"
    embed_no_lesson = "all of them, folded"
    embed_link = "Link"
    embed_iframe = "In your own page"
    embed_preview = "Preview"
    embed_app = "As a web component"
    embed_app_words = (
        "Without a frame, as high as its content, and in English only. The script belongs to the version that answers "
        "now: copy it anew when the app was updated."
    )
    embed_app_query = (
        "The component reads tab, image, threshold and lesson from the address of the page that it stands in. Link to "
        "that page with this at its end:"
    )
