"""Installing ultralytics on a machine without a graphics card, without gigabytes of CUDA."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import MissingPart

LICENCE = Bilingual(
    "ultralytics 采用 AGPL-3.0 许可：代码、权重以及用它训练或导出的模型都受其约束。"
    "通过网络提供服务者须公开全部源代码，或向 Ultralytics 购买商业许可。"
    "默认的检测模型不受此限。",
    "ultralytics is under AGPL-3.0: so are its code, its weights, and what is trained or exported "
    "with it. Whoever serves a network with it has to offer the whole source, or to buy a licence "
    "from Ultralytics. The default object model does without.",
)

_PACKAGES = ("ultralytics>=8.3", "ultralytics-thop>=2")
# Ours is the headless build of the same library; two builds overwrite each other's files.
_HAVE_ALREADY = frozenset({"torch", "torchvision", "ultralytics-thop", "opencv-python"})
# torchvision 0.15 came with torch 2.0, and the two have gone up together since.
_VISION_AHEAD = 15
_CPU_BY_DEFAULT = frozenset({"aarch64", "arm64"})


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run of pip left.

    Attributes:
        status: 0 where it went well.
        output: What it wrote.
    """

    status: int
    output: str


@dataclass(frozen=True, slots=True)
class UltralyticsSetup:
    """Puts torch, torchvision and ultralytics into the running environment.

    Attributes:
        pip: Runs pip with arguments.
        needs_of: The requirements that an installed package states, markers worked out.
        torch_version: Version of the torch that is installed; none where there is none.
        say: Shows a line to whoever waits.
        has_gpu: Whether the machine has an NVIDIA card.
        processor: The machine's kind, such as ``x86_64``.
    """

    pip: Callable[[Sequence[str]], Ran]
    needs_of: Callable[[str], Sequence[str]]
    torch_version: Callable[[], str | None]
    say: Callable[[str], None]
    has_gpu: bool
    processor: str

    def install(self, torch_index: str | None = None) -> None:
        """Install what is missing.

        Args:
            torch_index: Address of an index that has torch for processors alone; pip's own sources
                are tried without it.

        Raises:
            MissingPart: pip could not get something.
        """
        self.say(str(LICENCE))
        if self.has_gpu:
            self._install("ultralytics", *_PACKAGES)
            return
        version = self.torch_version()
        if version is None:
            self._install_torch(torch_index)
            version = self.torch_version()
        match = re.match(r"2\.(\d+)", version or "")
        if match is None:
            raise MissingPart(
                Bilingual(f"torch 的版本不可用：{version}", f"torch {version} is of no use here"),
                next_step=Bilingual("先 pip uninstall torch", "pip uninstall torch, and try again"),
            )
        vision = f"torchvision==0.{int(match[1]) + _VISION_AHEAD}.*"
        # Without their needs: those name torch with CUDA and OpenCV with a screen.
        self._install("ultralytics", "--no-deps", vision, *_PACKAGES)
        others = [need for need in self.needs_of("ultralytics") if _name(need) not in _HAVE_ALREADY]
        if others:
            self._install("ultralytics", *others)
        self.say(
            str(
                Bilingual(
                    "已安装。用法：--model 文件.pt --model-family ultralytics",
                    "installed; use it with --model FILE.pt --model-family ultralytics",
                )
            )
        )

    def _install_torch(self, index: str | None) -> None:
        if index is not None:
            self._install("torch", "torch", f"--index-url={index}")
            return
        if self.processor in _CPU_BY_DEFAULT:
            self._install("torch", "torch")
            return
        listed = self.pip(["index", "versions", "torch"]).output
        versions = re.findall(r"\b(2\.\d+\.\d+\+cpu)\b", listed)
        if not versions:
            raise MissingPart(
                Bilingual(
                    "pip 的软件源中没有仅用处理器的 torch",
                    "pip's sources have no torch for processors alone",
                ),
                next_step=Bilingual(
                    "用 --torch-index 给出 PyTorch 的 CPU 软件源地址（见 PyTorch 网站的安装页，"
                    "Compute Platform 选 CPU）",
                    "name PyTorch's CPU index with --torch-index (its address is on PyTorch's "
                    "installation page under Compute Platform: CPU)",
                ),
            )
        newest = max(versions, key=lambda version: [int(part) for part in version[:-4].split(".")])
        self._install("torch", f"torch=={newest}")

    def _install(self, what: str, *arguments: str) -> None:
        self.say(f"pip install {' '.join(arguments)}")
        ran = self.pip(["install", *arguments])
        if ran.status != 0:
            tail = ran.output.strip()[-800:]
            raise MissingPart(
                Bilingual(f"pip 未能安装 {what}：{tail}", f"pip could not install {what}: {tail}"),
                next_step=Bilingual(
                    "检查网络和 pip 的软件源后重试",
                    "look at the network and pip's sources; try again",
                ),
            )


def _name(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    return re.sub(r"[-_.]+", "-", match[0]).lower() if match else ""
