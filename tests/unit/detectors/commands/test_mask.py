import cv2
import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from detectors.commands.mask import mask

app = typer.Typer()
app.command()(mask)
CHECKERS = np.where(np.indices((180, 320)).sum(axis=0) // 3 % 2, 220, 30).astype(np.uint8)


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "photo.png"
    cv2.imwrite(str(path), CHECKERS)
    return path


def test_a_photo_is_pixelated_whole_when_asked_to(picture, tmp_path):
    target = tmp_path / "masked.png"
    result = CliRunner().invoke(app, [str(picture), str(target), "--whole"])
    assert result.exit_code == 0, result.output
    assert cv2.imread(str(target)).std() < 15


@pytest.mark.needs_model
def test_a_photo_without_people_stays_readable(picture, tmp_path):
    target = tmp_path / "masked.jpg"
    result = CliRunner().invoke(app, [str(picture), str(target)])
    assert result.exit_code == 0, result.output
    assert cv2.imread(str(target)).std() > 60


@pytest.mark.parametrize(
    ("source", "target", "options", "says"),
    [
        ("none.png", "masked.png", ["--whole"], "cannot be read"),
        ("text.png", "masked.png", ["--whole"], "no usable picture"),
        ("photo.png", "masked.gif", ["--whole"], ".jpg or .png"),
        ("photo.png", "masked.png", ["--model", "none.onnx"], "sharp-eyes doctor"),
        ("photo.png", "no/such/folder/masked.png", ["--whole"], "cannot be written"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    picture, tmp_path, source, target, options, says
):
    (tmp_path / "text.png").write_text("not a picture")
    result = CliRunner().invoke(app, [str(tmp_path / source), str(tmp_path / target), *options])
    assert result.exit_code == 1
    assert says in result.output
    assert not (tmp_path / target).exists()
