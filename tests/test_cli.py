"""The command line: its output and its exit status, once as it is typed."""

import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import pytest
from processes import run

from pneumonia import bundle
from pneumonia.classifier import Classifier
from pneumonia.cli import EXIT_STATUS, main
from pneumonia.report import NOTICE, percent
from pneumonia.ui import card
from pneumonia.ui.texts import ENGLISH


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str


@pytest.fixture
def pneumonia(capfd: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """The command, without a process of its own."""

    def run(*arguments: str | Path) -> Done:
        status = main([*map(str, arguments)])
        return Done(status, *capfd.readouterr())

    return run


@pytest.fixture(scope="module")
def films(shared_data: Path) -> list[Path]:
    return sorted(shared_data.glob("originals/NORMAL/*"))[:1] + sorted(shared_data.glob("originals/PNEUMONIA/*"))[:1]


def test_a_line_for_each_file_in_words(films: list[Path]) -> None:
    command = [sys.executable, "-W", "error", "-m", "pneumonia", "predict", *map(str, films)]
    done = run(command, dict(os.environ))
    assert done.returncode == 0, done.stderr
    normal, ill = done.stdout.splitlines()
    assert normal.startswith(f"{films[0]}: NORMAL, ")
    assert ill.startswith(f"{films[1]}: PNEUMONIA, ")
    assert "% " in ill or "%." in ill
    assert "A doctor must confirm" in ill


def test_an_answer_is_told_in_the_words_of_the_page(
    classifier: Classifier, films: list[Path], doubtful: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Never 100 %, and no likely pneumonia where only a low threshold was passed."""
    reports = {str(film): classifier.predict(film, "screening").report for film in (*films, doubtful)}
    for point in classifier.operating_points:
        assert main(["predict", *reports, "--operating-point", point]) == 0
        lines = capsys.readouterr().out.splitlines()
        for (film, screened), line in zip(reports.items(), lines, strict=True):
            report = screened.at(point, classifier.threshold(point))
            stated = f"{report.label}, {card.sure(report, ENGLISH)}"
            if report.flagged or point != classifier.default_operating_point:
                stated += f" ({point}: threshold {percent(report.threshold)})"
            assert line.startswith(f"{film}: {stated}. {report.advice}".replace("\N{NO-BREAK SPACE}", " "))
    assert reports[str(doubtful)].flagged
    assert any((report.confidence or 0.0) > 0.995 for report in reports.values())


def test_json_is_the_report_of_every_other_door(pneumonia: Callable[..., Done], films: list[Path]) -> None:
    done = pneumonia("predict", "--json", "--operating-point", "screening", films[1])
    report = json.loads(done.out)
    assert report["label"] == "PNEUMONIA"
    assert report["operating_point"] == "screening"
    assert report["threshold"] == bundle.load(bundle.RELEASE).info["operating_points"]["screening"]
    assert report["image"]["format"] == "JPEG"
    assert report["schema"] == 1


def test_a_bad_file_among_good_ones_is_told_and_costs_nothing_else(
    pneumonia: Callable[..., Done], films: list[Path], tmp_path: Path
) -> None:
    page = tmp_path / "film.jpg"
    page.write_text("<html>not found</html>")
    done = pneumonia("predict", films[0], page, tmp_path / "missing.png", films[1])
    assert done.status == 1
    assert len(done.out.splitlines()) == 2
    assert f"{page}: Expected an image of a chest X-ray; received" in done.err
    assert "missing.png" in done.err
    assert "Traceback" not in done.err


def test_the_overlay_is_a_picture_with_colour(
    pneumonia: Callable[..., Done], films: list[Path], tmp_path: Path
) -> None:
    assert pneumonia("predict", films[1], "--overlay", tmp_path / "one.png").status == 0
    picture = cv2.imread(str(tmp_path / "one.png"))
    assert picture is not None
    assert (picture.max(axis=2) - picture.min(axis=2)).max() > 60
    (tmp_path / "v1.0").mkdir()
    for folder in ("many", "v1.0"):
        assert pneumonia("predict", *films, "--overlay", tmp_path / folder).status == 0
        assert len(list((tmp_path / folder).glob("*-gradcam.png"))) == 2


def test_films_of_the_same_name_get_an_overlay_each(films: list[Path], tmp_path: Path) -> None:
    same = [tmp_path / folder / films[0].name for folder in ("a", "b")]
    for film, copy in zip(films, same, strict=True):
        copy.parent.mkdir()
        shutil.copy(film, copy)
    assert main(["predict", *map(str, same), "--overlay", str(tmp_path / "out")]) == 0
    overlays = sorted((tmp_path / "out").iterdir())
    assert [file.name for file in overlays] == [f"{n}-{films[0].stem}-gradcam.png" for n in ("01", "02")]
    assert overlays[0].read_bytes() != overlays[1].read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--operating-point", "lucky"],
            "error: Expected an operating point out of balanced, screening; received 'lucky'",
        ),
        (["--model", "nowhere"], "error: Expected a bundle's folder or a Hub repository USER/REPO[@REVISION]"),
        (["--overlay", "out.gif"], "error: Expected an overlay ending in .png or .jpg; received out.gif"),
    ],
)
def test_a_wrong_option_says_what_was_expected(
    pneumonia: Callable[..., Done], films: list[Path], arguments: list[str], message: str
) -> None:
    done = pneumonia("predict", films[0], *arguments)
    assert done.status == 2
    assert message in done.err
    assert done.out == "", "it is told before any film is read"
    assert "Traceback" not in done.err


@pytest.mark.parametrize("command", ["predict", "score", "push", "deploy", "pull", "embed", "evaluate", "tables", ""])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([command, "-h"] if command else ["-h"])
    told = " ".join(capsys.readouterr().out.split())
    assert NOTICE in told
    assert EXIT_STATUS in told
    assert not command or re.search(rf"{command} .*[^.] [a-z][^.]*\. {re.escape(NOTICE)}", told)
    if command in ("predict", "score"):
        assert "balanced, where" in told
        assert "screening, lower, which misses fewer" in told


def test_the_environment_names_the_model(
    pneumonia: Callable[..., Done], films: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PNEUMONIA_MODEL", str(tmp_path))
    done = pneumonia("predict", films[0])
    assert done.status == 2
    assert "has no bundle.json" in done.err
