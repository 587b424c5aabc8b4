"""The kinds of places a camera may look at, and what each refuses."""

from __future__ import annotations

from enum import StrEnum

from sharp_eyes.bilingual import Bilingual


class PlaceType(StrEnum):
    """Where the camera looks (State Council order 799, articles 7 and 8, and SAFEGUARDS).

    ``unknown`` is the default, and while it stands no analytics run: forgetting to name a place
    must not get around what its kind forbids.
    """

    UNKNOWN = "unknown"
    ROAD = "road"
    VILLAGE_ENTRANCE = "village_entrance"
    SQUARE = "square"
    MARKET = "market"
    SCHOOL_GATE = "school_gate"
    HOSPITAL_GATE = "hospital_gate"
    STATION = "station"
    OPEN_LAND = "open_land"
    FARMLAND = "farmland"
    BUILDING_PLOT = "building_plot"
    WATERFRONT = "waterfront"
    WORSHIP = "worship"
    TOILET = "toilet"
    CHANGING_ROOM = "changing_room"
    HOTEL_ROOM = "hotel_room"
    DORMITORY = "dormitory"
    CLINIC_ROOM = "clinic_room"
    HOME = "home"

    @property
    def refused(self) -> bool:
        """Whether no camera may be registered here at all."""
        return self in _REFUSED

    @property
    def analytics_allowed(self) -> bool:
        """Whether detectors may run on pictures of such a place."""
        return self not in _REFUSED and self not in (PlaceType.UNKNOWN, PlaceType.WORSHIP)

    @property
    def label(self) -> Bilingual:
        """The kind's name on screen."""
        return _TITLES[self]


_REFUSED = frozenset(
    {
        PlaceType.TOILET,
        PlaceType.CHANGING_ROOM,
        PlaceType.HOTEL_ROOM,
        PlaceType.DORMITORY,
        PlaceType.CLINIC_ROOM,
        PlaceType.HOME,
    }
)

_TITLES = {
    PlaceType.UNKNOWN: Bilingual("未填写", "not named"),
    PlaceType.ROAD: Bilingual("道路", "road"),
    PlaceType.VILLAGE_ENTRANCE: Bilingual("村口", "village entrance"),
    PlaceType.SQUARE: Bilingual("广场", "square"),
    PlaceType.MARKET: Bilingual("集市", "market"),
    PlaceType.SCHOOL_GATE: Bilingual("校门口", "school gate"),
    PlaceType.HOSPITAL_GATE: Bilingual("医院门口", "hospital gate"),
    PlaceType.STATION: Bilingual("车站", "station"),
    PlaceType.OPEN_LAND: Bilingual("空地", "open land"),
    PlaceType.FARMLAND: Bilingual("农田", "farmland"),
    PlaceType.BUILDING_PLOT: Bilingual("宅基地", "building plot"),
    PlaceType.WATERFRONT: Bilingual("水边", "waterfront"),
    PlaceType.WORSHIP: Bilingual("宗教活动场所", "place of worship"),
    PlaceType.TOILET: Bilingual("厕所", "toilet"),
    PlaceType.CHANGING_ROOM: Bilingual("更衣室", "changing room"),
    PlaceType.HOTEL_ROOM: Bilingual("旅馆客房", "hotel room"),
    PlaceType.DORMITORY: Bilingual("宿舍", "dormitory"),
    PlaceType.CLINIC_ROOM: Bilingual("诊室", "clinic room"),
    PlaceType.HOME: Bilingual("住宅内", "home"),
}
