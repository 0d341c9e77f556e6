"""What a report says: one sentence per code, the same in every door, and in its own words in another language."""

import pytest

from pneumonia.report import NOTES, Note, judge
from pneumonia.ui.texts.en import Texts


def test_label_confidence_and_advice_follow_probability_and_threshold() -> None:
    asked = [(None, 0.3), (0.8, 0.3), (0.79, 0.3), (0.3, 0.3), (0.21, 0.3), (0.2, 0.3)]
    expected = [
        (None, None, Note("advise_refused")),
        ("PNEUMONIA", 0.8, Note("advise_pneumonia")),
        ("PNEUMONIA", 0.79, Note("advise_pneumonia_unsure")),
        ("PNEUMONIA", 0.3, Note("advise_pneumonia_unsure")),
        ("NORMAL", 0.79, Note("advise_unsure")),
        ("NORMAL", 0.8, Note("advise_normal")),
    ]
    assert [judge(probability, threshold, (Note("small"),)) for probability, threshold in asked] == expected


@pytest.mark.parametrize(("probability", "label"), [(0.99, "PNEUMONIA"), (0.01, "NORMAL")])
def test_an_unfamiliar_film_has_a_label_but_no_confidence(probability: float, label: str) -> None:
    judged = judge(probability, 0.5, (Note("tinted"), Note("unfamiliar")))
    assert judged == (label, None, Note("advise_unfamiliar"))
    assert judge(None, 0.5, (Note("unfamiliar"),)) == (None, None, Note("advise_refused"))


def test_a_note_is_an_english_sentence_with_its_values() -> None:
    assert str(Note("small", {"width": 120, "height": 100, "least": 128})).startswith(
        "The image is small (120 x 100 pixels)"
    )


def test_a_language_says_what_it_has_and_the_rest_in_english() -> None:
    class Other(Texts):
        notes = {"small": "Petite: {width} x {height}."}

    small, blank = Note("small", {"width": 120, "height": 100}), Note("blank")
    assert Other().say(small) == "Petite: 120 x 100."
    assert Other().say(blank) == Texts().say(blank) == NOTES["blank"]
