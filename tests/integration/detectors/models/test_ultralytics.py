"""The optional extra, installed as a user without a graphics card would. Slow: 'make test-all'."""

import json
import os
import site
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]


def run(python, *arguments, cwd):
    """Run a Python of the environment; no address of a network service is given to it."""
    return subprocess.run(
        [python, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=3400,
        check=False,
    )


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """An environment on top of this one, so that AGPL code stays out of this one."""
    folder = tmp_path_factory.mktemp("ultralytics")
    venv.EnvBuilder(with_pip=True).create(folder / "venv")
    python = folder / "venv" / "bin" / "python"
    packages = next((folder / "venv" / "lib").glob("python3.*/site-packages"))
    below = [path for path in site.getsitepackages() if Path(path).is_dir()]
    (packages / "below.pth").write_text("\n".join(below) + "\n")
    return python, folder


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_ultralytics_without_a_graphics_card(environment):
    python, folder = environment
    command = "from sharp_eyes.cli import main; main()"
    installed = run(python, "-c", command, "doctor", "--with-ultralytics", cwd=folder)
    assert installed.returncode == 0, installed.stdout + installed.stderr
    assert "AGPL-3.0" in installed.stdout
    listed = run(python, "-m", "pip", "list", "--format=freeze", cwd=folder).stdout.lower()
    assert "ultralytics==" in listed
    # nvidia-ml-py, which it needs, only asks for cards: no CUDA package.
    assert not any(name in listed for name in ("nvidia-cu", "nvidia-nccl", "triton="))
    assert "\nopencv-python==" not in listed

    child = Path(__file__).with_name("ultralytics_child.py")
    looked = run(python, str(child), str(folder), cwd=folder)
    assert looked.returncode == 0, looked.stdout + looked.stderr
    assert "AGPL-3.0" in looked.stdout + looked.stderr
    result = json.loads(looked.stdout.splitlines()[-1])
    assert result["classes"] == 80
    assert result["shape"][1] == 4
    assert len(result["exported"]) == 4
    for exported in result["exported"].values():
        assert exported == {"classes": 80, "boxes": 4}


def test_the_slow_test_is_left_out_of_ordinary_runs(request):
    assert "not slow" in request.config.getini("addopts")
    assert sys.version_info >= (3, 11)
