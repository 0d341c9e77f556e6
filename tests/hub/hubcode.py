"""What the tests of pull and push ask for, with our own errors as text."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from huggingface_hub import constants

from pneumonia import hub
from pneumonia.errors import PneumoniaError

#: A token that nobody has.
MADE_UP = "hf_madeup"
#: Makes the server the Hub of this process, for a token and an empty cache of that name.
At = Callable[..., AbstractContextManager[None]]
CARD = "---\nlicense: apache-2.0\n---\n\n# A model\n"
#: Pushes in a process of its own: the folder and the repository are its arguments.
PUSH = "import sys; from pathlib import Path; from pneumonia import hub; hub.push(Path(sys.argv[1]), sys.argv[2])"


@contextmanager
def unreachable() -> Iterator[None]:
    """Inside, nothing answers where the Hub was."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
        yield


def told(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """What the function returns, or its error."""
    try:
        return function(*arguments, **options)
    except PneumoniaError as error:
        return f"{type(error).__name__}: {error}"


def push(*arguments: Any, **options: Any) -> str:
    """The commit, or the error."""
    found = told(hub.push, *arguments, **options)
    return found if isinstance(found, str) else str(found.oid)


def pull(name: str) -> tuple[str, str] | str:
    """The model's name and commit, or the error."""
    found = told(hub.resolve, name)
    return found if isinstance(found, str) else (found.id, found.revision)
