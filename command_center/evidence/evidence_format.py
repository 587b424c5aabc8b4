"""What evidence may be: stills as JPEG, clips as MP4, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sharp_eyes.alert.evidence import JPEG, MP4, MediaType
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput

MIB = 1024 * 1024
JPEG_START = b"\xff\xd8\xff"
"""SOI and the first byte of the next marker (ITU-T T.81, annex B)."""
_FTYP = b"ftyp"
"""The type of an MP4's first box, after its 32-bit size (ISO/IEC 14496-12, 4.3)."""
_MOST_FTYP_BYTES = 1024


@dataclass(frozen=True, slots=True)
class EvidenceFormat:
    """One media type.

    Attributes:
        media_type: Its name.
        label: What people call it.
        max_bytes: The most of it that is taken.
        suffix: Of its files.
        begins_right: Whether bytes begin as this type does.
    """

    media_type: MediaType
    label: Bilingual
    max_bytes: int
    suffix: str
    begins_right: Callable[[bytes], bool]

    def check(self, content: bytes) -> None:
        """Look at the bytes, whatever they were said to be.

        Raises:
            BadInput: they are something else, or too many.
        """
        if len(content) > self.max_bytes:
            raise BadInput(
                Bilingual(
                    f"证据超过 {self.max_bytes} 字节", f"it is larger than {self.max_bytes} bytes"
                ),
                next_step=Bilingual("请压缩后再发送", "send a smaller one"),
            )
        if not self.begins_right(content):
            raise BadInput(
                Bilingual(f"证据不是{self.label.zh}", f"the evidence is not {self.label.en}"),
                next_step=Bilingual(f"请发送 {self.media_type}", f"send {self.media_type}"),
            )


def begins_as_jpeg(content: bytes) -> bool:
    """Tell whether bytes begin as a JPEG."""
    return content.startswith(JPEG_START)


def _begins_as_mp4(content: bytes) -> bool:
    size = int.from_bytes(content[:4], "big")
    return content[4:8] == _FTYP and 16 <= size <= min(_MOST_FTYP_BYTES, len(content))


FORMATS: Mapping[MediaType, EvidenceFormat] = {
    JPEG: EvidenceFormat(JPEG, Bilingual("JPEG 图片", "a JPEG"), 2 * MIB, "jpg", begins_as_jpeg),
    MP4: EvidenceFormat(MP4, Bilingual("MP4 短片", "an MP4"), 8 * MIB, "mp4", _begins_as_mp4),
}
MAX_EVIDENCE_BYTES = max(one.max_bytes for one in FORMATS.values())
"""The largest thing that anybody sends."""
