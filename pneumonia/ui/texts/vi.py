"""The texts of the page in Vietnamese."""

from pneumonia.ui.texts.en import English


class Vietnamese(English):
    code = "vi"
    language = "Tiếng Việt"
    title = "Viêm phổi trên phim X\N{NON-BREAKING HYPHEN}quang ngực"


TEXTS = Vietnamese()
