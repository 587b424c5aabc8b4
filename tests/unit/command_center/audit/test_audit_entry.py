"""What is hashed is fixed for good: rows of today have to verify in ten years."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from command_center.audit.audit_entry import ORIGIN, AuditEntry

ENTRY = AuditEntry(
    at=datetime(2026, 11, 22, 8, 0, 0, 1500, tzinfo=UTC),
    who="duty",
    what="stills.opened",
    subject="camera/37049901001326000001",
    session_id="01ARZ3NDEKTSV4RRFFQ69G5FAV",
    purpose="值班",
    camera_id="37049901001326000001",
    detail='a "quoted" word',
)


def test_the_hash_is_over_this_text_and_no_other() -> None:
    text = (
        f'["sharp-eyes.audit.row.v1",7,"{ORIGIN}","2026-11-22T08:00:00.001500Z","duty",'
        '"stills.opened","camera/37049901001326000001","01ARZ3NDEKTSV4RRFFQ69G5FAV",'
        '"\\u503c\\u73ed","37049901001326000001","a \\"quoted\\" word"]'
    )
    assert ENTRY.hash(7, ORIGIN) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    "changed",
    [
        {"at": ENTRY.at + timedelta(microseconds=1)},
        {"who": "dutyx"},
        {"what": "stills.closed"},
        {"subject": ""},
        {"session_id": None},
        {"session_id": ""},
        {"purpose": ""},
        {"camera_id": None},
        {"detail": ""},
        # The same characters, divided otherwise.
        {"who": "dut", "what": "ystills.opened"},
    ],
)
def test_every_column_counts(changed: dict[str, object]) -> None:
    assert replace(ENTRY, **changed).hash(7, ORIGIN) != ENTRY.hash(7, ORIGIN)  # type: ignore[arg-type]


def test_place_and_predecessor_count() -> None:
    hashes = {ENTRY.hash(7, ORIGIN), ENTRY.hash(8, ORIGIN), ENTRY.hash(7, "1" * 64)}
    assert len(hashes) == 3


def test_one_moment_in_two_zones_is_one_row() -> None:
    there = replace(ENTRY, at=ENTRY.at.astimezone(timezone(timedelta(hours=8))))
    assert there.hash(7, ORIGIN) == ENTRY.hash(7, ORIGIN)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a" * 70, "a" * 64),
        ("a\0b", "a\ufffdb"),
        ("\ud800", "?"),
        ("用户" * 40, "用户" * 32),
    ],
)
def test_what_was_typed_is_fitted_to_what_every_database_keeps(typed: str, kept: str) -> None:
    assert replace(ENTRY, who=typed).fitted().who == kept
