"""Clips by the sha256 of what they are made of."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import Damaged
from simulators.clips.clip import Clip
from simulators.clips.clip_source import ClipSource, Progress
from simulators.clips.encoding import Encoding


class ClipCache:
    """A folder of finished clips.

    A clip's name is the sha256 of its source's recipe, the encoding and this package's own code,
    so that a changed program never serves an old clip. A clip is a folder that appears by one
    rename, finished or not at all.

    Args:
        folder: Where; made when needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._code = code_sha256()

    def name_of(self, source: ClipSource, encoding: Encoding) -> str:
        """Return the name of a source's clip."""
        recipe = {
            "source": source.recipe(),
            "encoding": {name: getattr(encoding, name) for name in Encoding.__slots__},
            "code": self._code,
        }
        return hashlib.sha256(json.dumps(recipe, sort_keys=True).encode()).hexdigest()

    def find(self, source: ClipSource, encoding: Encoding) -> Clip | None:
        """Return the finished clip, if it is there and whole."""
        folder = self._folder / self.name_of(source, encoding)
        try:
            about = json.loads((folder / "clip.json").read_text())
            frames, fps, size = int(about["frames"]), int(about["fps"]), int(about["bytes"])
            whole = (folder / "clip.mp4").stat().st_size == size
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if not whole:
            return None
        truth = folder / "truth.json"
        return Clip(folder / "clip.mp4", truth if truth.exists() else None, frames, fps)

    def make(self, source: ClipSource, encoding: Encoding, progress: Progress) -> Clip:
        """Return the clip, making it when it is not there."""
        found = self.find(source, encoding)
        if found is not None:
            return found
        self._folder.mkdir(parents=True, exist_ok=True)
        target = self._folder / self.name_of(source, encoding)
        work = Path(tempfile.mkdtemp(prefix=".making-", dir=self._folder))
        try:
            video = work / "clip.mp4"
            done = 0

            def note(frames: int, total: int) -> None:
                nonlocal done
                done = frames
                progress(frames, total)

            source.make(video, work / "truth.json", encoding, note)
            about = {
                "frames": done,
                "fps": encoding.fps,
                "bytes": video.stat().st_size,
                "recipe": source.recipe(),
            }
            (work / "clip.json").write_text(json.dumps(about))
            if target.exists():
                shutil.rmtree(target, ignore_errors=True)
            try:
                work.replace(target)
            except OSError:
                # Somebody else finished the same clip meanwhile: theirs is as good.
                if self.find(source, encoding) is None:
                    raise
        finally:
            shutil.rmtree(work, ignore_errors=True)
        made = self.find(source, encoding)
        if made is None:
            raise Damaged(
                Bilingual("片段写入后无法读回", "a clip cannot be read back after it was written"),
                next_step=Bilingual("请检查缓存磁盘", "check the disk of the cache"),
                folder=str(target),
            )
        return made


def code_sha256() -> str:
    """Return the sha256 over the code that clips are made by."""
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for folder in ("clips", "footage", "scenes"):
        for file in sorted((root / folder).glob("*.py")):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    digest.update((root / "stamp.py").read_bytes())
    return digest.hexdigest()
