"""Which camera shows what."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, MissingPart
from simulators.scenes.scene_source import SceneName

_MAX_BYTES = 8 << 20


class ScenePlan(BaseModel):
    """A generated scene.

    Attributes:
        scene: Which.
        seed: Same seed, same pixels.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    scene: SceneName
    seed: int = Field(default=1, ge=0, lt=1 << 31)


class CameraPlan(BaseModel):
    """What one camera shows: a scene or a recording.

    Attributes:
        scene: A generated scene.
        seed: Its seed.
        footage: File name of a recording.
        otherwise: What to show where the recording cannot be had.
        start_s: Where in the clip the camera begins, seconds.
        loop: Whether the clip starts again; otherwise its last 24 s are repeated.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    scene: SceneName | None = None
    seed: int = Field(default=1, ge=0, lt=1 << 31)
    footage: str | None = Field(default=None, pattern=r"^[^/\\]{1,255}$")
    otherwise: ScenePlan = ScenePlan(scene="lane", seed=5)
    start_s: float = Field(default=0.0, ge=0, allow_inf_nan=False)
    loop: bool = True

    @model_validator(mode="after")
    def _one_of_both(self) -> CameraPlan:
        if (self.scene is None) == (self.footage is None):
            raise ValueError("写 scene 或 footage 之一 / write either scene or footage")
        return self


class TownPlan(BaseModel):
    """What a town shows.

    Attributes:
        version: Version of the file's shape.
        cameras: By camera id.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1] = 1
    cameras: dict[str, CameraPlan] = Field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> TownPlan:
        """Read a plan.

        Raises:
            MissingPart: The file cannot be read.
            BadInput: It is no plan; every fault is listed.
        """
        try:
            if path.stat().st_size > _MAX_BYTES:
                raise _faulty(str(path), "larger than 8 MB")
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise _faulty(str(path), "not UTF-8") from error
        except OSError as error:
            raise MissingPart(
                Bilingual("画面清单无法读取", "the town's plan cannot be read"),
                next_step=Bilingual("请检查 --town 的路径", "check the path given by --town"),
                file=str(path),
                reason=error.strerror,
            ) from error
        return cls.parse(text, str(path))

    @classmethod
    def parse(cls, text: str, file: str) -> TownPlan:
        """Read a plan from text; see ``load``."""
        try:
            return cls.model_validate(yaml.safe_load(text) or {})
        except yaml.YAMLError as error:
            raise _faulty(file, str(error)) from error
        except ValidationError as error:
            faults = "; ".join(
                f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()
            )
            raise _faulty(file, faults) from error

    @classmethod
    def demo(cls) -> TownPlan:
        """Return the plan of the demo town."""
        text = resources.files("simulators.data").joinpath("demo_town.yaml").read_text("utf-8")
        return cls.parse(text, "demo_town.yaml")

    def of(self, camera_id: str, position: int) -> CameraPlan:
        """Return a camera's plan; one that is not named shows a scene by its position."""
        named = self.cameras.get(camera_id)
        if named is not None:
            return named
        scenes: tuple[SceneName, ...] = ("lane", "square", "lane", "quiet_plot")
        # A few clips serve many cameras, each from another starting point.
        return CameraPlan(
            scene=scenes[position % len(scenes)],
            seed=1 + position // len(scenes) % 3,
            start_s=round(position * 7.3 % 47, 1),
        )


def _faulty(file: str, reason: str) -> BadInput:
    return BadInput(
        Bilingual(f"画面清单有误：{reason}", f"the town's plan is wrong: {reason}"),
        next_step=Bilingual("对照 demo_town.yaml 修改", "correct it, demo_town.yaml is an example"),
        file=file,
    )
