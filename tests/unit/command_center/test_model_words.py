"""What a body is refused for is said in Chinese to those who read Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from command_center.api.account_forms import Username
from command_center.api.purpose_api import PurposeForm
from command_center.model_words import words_of
from sharp_eyes.region_code import GridCode, RegionCode
from sharp_eyes.registry.streams import StreamAddress
from sharp_eyes.registry.zone import Zone


class Colour(Enum):
    RED = "red"


class Inner(BaseModel):
    x: int


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    whole: int = 0
    share: float = Field(default=0.5, gt=0, le=1)
    on: bool = False
    text: str = Field(default="a", min_length=1, max_length=3, pattern=r"^[a-z]+$")
    at: datetime | None = None
    zoned: AwareDatetime | None = None
    day: date | None = None
    several: list[int] = Field(default=[1], min_length=1, max_length=2)
    pair: tuple[int, int] = (1, 2)
    named: dict[str, int] = {}
    inner: Inner = Inner(x=1)
    colour: Colour = Colour.RED
    word: Literal["yes"] = "yes"
    address: StreamAddress = "whip:"
    kept: Annotated[float, Field(ge=1, lt=9, allow_inf_nan=False)] = 2


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def wrong() -> Iterator[tuple[str, object]]:
    for name in ("whole", "share", "on", "text", "at", "day", "several", "named", "inner", "pair"):
        yield name, [{}]
        yield name, {}
    yield from (("share", 0), ("share", 2), ("kept", 0), ("kept", 9), ("kept", float("nan")))
    yield from (("text", ""), ("text", "abcd"), ("text", "A"), ("text", 1), ("whole", "x"))
    yield from (("whole", 1.5), ("on", "perhaps"), ("at", "soon"), ("zoned", "2026-06-01T08:00:00"))
    yield from (("day", "soon"), ("day", "2026-06-01T08:00:00"), ("several", []))
    yield from (("several", [1, 2, 3]), ("colour", "blue"), ("word", "no"), ("another", 1))
    yield from (("address", "http://h/x"), ("inner", {}), ("pair", [1]), ("pair", [1, 2, 3]))


@pytest.mark.parametrize(("name", "value"), [one for one in wrong() if one != ("named", {})])
def test_every_fault_has_its_words_in_both_languages(name: str, value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        Form.model_validate({name: value})
    for detail in caught.value.errors():
        _, said = words_of(detail)
        assert is_chinese(said.zh)
        assert said.en
        assert not is_chinese(said.en)


@pytest.mark.parametrize(
    ("wanted", "value", "said"),
    [
        (Zone, {"id": "a b", "limits": {"kind": "crowd"}}, "letters, digits, _ and - alone"),
        (PurposeForm, {"purpose": "a\0"}, "no control characters"),
        (TypeAdapter(RegionCode), "37", "12 digits, the first not 0"),
        (TypeAdapter(GridCode), "37", "15 digits, the first not 0"),
        (TypeAdapter(Username), "Li Si", "2 to 32 small letters"),
    ],
)
def test_patterns_that_people_meet_are_said_in_words(wanted: Any, value: Any, said: str) -> None:
    adapter = wanted if isinstance(wanted, TypeAdapter) else TypeAdapter(wanted)
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python(value)
    assert said in [words_of(one)[1].en[: len(said)] for one in caught.value.errors()]


def test_what_is_no_json_is_said_in_both_languages() -> None:
    with pytest.raises(ValidationError) as caught:
        Form.model_validate_json("{")
    assert words_of(caught.value.errors()[0])[1].zh == "不是 JSON"
