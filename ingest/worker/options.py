"""What was asked of ``sharp-eyes worker``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ingest.node_server.listen_address import ListenAddress
from ingest.node_server.tls_files import TlsFiles
from ingest.worker.settings import WorkerSettings
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.errors import BadInput

_DETECTORS = ("crowd", "construction", "diagnosis")
_MOST_CORES = 1024


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """The command's options as typed.

    Attributes:
        centres: Addresses of the centres on one database, the first to be asked first, or none.
        registry: Registry file of a worker that runs alone, or none.
        node: The node's name.
        shard: The shard's id.
        county: 6 digits.
        town: 3 digits.
        state: Folder of the state, or none for the default.
        detectors: ``crowd``, ``construction``, ``diagnosis``, several by commas, or ``none``.
        model: Object model file, or none for the one of the environment, else the packaged one.
        sample_every_s: Decode so often where no detector looks; 0 for never.
        seconds: How long to run; 0 for ever.
        stats: Where to write statistics, or none.
        decode_threads: Threads that decode.
        detect_threads: Threads in which detectors look.
        budget_cores: Processor seconds a second for decoding and detecting, or none for no limit.
        listen: ``HOST:PORT`` of the HTTP server, or none for no server.
        tls_certificate: PEM file for HTTPS, or none for HTTP.
        tls_key: Its key.
        children: Cameras that may be read by child processes at once.
        model_family: How to read the model, or none for that of the environment, else nanodet.
        clip_memory_mib: For the last seconds of streams that clips are cut from; 0 for no clips.
    """

    centres: tuple[str, ...]
    registry: Path | None
    node: str
    shard: str
    county: str
    town: str
    state: Path | None
    detectors: str
    model: Path | None
    sample_every_s: float
    seconds: float
    stats: Path | None
    decode_threads: int
    detect_threads: int
    budget_cores: float | None = None
    listen: str | None = None
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    children: int = 8
    model_family: str | None = None
    clip_memory_mib: int = 64

    def settings(self, cores_at_hand: int) -> WorkerSettings:
        """Check what was typed and make settings of it.

        Args:
            cores_at_hand: Cores that this process may run on.

        Raises:
            BadInput: an option cannot be; the message names it.
        """
        if bool(self.centres) == (self.registry is not None):
            raise BadInput(
                Bilingual(
                    "--centre 与 --registry 必须且只能给出一个",
                    "give either --centre or --registry, not both and not neither",
                ),
                next_step=Bilingual(
                    "--centre http://主机:端口，或 --registry 文件.yaml",
                    "--centre http://host:port, or --registry FILE.yaml to run alone",
                ),
            )
        for option, value, pattern in (
            ("--node", self.node, r"[a-z0-9-]{1,40}"),
            ("--shard", self.shard, r"[a-z0-9-]{1,40}"),
            ("--county", self.county, r"[1-9][0-9]{5}"),
            ("--town", self.town, r"[0-9]{3}"),
        ):
            if not re.fullmatch(pattern, value):
                raise BadInput(
                    Bilingual(f"{option} 的值“{value}”不对", f"{option} cannot be {value!r}"),
                    next_step=Bilingual(f"应符合 {pattern}", f"it must match {pattern}"),
                )
        wanted = {one.strip() for one in self.detectors.split(",")} - {"", "none"}
        if unknown := sorted(wanted - set(_DETECTORS)):
            raise BadInput(
                Bilingual(f"没有检测“{unknown[0]}”", f"there is no detector {unknown[0]!r}"),
                next_step=Bilingual(
                    "可选：crowd、construction、diagnosis、none",
                    "choose of: crowd, construction, diagnosis, none",
                ),
            )
        if self.budget_cores is not None and not 0 < self.budget_cores <= _MOST_CORES:
            raise BadInput(
                Bilingual(
                    f"--budget 的值 {self.budget_cores:g} 不对",
                    f"--budget cannot be {self.budget_cores:g}",
                ),
                next_step=Bilingual("写成核数，例如 1.5", "write a number of cores, such as 1.5"),
            )
        self.listen_address()
        self.tls_files()
        return WorkerSettings(
            node=NodeAddress(self.county, self.town, self.node, self.shard),
            crowd="crowd" in wanted,
            construction="construction" in wanted,
            diagnosis="diagnosis" in wanted,
            sample_every_s=self.sample_every_s,
            decode_threads=self.decode_threads,
            detect_threads=self.detect_threads,
            budget_cores=self.budget_cores,
            cores_at_hand=cores_at_hand,
        )

    def listen_address(self) -> ListenAddress | None:
        """Return where the HTTP server listens, or none for no server.

        Raises:
            BadInput: it is no address.
        """
        return None if self.listen is None else ListenAddress.parse(self.listen)

    def tls_files(self) -> TlsFiles | None:
        """Return the HTTP server's certificate, or none for HTTP; the files are not read yet.

        Raises:
            BadInput: half of it is named, or it is named without a server.
        """
        if self.tls_certificate is None and self.tls_key is None:
            return None
        if self.listen is None or self.tls_certificate is None or self.tls_key is None:
            raise BadInput(
                Bilingual(
                    "--tls-certificate 和 --tls-key 须与 --listen 一起给出",
                    "--tls-certificate and --tls-key go together, and with --listen",
                ),
                next_step=Bilingual("三者都给出，或都不给", "give all three, or none of the two"),
            )
        return TlsFiles(self.tls_certificate, self.tls_key)
