"""DICOM files with a canary in every field that may say who somebody is go in at every door; it comes out of none."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from browser import visit
from dicoms import as_bytes, dicom
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from playwright.sync_api import Browser, Page, expect
from pydicom import dcmread
from pydicom.datadict import DicomDictionary
from pypdf import PdfReader
from rawhttp import form
from rawsocket import ask

from pneumonia.cli import main
from pneumonia.image import read_image
from pneumonia.ui.texts import ENGLISH

CANARY = "CANARY"
#: Identification, patient, acquisition, relationship, study and procedure (PS3.6); what decodes the picture is not it.
GROUPS = (0x0008, 0x0010, 0x0018, 0x0020, 0x0032, 0x0038, 0x0040, 0x4008)
TEXTS = {"PN": f"{CANARY}^PERSON", "LO": CANARY, "SH": CANARY, "ST": CANARY, "LT": CANARY, "UT": CANARY, "UC": CANARY}
KEPT = ("SpecificCharacterSet",)


def with_canaries(film: Path) -> tuple[bytes, int]:
    """A small radiograph with a canary in all those texts, a private block and an overlay; how many there are."""
    dataset = dcmread(io.BytesIO(dicom(read_image(film).pixels[::3, ::3])))
    for tag, (representation, *_, keyword) in DicomDictionary.items():
        if tag >> 16 in GROUPS and representation in TEXTS and keyword and keyword not in KEPT:
            setattr(dataset, keyword, TEXTS[representation])
    dataset.private_block(0x0009, CANARY, create=True).add_new(0x01, "LO", f"{CANARY} PRIVATE")
    dataset.add_new(0x60003000, "OW", CANARY.encode() * 8)
    dataset.ImageComments = CANARY
    content = as_bytes(dataset)
    return content, content.count(CANARY.encode())


@pytest.fixture(scope="module")
def films_of_somebody(films: list[Path], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A whole file and a broken one; the visitor has named them after the patient."""
    content, canaries = with_canaries(films[1])
    assert canaries > 300
    folder = tmp_path_factory.mktemp("somebody")
    for name, data in (("whole", content), ("broken", content[: len(content) // 2])):
        (folder / f"{CANARY}-{name}.dcm").write_bytes(data)
    return sorted(folder.iterdir(), reverse=True)


def check(content: str | bytes, *, canary: str = CANARY) -> None:
    assert canary.encode() not in (content.encode() if isinstance(content, str) else content)


def test_not_out_of_the_api(client: Client, films_of_somebody: list[Path]) -> None:
    whole, broken = films_of_somebody
    report = client.predict(handle_file(whole), api_name="/predict")
    assert report["image"]["format"] == "DICOM"
    check(json.dumps(report))
    picture, *answers = client.predict(handle_file(whole), api_name="/gradcam")
    check(json.dumps(answers))
    check(Path(picture).read_bytes())
    answers = client.predict([handle_file(file) for file in films_of_somebody], api_name="/predict_batch")
    assert "error" in answers[1]
    check(json.dumps(answers))
    with pytest.raises(AppError) as caught:
        client.predict(handle_file(broken), api_name="/predict")
    check(str(caught.value))


def handed(file: Path, name: str) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/dicom", "buffer": file.read_bytes()}


def saved(page: Page, button: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return Path(download.value.path()).read_bytes()


def test_not_out_of_the_page_and_what_is_saved(browser: Browser, address: str, films_of_somebody: list[Path]) -> None:
    """The names of the files are the visitor's own, and stand in the table; here they are others."""
    whole, broken = films_of_somebody
    with visit(browser, address) as page:
        page.set_input_files("#px-drop-predict input", handed(whole, "a.dcm"))  # type: ignore[arg-type]
        expect(page.locator("#px-answer h2")).to_contain_text("PNEUMONIA")
        check(page.content())
        check(saved(page, "Save as JSON"))
        pdf = saved(page, "Save as PDF")
        check(pdf)
        check("".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages))
        page.set_input_files("#px-drop-predict input", [handed(whole, "a.dcm"), handed(broken, "b.dcm")])  # type: ignore[arg-type]
        csv = saved(page, "Save as CSV")
        assert b"DICOM" in csv
        check(csv)
        with zipfile.ZipFile(io.BytesIO(saved(page, ENGLISH.batch_overlays))) as archive:
            for name in archive.namelist():
                check(name)
                check(archive.read(name))
        check(page.content())


def test_not_out_of_the_command_line(
    films_of_somebody: list[Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for flags in (["--json"], []):
        status = main(["predict", *map(str, films_of_somebody), "--overlay", str(tmp_path / "out"), *flags])
        assert status == 1, "one of the two is broken"
        words = "".join(capfd.readouterr()).replace(str(films_of_somebody[0].parent), "")
        for file in films_of_somebody:  # which names what it was given
            words = words.replace(file.name, "")
        check(words)
    [overlay] = (tmp_path / "out").iterdir()
    check(overlay.read_bytes())


def test_not_into_the_log_nor_into_any_file_but_the_upload(
    address: str, app_folder: Path, films_of_somebody: list[Path]
) -> None:
    """Nor does the log name a visitor's file, after answers and after errors of every kind."""
    for file in films_of_somebody:
        headers, body = form(file.name, file.read_bytes())
        path = json.loads(ask(address, "/gradio_api/upload", "POST", headers, body).body)[0]
        for image in (path, path + ".gone", f"/home/{CANARY}", f"http://{CANARY}.invalid/"):
            data = {"image": {"path": image, "meta": {"_type": "gradio.FileData"}}}
            kind = {"Content-Type": "application/json"}
            call = ask(address, "/gradio_api/call/v2/predict", "POST", kind, json.dumps(data).encode())
            answer = ask(address, f"/gradio_api/call/predict/{json.loads(call.body)['event_id']}")
            check(answer.body, canary=f"{CANARY}^PERSON")
            assert b"event: " in answer.body
    check((app_folder / "log").read_bytes())
    uploaded = [file.read_bytes() for file in films_of_somebody]
    for file in (path for path in (app_folder / "uploads").rglob("*") if path.is_file()):
        assert CANARY.encode() not in file.read_bytes() or file.read_bytes() in uploaded
