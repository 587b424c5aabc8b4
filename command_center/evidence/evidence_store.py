"""Where the bytes of evidence lie: a folder, or an S3-compatible store."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import obstore
from obstore.store import LocalStore, ObjectStore, from_url

from command_center.evidence.evidence_format import FORMATS
from command_center.evidence.span import Span
from sharp_eyes.alert.evidence import JPEG, MediaType
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput


class EvidenceStore:
    """Files named by their sha256.

    Args:
        store: The object store.
        folder: Its folder, where it is one: then files are flushed to the disk before they count
            as stored.
    """

    def __init__(self, store: ObjectStore, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder

    @classmethod
    def open(cls, url: str | None, folder: Path) -> EvidenceStore:
        """Open a store by URL, else a local folder.

        Args:
            url: For example ``s3://bucket/prefix``, keys come from the environment; or
                ``file:///folder``.
            folder: The folder for the default; made where missing.

        Raises:
            BadInput: the URL cannot be used.
        """
        if url and urlsplit(url).scheme == "file":
            # A folder that centres share: what counts as stored is flushed there, too.
            folder = Path(unquote(urlsplit(url).path))
        elif url:
            try:
                return cls(from_url(url))
            except (ValueError, obstore.exceptions.BaseError) as error:
                raise BadInput(
                    Bilingual("证据存储地址无法识别", "the evidence store's URL cannot be used"),
                    next_step=Bilingual("例如 s3://桶/前缀", "for example s3://bucket/prefix"),
                ) from error
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(LocalStore(prefix=folder), folder)

    async def put(self, sha256: str, content: bytes, media_type: MediaType = JPEG) -> None:
        """Store a file; storing it again changes nothing."""
        path = _path(sha256, media_type)
        await obstore.put_async(self._store, path, content)
        if self._folder is not None:
            await asyncio.to_thread(_flush, self._folder / path)

    async def get(
        self, sha256: str, media_type: MediaType = JPEG, span: Span | None = None
    ) -> bytes | None:
        """Return a file or a part of it, or none when it is not there."""
        path = _path(sha256, media_type)
        try:
            if span is not None:
                part = await obstore.get_range_async(
                    self._store, path, start=span.start, end=span.end
                )
                return bytes(part)
            result = await obstore.get_async(self._store, path)
            return bytes(await result.bytes_async())
        except FileNotFoundError:
            return None

    async def delete(self, sha256: str, media_type: MediaType = JPEG) -> None:
        """Remove a file; one that is not there is removed already.

        Raises:
            OSError: the store does not do it.
        """
        path = _path(sha256, media_type)
        try:
            await obstore.delete_async(self._store, path)
            if self._folder is not None:
                # What was removed must not come back after a power cut.
                await asyncio.to_thread(_flush_one, (self._folder / path).parent)
        except FileNotFoundError:
            return
        except obstore.exceptions.BaseError as error:
            raise OSError(f"the evidence store does not remove a file: {error}") from error


def _path(sha256: str, media_type: MediaType) -> str:
    return f"{sha256[:2]}/{sha256}.{FORMATS[media_type].suffix}"


def _flush(file: Path) -> None:
    for path in (file, file.parent):
        _flush_one(path)


def _flush_one(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
