"""Everything odd (see badfiles.py): each file gets its own words or the answer of its plain twin.

All of it goes to the reader that every door shares; through each door goes one file of a kind, and every odd name.
"""

import csv
import io
import json
import os
import re
import sys
import zipfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from badfiles import STRANGE, Row, encode, rows
from browser import visit
from gradio_client import Client, handle_file
from playwright.sync_api import Browser, Page, expect
from processes import run
from rawhttp import BOUNDARY, ask, file, head, upload

from pneumonia.classifier import Classifier, Prediction
from pneumonia.cli import main
from pneumonia.errors import InputError
from pneumonia.image import MAX_BYTES
from pneumonia.ui.inputs import MOST_FILES
from pneumonia.ui.texts import ENGLISH

#: One file of each kind that a door could treat in a way of its own, refused and read in turn. The reader says the
#: words of all, so which of them a door passes on makes no difference.
SOME = (
    "empty.jpg",
    "plain.png",
    "cut.jpg",
    "a DICOM.jpg",
    "30,000 x 30,000.png",
    "EXIF turned.jpg",
    "damaged.dcm",
    "some NaN.tif",
)
LEAKS = re.compile(r"Traceback|File \"|/site-packages/|\.py\b|SECRET")


@dataclass(frozen=True)
class Answer:
    """What came out of a door: an error's words, or label and probability, None where it is not judged."""

    error: str = ""
    label: str | None = None
    probability: float | None = None


@dataclass(frozen=True)
class Given:
    """A row, where it lies on disk, under a name as near to its own as a file may have, and what is expected of it."""

    row: Row
    path: Path
    twin: Answer


@pytest.fixture(scope="module")
def given(classifier: Classifier, shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Given]:
    folder = tmp_path_factory.mktemp("odd")
    # Its probability is 0.13, and none of its twins is so unlike the training films that the page shows no number.
    film = shared_data / "originals" / "NORMAL" / "NORMAL2-IM-1430-0001.jpeg"
    table = []
    for number, row in enumerate(rows(film)):
        path = folder / str(number) / row.name.replace("/", "_")
        path.parent.mkdir()
        path.write_bytes(row.data)
        twin = Answer() if row.twin is None else _of(_caught(classifier, encode(row.twin, "PNG")))
        table.append(Given(row, path, twin))
    return table


@pytest.fixture(scope="module")
def some(given: list[Given]) -> list[Given]:
    """``SOME`` in their order, then what has an odd name."""
    named = {each.row.name: each for each in given}
    return [named[name] for name in (*SOME, *STRANGE)]


# --- the doors: the given files in, an answer for each ----------------------------------------------------------------


def through_command_line(given: list[Given], request: pytest.FixtureRequest) -> list[Answer]:
    capfd = request.getfixturevalue("capfd")
    assert main(["predict", "--json", *(str(each.path) for each in given)]) == 1, "some of them cannot be read"
    out, err = capfd.readouterr()
    assert not LEAKS.search(err), err
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["file"] for line in lines] == [str(each.path) for each in given]
    return [_of_json(line) for line in lines]


def through_bulk(given: list[Given], request: pytest.FixtureRequest) -> list[Answer]:
    out, capfd = request.getfixturevalue("tmp_path") / "scores.csv", request.getfixturevalue("capfd")
    status = main(["score", *(str(each.path) for each in given), "--out", str(out)])
    assert status == 1, "some of them cannot be read"
    told = capfd.readouterr().err
    assert not LEAKS.search(told), told
    with out.open(encoding="utf-8-sig", newline="") as lines:
        cells = {line["file"]: line for line in csv.DictReader(lines)}
    return [_of_cells(cells[str(each.path)]) for each in given]


def through_api(given: list[Given], request: pytest.FixtureRequest) -> list[Answer]:
    address = request.getfixturevalue("address")
    return [_of_outputs(ask(address, "predict", image=_sent(address, each.row))) for each in given]


def through_gradcam_api(given: list[Given], request: pytest.FixtureRequest) -> list[Answer]:
    address = request.getfixturevalue("address")
    answers = [ask(address, "gradcam", image=_sent(address, each.row)) for each in given]
    return [_of_outputs(answer if isinstance(answer, str) else answer[1:2]) for answer in answers]


def through_batch_api(given: list[Given], request: pytest.FixtureRequest) -> list[Answer]:
    client: Client = request.getfixturevalue("client")
    answers = client.predict([handle_file(each.path) for each in given], api_name="/predict_batch")
    return [_of_json(answer) for answer in answers]


def through_page(given: list[Given], request: pytest.FixtureRequest) -> list[Answer]:
    """One after another by one visitor; what was there before stays where a file is refused."""
    address, browser = request.getfixturevalue("address"), request.getfixturevalue("browser")
    with visit(browser, address) as page:
        return [_shown(page, each.row) for each in given]


