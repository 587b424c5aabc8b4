"""How ultralytics is installed, with a pip that only takes notes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sharp_eyes.doctor.ultralytics_setup import Ran, UltralyticsSetup
from sharp_eyes.errors import MissingPart

VERSIONS = "torch (2.15.0)\nAvailable versions: 2.15.0, 2.9.1+cpu, 2.13.0+cpu, 2.13.0, 1.13.1+cpu"
NEEDS = (
    "numpy>=1.23",
    "opencv-python>=4.6.0",
    "torch>=1.8.0",
    "torchvision>=0.9.0",
    "pyyaml>=5.3.1",
    "ultralytics-thop>=2.0.18",
)


class Pip:
    def __init__(self, versions: str = VERSIONS, fails: str = "") -> None:
        self.versions = versions
        self.fails = fails
        self.installed: list[list[str]] = []

    def __call__(self, arguments: Sequence[str]) -> Ran:
        if arguments[0] == "index":
            return Ran(0, self.versions)
        self.installed.append(list(arguments[1:]))
        failed = bool(self.fails) and any(self.fails in argument for argument in arguments)
        return Ran(int(failed), "no matching distribution" if failed else "")

    def torch(self) -> str | None:
        for arguments in self.installed:
            for argument in arguments:
                if argument.startswith("torch=="):
                    return argument.removeprefix("torch==")
                if argument == "torch":
                    return "2.14.1"
        return None


def setup(pip: Pip, lines: list[str], **fields: object) -> UltralyticsSetup:
    settings: dict[str, object] = {
        "pip": pip,
        "needs_of": lambda _package: NEEDS,
        "torch_version": pip.torch,
        "say": lines.append,
        "has_gpu": False,
        "processor": "x86_64",
        **fields,
    }
    return UltralyticsSetup(**settings)  # type: ignore[arg-type]


def test_without_a_card_comes_the_newest_torch_for_processors_and_no_second_opencv() -> None:
    pip, lines = Pip(), list[str]()
    setup(pip, lines).install()
    assert pip.installed[0] == ["torch==2.13.0+cpu"]
    assert pip.installed[1][:2] == ["--no-deps", "torchvision==0.28.*"]
    assert pip.installed[2] == ["numpy>=1.23", "pyyaml>=5.3.1"]


def test_the_licence_is_said_first_and_in_both_languages() -> None:
    lines: list[str] = []
    setup(Pip(), lines).install()
    assert "AGPL-3.0" in lines[0]
    assert "须公开全部源代码" in lines[0]
    assert "the whole source" in lines[0]


def test_with_a_card_pip_does_as_it_always_does() -> None:
    pip = Pip()
    setup(pip, [], has_gpu=True).install()
    assert pip.installed == [["ultralytics>=8.3", "ultralytics-thop>=2"]]


def test_a_torch_that_is_there_stays() -> None:
    pip = Pip()
    setup(pip, [], torch_version=lambda: "2.9.1+cpu").install()
    assert pip.installed[0][:2] == ["--no-deps", "torchvision==0.24.*"]


def test_where_pip_has_no_such_torch_the_option_is_named() -> None:
    with pytest.raises(MissingPart) as raised:
        setup(Pip("Available versions: 2.15.0, 2.14.1"), []).install()
    assert "--torch-index" in raised.value.bilingual()


def test_another_index_is_used_for_torch_alone() -> None:
    pip = Pip("")
    setup(pip, []).install("file:///index")
    assert pip.installed[0] == ["torch", "--index-url=file:///index"]
    assert not any("--index-url=file:///index" in rest for rest in pip.installed[1:])


def test_on_arm_the_ordinary_torch_is_without_cuda() -> None:
    pip = Pip("")
    setup(pip, [], processor="aarch64").install()
    assert pip.installed[0] == ["torch"]


@pytest.mark.parametrize("what", ["torch==", "torchvision", "pyyaml"])
def test_what_pip_says_is_passed_on(what: str) -> None:
    with pytest.raises(MissingPart, match="no matching distribution"):
        setup(Pip(fails=what), []).install()


@pytest.mark.parametrize("version", ["1.13.1", "3.0.0"])
def test_a_torch_of_another_age_is_refused(version: str) -> None:
    with pytest.raises(MissingPart, match=version):
        setup(Pip(), [], torch_version=lambda: version).install()
