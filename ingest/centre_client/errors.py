"""What can go wrong between a node and its centre."""

from __future__ import annotations

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, Refused, TryAgain


class CentreUnreachable(TryAgain):
    """The centre does not answer, or not now."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(
            Bilingual(
                zh=f"指挥中心 {address} 暂时没有应答：{reason}",
                en=f"the command centre at {address} does not answer: {reason}",
            ),
            next_step=Bilingual(
                zh="节点会自动重试；请检查网络，以及指挥中心（sharp-eyes serve）是否在运行",
                en="the node tries again; check the network and whether 'sharp-eyes serve' runs",
            ),
        )


class CentreRefuses(Refused):
    """The centre does not accept the node's token."""

    def __init__(self, address: str, status: int) -> None:
        super().__init__(
            Bilingual(
                zh=f"指挥中心 {address} 不接受本节点的令牌（{status}）",
                en=f"the command centre at {address} does not accept this node's token ({status})",
            ),
            next_step=Bilingual(
                zh="在 SHARP_EYES_NODE_TOKEN 中填写指挥中心为本节点签发的令牌",
                en="put the token that the centre issued for this node in SHARP_EYES_NODE_TOKEN",
            ),
        )


class ShardTakenOver(Refused):
    """The shard is another node's by now."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(
            Bilingual(
                zh=f"指挥中心 {address}：本分片已由另一节点负责：{reason}",
                en=f"the command centre at {address} has given this shard to another node: "
                f"{reason}",
            ),
            next_step=Bilingual(
                zh="如须由本节点负责，请重启本节点的 worker",
                en="to take it back, start this node's worker anew",
            ),
        )


class CentreRejects(BadInput):
    """The centre will never take what was sent.

    Attributes:
        status: HTTP status of its answer.
    """

    def __init__(self, address: str, call: str, status: int, reason: str) -> None:
        super().__init__(
            Bilingual(
                zh=f"指挥中心 {address} 不接受 {call}：{status} {reason}",
                en=f"the command centre at {address} rejects {call}: {status} {reason}",
            ),
            next_step=Bilingual(
                zh="检查分片名称，以及节点与指挥中心的版本是否一致",
                en="check the shard's name, and that node and centre have the same version",
            ),
        )
        self.status = status


class CentreAnswerUnreadable(TryAgain):
    """The answer is not what a centre says."""

    def __init__(self, address: str, call: str, reason: str) -> None:
        super().__init__(
            Bilingual(
                zh=f"指挥中心 {address} 对 {call} 的应答无法解析：{reason}",
                en=f"the answer of the command centre at {address} to {call} cannot be read: "
                f"{reason}",
            ),
            next_step=Bilingual(
                zh="检查 --centre 的地址，以及节点与指挥中心的版本是否一致",
                en="check the address in --centre, and that node and centre have the same version",
            ),
        )