def through_table(given: list[Given], request: pytest.FixtureRequest) -> list[Answer]:
    """All at once."""
    address, browser = request.getfixturevalue("address"), request.getfixturevalue("browser")
    with visit(browser, address) as page:
        page.set_input_files("#px-drop-predict input", [_payload(each.row) for each in given])
        expect(page.get_by_role("button", name="Save as CSV")).to_be_visible(timeout=60_000)
        assert page.locator(".px-rows tbody bdi").all_text_contents() == [each.row.name for each in given]
        _check_saved(page, given)
        return [_of_line(page, number) for number in range(len(given))]


DOORS: dict[str, Callable[[list[Given], pytest.FixtureRequest], list[Answer]]] = {
    "command line": through_command_line,
    "bulk": through_bulk,
    "API": through_api,
    "API, Grad-CAM": through_gradcam_api,
    "API, batch": through_batch_api,
    "page": through_page,
    "page, table": through_table,
}
#: Doors behind which no name of a file matters: so many of ``SOME`` go through them.
NAMELESS = {"API, Grad-CAM": 8, "page": 4}


def test_every_file_gets_its_words_or_its_answer(given: list[Given], classifier: Classifier) -> None:
    answers = [_caught(classifier, each.row.data) for each in given]
    _check(given, map(_of, answers))
    for each, answer in zip(given, answers, strict=True):
        if each.row.twin is not None:
            assert isinstance(answer, Prediction)
            image = answer.report.image
            assert (image.height, image.width) == each.row.twin.shape, each.row.name


@pytest.mark.parametrize("door", DOORS)
def test_every_door_passes_on_the_words_or_the_answer(
    door: str, some: list[Given], request: pytest.FixtureRequest
) -> None:
    through = some[: NAMELESS.get(door)]
    _check(through, DOORS[door](through, request))


def _check(given: list[Given], answers: Iterable[Answer]) -> None:
    wrong = [
        (each.row.name, answer)
        for each, answer in zip(given, answers, strict=True)
        if LEAKS.search(answer.error) or not _right(each, answer)
    ]
    assert not wrong, wrong


def _right(each: Given, answer: Answer) -> bool:
    if each.row.words:
        return each.row.words in answer.error
    same = pytest.approx(each.twin.probability, abs=each.row.near + 0.005)  # the page rounds to a percent
    return (answer.error, answer.label) == ("", each.twin.label) and answer.probability == same


@dataclass(frozen=True)
class Counted:
    """The app and its files, which can be counted."""

    address: str
    uploads: Path

    def files(self) -> set[Path]:
        return {path for path in self.uploads.rglob("*") if path.is_file()}


@pytest.fixture
def counted(address: str, app_folder: Path) -> Counted:
    return Counted(address, app_folder / "uploads")


def test_what_is_refused_takes_little_memory(given: list[Given]) -> None:
    """A process may use 400 MiB more than it has when it starts to read; the bombs would unpack to gigabytes."""
    code = """
import resource, sys
import pneumonia.dicom
from pneumonia.errors import InputError
from pneumonia.image import read_image
pages = int(open("/proc/self/statm").read().split()[0])
resource.setrlimit(resource.RLIMIT_AS, (pages * 4096 + (400 << 20),) * 2)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for path in sys.argv[1:]:
    try:
        read_image(path)
    except InputError as error:
        print(str(error))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10)
"""
    refused = [each for each in given if each.row.words]
    done = run([sys.executable, "-c", code, *(str(each.path) for each in refused)], dict(os.environ))
    *told, grown = done.stdout.splitlines()
    for each, words in zip(refused, told, strict=True):
        assert each.row.words in words
    assert int(grown) < 100, f"{grown} MiB"


def test_names_command_no_terminal(given: list[Given], capfd: pytest.CaptureFixture[str]) -> None:
    strange = [each.path for each in given if each.row.name in STRANGE]
    assert main(["predict", *map(str, strange), str(strange[0].parent / "\x1b[2J")]) == 1
    out, err = capfd.readouterr()
    assert len(out.splitlines()) == len(strange), "a line for each"
    assert all(sign.isprintable() for sign in (out + err).replace("\n", ""))
    assert "\\x1b]0;owned\\x07\\x1b[31mred.jpg: " in out
    assert "right to left \\u202egpj.exe: " in out


# --- too much ---------------------------------------------------------------------------------------------------------


def test_200_mb_are_refused_and_nothing_is_kept(counted: Counted) -> None:
    """Sent in pieces, because neither side should hold them in memory."""
    before = counted.files()
    connection = HTTPConnection(counted.address.removeprefix("http://"), timeout=60)
    connection.putrequest("POST", "/gradio_api/upload")
    connection.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    with suppress(ConnectionError):  # it may be told before all is sent
        for piece in (head("large.png"), *[bytes(1 << 20)] * 200):
            connection.send(b"%x\r\n%b\r\n" % (len(piece), piece))
    answer = connection.getresponse()
    assert answer.status == 413
    assert str(MAX_BYTES) in answer.read().decode()
    connection.close()
    assert counted.files() == before


