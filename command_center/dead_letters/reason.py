"""Why an alert was refused, for people."""

from __future__ import annotations

from sharp_eyes.bilingual import Bilingual

_ZH = {
    "its camera is registered in another town": "摄像机登记在另一个镇",
    "its subject lies in another town": "所述对象在另一个镇",
    "its subject is another shard": "所述分片并非发送者自己",
    "its shard is not known in that town": "该镇没有这个分片",
    "its source is not known in that town": "该镇没有这个来源",
    "its incident is one of another subject": "事件编号属于另一对象",
    "its id is one of another source": "告警编号属于另一来源",
    "the topic is not that of the alert's region and kind": "主题与告警的区划或类别不符",
    "epoch or seq is larger than 63 bits": "任期或序号过大",
    "a figure is not finite": "数值无效",
    "a moment lies outside the years 2000 to 2199": "时间不在 2000 至 2199 年之间",
    "a name is longer than 100 characters or holds a NUL": "名称过长或含非法字符",
}
_BEGINNINGS = {
    "larger than ": "告警过大",
    "cannot be read": "无法读取",
    "not JSON": "无法读取",
    "the centre cannot store it": "指挥中心无法保存",
}


def reason_for_people(reason: str) -> Bilingual:
    """Return a refusal's reason in both languages; as a node gives it back, it may be any text."""
    if reason in _ZH:
        return Bilingual(_ZH[reason], reason)
    for beginning, zh in _BEGINNINGS.items():
        if reason.startswith(beginning):
            return Bilingual(zh, reason)
    return Bilingual("内容不符合要求", reason)
