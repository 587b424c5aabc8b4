"""Generated scenes as clips."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from simulators.clips.clip_source import Progress
from simulators.clips.encoding import ClipWriter, Encoding
from simulators.scenes.lane import Lane
from simulators.scenes.plot import Plot, QuietPlot
from simulators.scenes.scene import Scene, SceneSettings
from simulators.scenes.square import Square

SceneName = Literal["lane", "square", "plot", "quiet_plot"]
SCENE_NAMES: tuple[str, ...] = get_args(SceneName)
_SEED_DIGITS = 9


def make_scene(name: SceneName, settings: SceneSettings) -> Scene:
    """Return a scene by name."""
    makers: dict[str, type[Lane] | type[Square] | type[Plot] | type[QuietPlot]] = {
        "lane": Lane,
        "square": Square,
        "plot": Plot,
        "quiet_plot": QuietPlot,
    }
    return makers[name](settings)


@dataclass(frozen=True, slots=True)
class SceneSource:
    """One period of a scene.

    Attributes:
        scene: Which.
        seed: Same seed, same pixels.
        speed: Scene seconds per second of the clip.
    """

    scene: SceneName
    seed: int
    speed: float = 1.0

    @classmethod
    def parse(cls, text: str) -> SceneSource:
        """Read ``square`` or ``square:7``.

        Raises:
            BadInput: it names no scene, or no seed.
        """
        name, _, seed = text.partition(":")
        if name not in SCENE_NAMES or not (seed or "1").isdecimal() or len(seed) > _SEED_DIGITS:
            names = ", ".join(SCENE_NAMES)
            raise BadInput(
                Bilingual(f"没有场景“{text}”", f"there is no scene {text!r}"),
                next_step=Bilingual(f"可用：{names}，如 square:7", f"choose of {names}: square:7"),
            )
        return cls(cast(SceneName, name), int(seed or "1"))

    @property
    def label(self) -> str:
        """Short name for progress lines."""
        return f"{self.scene}-{self.seed}"

    def recipe(self) -> dict[str, object]:
        """Return what the clip depends on."""
        return {"scene": self.scene, "seed": self.seed, "speed": self.speed}

    def make(self, video: Path, truth: Path, encoding: Encoding, progress: Progress) -> None:
        """Render, encode and write the truth."""
        scene = make_scene(self.scene, SceneSettings(self.seed, encoding.width, encoding.height))
        total = max(1, round(scene.period_s / self.speed * encoding.fps))
        frames = []
        with ClipWriter(video, encoding) as writer:
            for number in range(total):
                image, known = scene.frame(number * self.speed / encoding.fps, number)
                writer.write(image)
                frames.append(known.as_dict())
                progress(number + 1, total)
        grows = [i for i, f in enumerate(frames) if f["progress"] > 0]  # type: ignore[operator]
        done = [i for i, f in enumerate(frames) if f["progress"] == 1]
        truth.write_text(
            json.dumps(
                {
                    "version": 1,
                    "scene": self.scene,
                    "seed": self.seed,
                    "speed": self.speed,
                    "width": encoding.width,
                    "height": encoding.height,
                    "fps": encoding.fps,
                    "zone": [list(point) for point in scene.zone],
                    # A looped plot is empty again from here on; None where a loop has no seam.
                    "resets_at_frame": 0 if grows else None,
                    "builds_from_frame": grows[0] if grows else None,
                    "stands_from_frame": done[0] if done else None,
                    "frames": frames,
                }
            )
        )