def test_ten_thousand_files_are_refused_before_any_is_read(counted: Counted) -> None:
    film = file(upload(counted.address, "film.jpg", b"no film at all"))
    before = counted.files()
    told = ask(counted.address, "predict_batch", images=[film] * 10_000)
    assert told == "Expected at most 64 files; received 10000. Send them in parts."
    assert counted.files() == before
    answers = ask(counted.address, "predict_batch", images=[film] * 64)[0]
    assert [list(answer) for answer in answers] == [["error"]] * 64
    assert counted.files() == before, "Gradio makes an empty file for each, unless it is kept from that"


def test_the_page_takes_neither_too_large_nor_too_many(
    browser: Browser, counted: Counted, films: list[Path], tmp_path: Path
) -> None:
    large = tmp_path / "large.png"
    with large.open("wb") as sparse:
        sparse.truncate(200 << 20)
    with visit(browser, counted.address) as page:
        page.set_input_files("#px-drop-predict input", films[1])
        expect(page.locator("#px-answer h2")).to_contain_text("confidence")
        status, before = page.locator("#px-drop-predict [role=status]"), counted.files()
        page.set_input_files("#px-drop-predict input", large)
        told = ENGLISH.drop_large.format(size=200, megabytes=MAX_BYTES >> 20)
        expect(page.get_by_role("alert").first).to_contain_text(told)
        expect(page.locator("#px-answer h2")).to_have_text(ENGLISH.empty_title)
        page.evaluate(
            """() => {
            const data = new DataTransfer();
            for (let n = 0; n < 65; n++) data.items.add(new File(['x'], `${n}.jpg`));
            document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
        }"""
        )
        expect(status).to_have_text(ENGLISH.drop_too_many.format(most=MOST_FILES, received=MOST_FILES + 1))
        assert counted.files() == before, "nothing was sent"


def _caught(classifier: Classifier, data: bytes) -> Prediction | InputError:
    try:
        return classifier.predict(data)
    except InputError as error:
        return error


def _of(answer: Prediction | InputError) -> Answer:
    if isinstance(answer, InputError):
        return Answer(str(answer))
    return Answer("", answer.report.label, answer.report.probability)


def _of_cells(line: dict[str, str]) -> Answer:
    return Answer(line["error"], line["label"] or None, float(line["probability"]) if line["probability"] else None)


def _of_json(answer: dict[str, Any]) -> Answer:
    return Answer(answer["error"]) if "error" in answer else Answer("", answer["label"], answer["probability"])


def _of_outputs(answer: Any) -> Answer:
    return Answer(answer) if isinstance(answer, str) else _of_json(answer[0])


def _sent(address: str, row: Row) -> dict[str, Any]:
    return file(upload(address, row.name, row.data))


def _payload(row: Row) -> Any:
    return {"name": row.name, "mimeType": "application/octet-stream", "buffer": row.data}


def _shown(page: Page, row: Row) -> Answer:
    """What the page says after an upload: a new message and no answer, or a new answer and no message.

    Equal answers in a row could not be told apart, but the table has a refused file between any two.
    """
    verdict, alert = page.locator("#px-answer h2"), page.locator("#px-alert [role=alert]")
    page.evaluate("document.querySelector('#px-alert [role=alert]')?.setAttribute('data-old', '')")
    page.set_input_files("#px-drop-predict input", _payload(row))
    if row.words:
        expect(page.locator("#px-alert [role=alert]:not([data-old])")).to_have_count(1)
        expect(verdict).to_have_text(ENGLISH.empty_title)
        return Answer(alert.inner_text())
    expect(alert).to_have_count(0)
    page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    told = re.match(r"(\w+), \D*(\d+)\s*%", verdict.inner_text())
    if not told:
        assert verdict.inner_text() == ENGLISH.verdict_refused
        return Answer()
    confidence = int(told[2]) / 100
    return Answer("", told[1], confidence if told[1] == "PNEUMONIA" else 1 - confidence)


def _check_saved(page: Page, given: list[Given]) -> None:
    """No name is a formula in the CSV, and each is a plain one in the ZIP."""
    saved = {}
    for button in ("Save as CSV", "Save overlays (ZIP)"):
        with page.expect_download() as download:
            page.get_by_role("button", name=button).click()
        saved[button] = Path(download.value.path()).read_bytes().removeprefix(b"\xef\xbb\xbf")
    lines = csv.DictReader(io.StringIO(saved["Save as CSV"].decode(), newline=""))
    assert [line["file"].removeprefix("'") for line in lines] == [each.row.name for each in given]
    assert b"\n=" not in saved["Save as CSV"]
    names = zipfile.ZipFile(io.BytesIO(saved["Save overlays (ZIP)"])).namelist()
    assert all(re.fullmatch(r"\d\d-[\w.-]+\.png", name) for name in names), names


def _of_line(page: Page, number: int) -> Answer:
    line = page.locator(f".px-rows tr[data-number='{number}']").first  # a second one holds its notes
    if "px-unread" in str(line.get_attribute("class")):
        return Answer(line.locator("small").first.inner_text())
    probability = line.get_attribute("data-probability")
    if not probability:
        return Answer()
    return Answer("", line.locator("td b").first.inner_text(), float(probability))
