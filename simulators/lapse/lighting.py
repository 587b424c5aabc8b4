"""Lets light fall on surfaces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from simulators.lapse.daylight import Daylight
from simulators.lapse.ground_weather import GroundWeather
from simulators.lapse.lit_view import LitView
from simulators.lapse.night_light import (
    infrared_albedo,
    infrared_facing,
    infrared_reach,
    lamp_light,
)
from simulators.lapse.planes import mixed, three, tinted, towards
from simulators.lapse.shadow_map import ShadowMap
from simulators.lapse.sky_painter import SkyPainter
from simulators.lapse.solids import Solids
from simulators.lapse.stuff import Stuff
from simulators.lapse.view_surfaces import Standing
from simulators.lapse.weather import Weather
from simulators.scenes.viewpoint import Viewpoint

FloatImage = npt.NDArray[np.float32]
Points = npt.NDArray[np.float64]
BOUNDS = ((-48.0, 48.0), (0.0, 70.0), (0.0, 11.0))
_BACK = np.array([0.85, 0.98, 1.15], np.float32)
_LAMP = np.array([0.55, 0.85, 1.0], np.float32)


class Lighting:
    """Light of one series.

    Args:
        random: Source of chance.
        solids: Polygons that always throw shadows.
        leaves: Balls of leaves that do.
        lamps: Street lamps, (x, y, side).
    """

    def __init__(
        self,
        random: np.random.Generator,
        solids: Solids,
        leaves: Points,
        lamps: Sequence[tuple[float, float, int]],
    ) -> None:
        self._solids, self._leaves, self._lamps = solids, leaves, lamps
        self._ground = GroundWeather(random)
        self._sky = SkyPainter(random)
        self._tilt = float(random.uniform(0.0, 0.18))
        self._strength = float(random.uniform(0.35, 1.0))

    def day(
        self,
        view: Viewpoint,
        standing: Standing,
        light: Daylight,
        weather: Weather,
        clouds: tuple[float, float],
    ) -> LitView:
        """Return the view by day, dusk, or under street lamps.

        Args:
            view: Of the picture and its margin.
            standing: What is there.
            light: Of sun and sky.
            weather: Of the visit.
            clouds: Where the clouds are.
        """
        s = standing.surfaces
        albedo, water = self._ground.wetted(s, weather.wet, weather.rain)
        albedo = self._ground.snowed(s, albedo, weather.snow_cover)
        level = s.normal[..., 2]
        from_sky = (0.56 + 0.44 * level) * standing.ambient
        around = float((light.sky + 0.6 * light.beam).mean()) * 0.13
        # Light thrown back by the ground, warm as it is.
        back = (1.3 - 0.6 * level) * (0.3 + 0.7 * standing.ambient)
        total = tinted(from_sky, light.sky) + tinted(back, around * _BACK)
        shadow = np.zeros(s.depth.shape, np.float32)
        upright = tinted(0.35 + 0.65 * standing.ambient, light.sky)
        if light.beam.max() > 0.004:
            past = self._past(standing, light, weather.cover, clouds)
            facing = np.clip(s.normal @ light.sun.astype(np.float32), 0, 1)
            total += tinted(facing * past, light.beam)
            upright += tinted(past, light.beam * 0.62)
            bright = float(light.beam.mean())
            shadow = past * np.float32(bright / (bright + float(light.sky.mean())))
        lamps = lamp_light(s, self._lamps) if light.sky.mean() < 0.05 else None
        if lamps is not None:
            total += tinted(lamps, _LAMP)
            upright += tinted(lamps, _LAMP)
        radiance = np.asarray(cv2.multiply(albedo, total), np.float32)
        if water is not None:
            radiance = towards(radiance, light.horizon * 0.55 + light.zenith * 0.25, water)
        clear = np.exp(s.depth * np.float32(-3.0 / weather.visibility_m))
        haze = light.horizon * np.float32(0.95 if weather.cover < 0.6 else 1.0)
        radiance = towards(radiance, haze, 1 - clear)
        if s.sky.any():
            sky = self._sky.paint(view, light, weather.cover, clouds)
            if weather.visibility_m < 1500:
                thick = np.full(s.depth.shape, min(1.0, 600 / weather.visibility_m), np.float32)
                sky = towards(sky, haze, thick)
            radiance = mixed(radiance, sky, s.sky)
        return LitView(
            view,
            s,
            albedo,
            radiance,
            upright,
            shadow,
            clear,
            haze,
            light.sun if light.beam.max() > 0.004 else None,
            False,
        )

    def night(
        self, view: Viewpoint, standing: Standing, light: Daylight, weather: Weather
    ) -> LitView:
        """Return the view by the camera's infrared lamp, grey."""
        s = standing.surfaces
        albedo, _ = self._ground.wetted(s, weather.wet, weather.rain)
        albedo = self._ground.snowed(s, albedo, weather.snow_cover)
        grey = infrared_albedo(replace(s, albedo=albedo))
        reach = infrared_reach(s, view, self._tilt, self._strength)
        total = reach * infrared_facing(s, view) + np.float32(0.006 + light.sky.mean() * 0.5)
        lamps = lamp_light(s, self._lamps)
        if lamps is not None:
            total = total + 0.5 * lamps
        radiance = grey * total
        clear = np.exp(-6.0 * s.depth / np.float32(weather.visibility_m))
        # Fog throws the lamp's light straight back.
        veil = np.float32(0.22 * self._strength * min(1.0, 90 / weather.visibility_m) + 0.002)
        radiance = radiance * clear + veil * (1 - clear)
        radiance = radiance * (1 - s.sky) + np.float32(0.001 + 0.4 * veil) * s.sky
        return LitView(
            view,
            s,
            three(grey),
            three(np.asarray(radiance, np.float32)),
            three(np.asarray(reach + 0.01, np.float32)),
            np.zeros_like(reach),
            clear.astype(np.float32),
            np.full(3, veil, np.float32),
            None,
            True,
        )

    def _past(
        self,
        standing: Standing,
        light: Daylight,
        cover: float,
        clouds: tuple[float, float],
    ) -> FloatImage:
        """Return the share of the sun's beam that gets to each pixel."""
        s = standing.surfaces
        shadows = ShadowMap(light.sun, BOUNDS, 0.13)
        shadows.add_solid(self._solids)
        shadows.add_solid(standing.casters)
        shadows.add_leaves(self._leaves)
        solid, leaves = shadows.reach(s.points)
        leaves[s.stuff == int(Stuff.LEAF)] = 1
        past = solid * leaves
        shade = self._sky.shade(s.points, cover, clouds)
        if shade is not None:
            past *= shade
        return past
