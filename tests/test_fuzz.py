"""Damaged files by the hundred for the reader, and arguments of any kind for the API: only our own words come out."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rawhttp import BOUNDARY, FORM, call, file, post, upload
from served import ROOT

ARGUMENTS = {
    "predict": ["image", "operating_point"],
    "gradcam": ["image", "evidence", "opacity", "colormap", "operating_point"],
    "predict_batch": ["images", "operating_point"],
    "metrics": ["scores"],
    "model": [],
}
LEAKS = re.compile(rf"Traceback|File \\?\"|site-packages|{ROOT}")


def fuzzed(folder: Path, *arguments: str) -> None:
    """Run fuzzing.py; a crash, a hang or an error that is not ours ends it with another status than 0."""
    command = [
        sys.executable,
        "-X",
        "faulthandler",
        ROOT / "tests" / "fuzzing.py",
        *arguments[:2],
        folder,
        *arguments[2:],
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"status {done.returncode}; see {folder / 'last'}\n{done.stderr[-3000:]}"
    refused, read = map(int, re.findall(r"\d+", done.stdout))
    assert min(refused, read) > (refused + read) / 20, "files are damaged too little or too much to try anything"


def test_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    fuzzed(tmp_path, "here", "200")


@pytest.mark.slow
@pytest.mark.parametrize(("where", "examples"), [("here", "20000"), ("apart", "300")])
@pytest.mark.parametrize("seed", ["1", "2"])
def test_thousands_of_damaged_files(tmp_path: Path, where: str, examples: str, seed: str) -> None:
    fuzzed(tmp_path, where, examples, seed)


# --- the API ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def film(address: str, films: list[Path]) -> str:
    """An upload, as a call names it."""
    return json.dumps(file(upload(address, "film.jpg", films[0].read_bytes())))


paths = st.sampled_from(
    ["", "/etc/passwd", "../../app.py", "nul\0byte", "/dev/zero", "http://127.0.0.1:1/x", "data:,x"]
)
UPLOADED = "a film that is there"
files = st.one_of(
    st.just(UPLOADED),
    st.builds(file, paths),
    st.fixed_dictionaries(
        {"path": st.one_of(paths, st.integers(), st.none()), "meta": st.just({"_type": "gradio.FileData"})},
        optional={"url": st.text(max_size=9), "size": st.integers(), "orig_name": st.text(max_size=9)},
    ),
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), files),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


def arguments(endpoint: str) -> st.SearchStrategy[str]:
    """Of any kind, by their right names for most, and with a film where one belongs, so that the rest is looked at."""
    names = st.sampled_from([*ARGUMENTS[endpoint], *ARGUMENTS[endpoint], "no_such_argument"])
    whole = {"image": UPLOADED, "images": [UPLOADED]}
    given = {name: value for name, value in whole.items() if name in ARGUMENTS[endpoint]}
    some = st.dictionaries(names, values, max_size=3)
    return some.map(lambda some: json.dumps(given | some)) | some.map(json.dumps)


malformed = st.one_of(
    values.map(json.dumps),
    st.text(max_size=50),
    st.integers(1, 5).map(lambda n: '{"image": ' + "[" * 10**n + "]" * 10**n + "}"),
)
calls = st.sampled_from(list(ARGUMENTS)).flatmap(
    lambda endpoint: st.tuples(st.just(endpoint), arguments(endpoint) | arguments(endpoint) | malformed)
)


@settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(asked=calls)
def test_arguments_of_any_kind_get_an_answer(address: str, film: str, asked: tuple[str, str]) -> None:
    endpoint, body = asked
    body = body.replace(json.dumps(UPLOADED), film)
    status, event, data = call(address, endpoint, body.encode(errors="surrogatepass"))
    assert status < 500, data
    assert event == "complete" or not LEAKS.search(data), data
    if event == "error":
        assert json.loads(data)["error"], "an error without words"


forms = st.lists(
    st.tuples(
        st.sampled_from(['name="files"', 'name="files"; filename="x"', 'name="x"; filename="\0"', "filename=x", ""]),
        st.binary(max_size=50),
        st.sampled_from([b"\r\n", b""]),
    ),
    max_size=3,
)


@settings(max_examples=25, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(form=forms, whole=st.booleans())
def test_uploads_of_any_kind_get_an_answer(address: str, form: list[tuple[str, bytes, bytes]], whole: bool) -> None:
    body = b"".join(
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; {name}\r\n\r\n".encode() + content + end
        for name, content, end in form
    )
    status, told = post(f"{address}/gradio_api/upload", body + f"--{BOUNDARY}--\r\n".encode() * whole, FORM)
    assert status < 500, told
    assert not LEAKS.search(told)


def test_after_all_that_a_film_is_read(address: str, app_folder: Path, film: str) -> None:
    assert call(address, "predict", f'{{"image": {film}}}'.encode())[:2] == (200, "complete")
    assert "Traceback" not in (app_folder / "log").read_text()
