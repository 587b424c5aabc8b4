"""Everything that a series is made of, before a pixel is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

import numpy as np

from simulators.lapse.camera_plan import CameraPlan
from simulators.lapse.climate import weather_of
from simulators.lapse.crop_field import CropField
from simulators.lapse.place import Place, house_ground
from simulators.lapse.planned_structure import PlannedStructure
from simulators.lapse.season import dryness
from simulators.lapse.spot import Spot
from simulators.lapse.thing import Thing
from simulators.lapse.things import Heap, Laundry, ParkedVehicle, Stall
from simulators.lapse.weather import Weather
from simulators.scenes.house import House
from simulators.scenes.vehicle import LORRY, SHAPES

LOCAL = timezone(timedelta(hours=8))
WIDTH, HEIGHT, MARGIN = 640, 360, 12
_COLOURS = (
    (212, 214, 216),
    (56, 54, 52),
    (150, 152, 156),
    (44, 44, 150),
    (128, 80, 40),
    (60, 110, 60),
    (196, 204, 206),
    (70, 130, 190),
)


@dataclass(slots=True)
class LapsePlan:
    """A series before it is drawn.

    Attributes:
        seed: Same seed, same plan.
        days: How many days.
        place: Where.
        lat_deg: Latitude.
        lon_deg: Longitude.
        facing_deg: Where world y points, from north over east; the camera looks along it, panned.
        times: Local times of the visits.
        weather: At each visit.
        camera: What happens to the camera.
        structures: What is built.
        things: What comes and goes.
        doomed: A house that is taken down, or None; it is not among the village's.
        quality: Constant rate factor of the camera's H.264.
        noise: Standard deviation of the sensor's noise by day, display values.
        colour_night: Whether street lamps keep the camera in colour at night.
        exposed_glass: Whether rain reaches the glass.
    """

    seed: int
    days: int
    place: Place
    lat_deg: float
    lon_deg: float
    facing_deg: float
    times: list[datetime]
    weather: list[Weather]
    camera: CameraPlan
    structures: list[PlannedStructure] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    doomed: House | None = None
    quality: int = 26
    noise: float = 1.5
    colour_night: bool = False
    exposed_glass: bool = False

    @classmethod
    def of(cls, seed: int, days: int) -> LapsePlan:
        """Return the plan of a seed, still without structures."""
        random = np.random.default_rng([seed, 11])
        place = Place.of(np.random.default_rng([seed, 12]), WIDTH, HEIGHT)
        first = date(2026, 1, 1) + timedelta(days=int(random.integers(365)))
        hours = _hours(random)
        times = []
        for day_number in range(days):
            midnight = datetime(first.year, first.month, first.day, tzinfo=LOCAL)
            for hour in hours:
                minutes = hour * 60 + float(random.uniform(-12, 12))
                times.append(midnight + timedelta(days=day_number, seconds=round(minutes * 60)))
        winter = first.month in (12, 1, 2)
        weather = weather_of(np.random.default_rng([seed, 13]), times, winter)
        plan = cls(
            seed,
            days,
            place,
            float(random.uniform(24, 38)),
            float(random.uniform(112, 120)),
            float(random.uniform(0, 360)),
            times,
            weather,
            CameraPlan.of(np.random.default_rng([seed, 15]), times, weather),
            quality=int(random.choice([17, 19, 21, 24, 28])),
            noise=float(random.choice([0.8, 1.2, 1.8, 2.6, 3.6])),
            colour_night=bool(place.village.lamps and random.random() < 0.4),
            exposed_glass=bool(random.random() < 0.6),
        )
        place.dry = dryness(first, plan.lat_deg)
        near = [h for h in place.village.houses if h.y_m < 36]
        if near and random.random() < 0.07:
            plan.doomed = near[int(random.integers(len(near)))]
            place.village.houses.remove(plan.doomed)
            place.blocked.append(house_ground(plan.doomed))
        return plan

    @property
    def first(self) -> datetime:
        """Local midnight before the first visit."""
        return self.times[0].replace(hour=0, minute=0, second=0, microsecond=0)

    def furnish(self) -> None:
        """Fill in crops, parked vehicles, stalls, heaps, laundry, where there is room left."""
        r = np.random.default_rng([self.seed, 14])
        place = self.place
        if place.field is not None:
            across, along = place.field
            last = self.first + timedelta(days=self.days + 1)
            self.things.append(CropField(r, self.first, last, across, along, place.dry))
        lots = []
        for _ in range(40):
            y = float(r.uniform(place.road[1] + 1.5, place.road[1] + 16))
            x = place.across(y, float(r.uniform(-0.95, 0.95)))
            turn = float(r.choice([0.0, 0.0, 90.0, r.uniform(-30, 30)]))
            spot = Spot(x, y, turn)
            if place.free(spot.footprint(6.2, 2.4, 0.3)):
                lots.append(spot)
                place.blocked.append(spot.footprint(6.2, 2.4, 0.3))
            if len(lots) == 5:
                break
        for spot in lots[:3]:
            self._parking(r, spot)
        if len(lots) > 3 and r.random() < 0.5:
            every = int(r.choice([1, 5]))
            for day in range(int(r.integers(every)), self.days, every):
                begin = self.first + timedelta(days=day, hours=5.8)
                self.things.append(Stall(r, begin, begin + timedelta(hours=6), lots[3]))
        if len(lots) > 4:
            begin = self.first + timedelta(days=float(r.uniform(0, self.days)))
            if r.random() < 0.5:
                long = timedelta(days=float(r.uniform(0.3, 3)))
                self.things.append(Heap(r, begin, begin + long, lots[4]))
            else:
                for at in range(self.days):
                    if r.random() < 0.5:
                        hang = self.first + timedelta(days=at, hours=float(r.uniform(7, 9)))
                        self.things.append(Laundry(r, hang, hang + timedelta(hours=9), lots[4]))

    def _parking(self, r: np.random.Generator, spot: Spot) -> None:
        at = self.first + timedelta(hours=float(r.uniform(0, 30)))
        while at < self.first + timedelta(days=self.days):
            shape = SHAPES[int(r.choice([0, 0, 1, 2]))]
            hours = float(r.uniform(1, 12))
            if shape is LORRY and r.random() < 0.4:
                hours = float(r.uniform(20, 70))
            colour = _COLOURS[int(r.integers(len(_COLOURS)))]
            end = at + timedelta(hours=hours)
            self.things.append(ParkedVehicle(at, end, shape, colour, spot))
            at = end + timedelta(hours=float(r.uniform(1, 40)))


def _hours(r: np.random.Generator) -> list[float]:
    day = sorted(r.choice([6.3, 7.8, 9.5, 11.2, 12.6, 14.2, 15.8, 17.3, 18.6], 4, replace=False))
    night = [float(r.choice([19.9, 21.3, 23.0]))] if r.random() < 0.85 else []
    return [float(h) for h in day] + night
