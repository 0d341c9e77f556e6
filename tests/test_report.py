"""What a report says: one sentence per code, the same in every door, and in its own words in another language."""

from pneumonia.report import NOTES, Note, advise
from pneumonia.ui.texts.en import English


def test_advice_follows_label_and_confidence() -> None:
    asked = [(None, None), ("PNEUMONIA", 0.3), ("NORMAL", 0.79), ("NORMAL", 0.8)]
    expected = ["advise_refused", "advise_pneumonia", "advise_unsure", "advise_normal"]
    assert [advise(*answer) for answer in asked] == [Note(code) for code in expected]


def test_a_note_is_an_english_sentence_with_its_values() -> None:
    assert str(Note("small", {"width": 120, "height": 100, "least": 128})).startswith(
        "The image is small (120 x 100 pixels)"
    )


def test_a_language_says_what_it_has_and_the_rest_in_english() -> None:
    class Other(English):
        notes = {"small": "Petite: {width} x {height}."}

    small, blank = Note("small", {"width": 120, "height": 100}), Note("blank")
    assert Other().say(small) == "Petite: 120 x 100."
    assert Other().say(blank) == English().say(blank) == NOTES["blank"]
