"""Drawn people: articulated figures with limbs, clothes and light."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from simulators.scenes.figure_pen import Pen, Point

Facing = Literal["left", "right", "toward", "away"]
Sprite = npt.NDArray[np.float32]

PHASES = 12
STRIDE_M = 1.35
"""Ground covered by one full cycle (two steps) of an adult's walk."""

MASTER_PX = 200
_TOPS = (
    (60, 52, 46),
    (150, 60, 40),
    (52, 48, 150),
    (196, 198, 200),
    (70, 96, 60),
    (96, 140, 170),
    (128, 120, 112),
    (150, 96, 120),
    (48, 120, 190),
    (170, 150, 96),
)
_LEGS = ((52, 46, 40), (96, 66, 44), (70, 72, 74), (64, 84, 104), (36, 34, 34), (120, 118, 112))
_HAIR = ((24, 24, 28), (34, 36, 44), (130, 134, 138))


@dataclass(frozen=True, slots=True)
class Look:
    """How one person looks.

    Attributes:
        height_m: Body height.
        top: BGR of jacket or shirt.
        legs: BGR of trousers or skirt.
        skin: BGR.
        hair: BGR.
        hat: ``none``, ``straw``, ``cap`` or ``helmet``.
        skirt: Whether a skirt is worn.
        bag: Whether a bag is carried.
        build: Width factor.
    """

    height_m: float
    top: tuple[int, int, int]
    legs: tuple[int, int, int]
    skin: tuple[int, int, int]
    hair: tuple[int, int, int]
    hat: str
    skirt: bool
    bag: bool
    build: float

    @classmethod
    def random(cls, random: np.random.Generator, worker: bool = False) -> Look:
        """Return somebody; a worker wears a helmet and a bright vest."""

        def one(choices: tuple[tuple[int, int, int], ...]) -> tuple[int, int, int]:
            base = choices[int(random.integers(len(choices)))]
            shade = random.uniform(0.85, 1.15)
            b, g, r = (int(np.clip(c * shade, 8, 235)) for c in base)
            return b, g, r

        tone = random.uniform(0.82, 1.08)
        hat = str(random.choice(["none", "none", "none", "none", "straw", "cap"]))
        return cls(
            height_m=float(random.uniform(1.58, 1.80)),
            top=(40, 130, 225) if worker else one(_TOPS),
            legs=one(_LEGS),
            skin=(int(120 * tone), int(150 * tone), int(196 * tone)),
            hair=one(_HAIR),
            hat="helmet" if worker else hat,
            skirt=not worker and bool(random.random() < 0.12),
            bag=not worker and bool(random.random() < 0.25),
            build=float(random.uniform(0.92, 1.12)),
        )


def _dim(colour: tuple[int, int, int], factor: float) -> tuple[float, ...]:
    return tuple(c * factor for c in colour)


def draw_figure(look: Look, facing: Facing, phase: int, standing: bool, seed: int) -> Sprite:
    """Draw one person.

    Args:
        look: Who.
        facing: Seen from which side.
        phase: 0 .. ``PHASES`` - 1 of the walking cycle (or of the small movements of standing).
        standing: Whether the person stands still.
        seed: Of the cloth's folds.

    Returns:
        BGRA float32 at the master size (colour 0..255, alpha 0..1), cut to the figure; the feet
        are on the bottom row.
    """
    width = int(MASTER_PX * 0.75)
    layer = np.zeros((MASTER_PX + 10, width, 4), np.uint8)
    pen = Pen(layer, float(MASTER_PX), width / 2)
    cycle = 2 * math.pi * phase / PHASES
    if facing in ("left", "right"):
        _side(pen, look, cycle, standing)
    else:
        _front(pen, look, cycle, standing, facing == "toward")
    sprite = _shaded(layer, seed)
    if facing == "left":
        sprite = np.ascontiguousarray(sprite[:, ::-1])
    solid = sprite[..., 3] > 0.5
    rows, columns = np.flatnonzero(solid.any(1)), np.flatnonzero(solid.any(0))
    return sprite[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _side(pen: Pen, look: Look, cycle: float, standing: bool) -> None:
    """Seen from the side, walking to the right."""
    swing = 0.04 if standing else 0.44
    lean = 0.012 if standing else 0.022
    bob = 0 if standing else 0.008 * math.cos(2 * cycle)
    hip: Point = (0.0, 0.525 + bob)
    shoulder: Point = (lean, 0.205 + bob)
    build = look.build
    shoe = (36, 36, 40)

    def leg(angle: float, flex: float, dim: float) -> None:
        knee = (hip[0] + 0.245 * math.sin(angle), hip[1] + 0.245 * math.cos(angle))
        lower = angle - flex
        foot = (knee[0] + 0.225 * math.sin(lower), knee[1] + 0.225 * math.cos(lower))
        skin_leg = look.skirt
        shin = _dim(look.skin if skin_leg else look.legs, dim)
        pen.limb(knee, foot, 0.066 * build, shin, 0.046)
        pen.limb(hip, knee, 0.105 * build, _dim(look.legs, dim), 0.070 * build)
        pen.limb(
            (foot[0] - 0.012, foot[1] + 0.005),
            (foot[0] + 0.075, foot[1] + 0.012),
            0.040,
            _dim(shoe, dim),
            0.030,
        )

    def arm(angle: float, bend: float, dim: float) -> None:
        elbow = (
            shoulder[0] + 0.165 * math.sin(angle),
            shoulder[1] + 0.02 + 0.165 * math.cos(angle),
        )
        lower = angle + bend
        hand = (elbow[0] + 0.14 * math.sin(lower), elbow[1] + 0.14 * math.cos(lower))
        pen.limb(
            (shoulder[0], shoulder[1] + 0.03), elbow, 0.070 * build, _dim(look.top, dim), 0.056
        )
        pen.limb(elbow, hand, 0.054, _dim(look.top, dim), 0.042)
        pen.blob(hand, 0.024, 0.026, _dim(look.skin, dim))

    far, near = math.sin(cycle + math.pi), math.sin(cycle)
    lift = 0.0 if standing else 1.0
    arm(-near * swing * 0.8, 0.35, 0.70)
    leg(far * swing, 0.08 + lift * 0.75 * max(0.0, math.cos(cycle + math.pi)) ** 1.5, 0.74)
    leg(near * swing, 0.08 + lift * 0.75 * max(0.0, math.cos(cycle)) ** 1.5, 1.0)
    d = 0.078 * build
    if look.skirt:
        pen.shape(
            [
                (hip[0] - d, hip[1] - 0.04),
                (hip[0] + d, hip[1] - 0.04),
                (hip[0] + d * 1.9, hip[1] + 0.2),
                (hip[0] - d * 1.9, hip[1] + 0.2),
            ],
            _dim(look.legs, 1.0),
        )
    pen.shape(
        [
            (shoulder[0] - d * 0.75, shoulder[1] - 0.02),
            (shoulder[0] + d * 0.65, shoulder[1] - 0.02),
            (shoulder[0] + d * 1.05, shoulder[1] + 0.1),
            (hip[0] + d * 0.98, hip[1] + 0.035),
            (hip[0] - d, hip[1] + 0.035),
            (shoulder[0] - d * 1.1, shoulder[1] + 0.09),
        ],
        _dim(look.top, 1.0),
    )
    pen.blob((shoulder[0], shoulder[1] + 0.015), d * 0.95, 0.035, _dim(look.top, 1.0))
    if look.bag:
        pen.shape(
            [
                (hip[0] - d * 1.9, shoulder[1] + 0.06),
                (hip[0] - d * 0.6, shoulder[1] + 0.04),
                (hip[0] - d * 0.6, hip[1] - 0.06),
                (hip[0] - d * 1.9, hip[1] - 0.05),
            ],
            (70, 60, 110),
        )
    arm(near * -swing * -0.8 if standing else far * swing * 0.8, 0.35, 1.08)
    head: Point = (shoulder[0] + 0.018, 0.082 + bob)
    pen.limb(
        (shoulder[0] + 0.005, shoulder[1]),
        (head[0] - 0.004, head[1] + 0.04),
        0.056,
        _dim(look.skin, 0.85),
        0.05,
    )
    pen.blob(head, 0.052, 0.068, _dim(look.skin, 1.0))
    pen.blob((head[0] + 0.05, head[1] + 0.012), 0.013, 0.013, _dim(look.skin, 0.97))
    pen.blob((head[0] - 0.012, head[1] - 0.018), 0.056, 0.056, _dim(look.hair, 1.0), 100, 320)
    pen.blob((head[0] - 0.022, head[1] - 0.005), 0.036, 0.055, _dim(look.hair, 1.0))
    _hat(pen, look, head, 0.012)


def _front(pen: Pen, look: Look, cycle: float, standing: bool, toward: bool) -> None:
    """Seen from the front or from behind."""
    build = look.build
    step = 0.0 if standing else math.sin(cycle)
    bob = 0.0 if standing else 0.008 * math.cos(2 * cycle)
    sway = 0.008 * math.sin(cycle)
    hip_y, shoulder_y = 0.52 + bob, 0.20 + bob
    shoe = (36, 36, 40)
    for side in (-1, 1):
        forward = step * side if toward else -step * side
        # A foot that is forward (towards us) is lower in the picture, one that swings is lifted.
        foot_y = 0.965 + 0.018 * forward
        knee_y = 0.745 + 0.012 * forward - (0.02 if forward > 0.3 else 0)
        x = side * 0.046 * build
        dim = 0.9 + 0.1 * forward
        shin = _dim(look.skin if look.skirt else look.legs, dim)
        pen.limb((x * 1.1, knee_y), (x * 1.05, foot_y), 0.066 * build, shin, 0.048)
        pen.limb(
            (x + sway, hip_y), (x * 1.1, knee_y), 0.100 * build, _dim(look.legs, dim), 0.070 * build
        )
        pen.limb(
            (x * 1.1, foot_y + 0.006),
            (x * 1.3, foot_y + 0.018 + 0.006 * forward),
            0.046,
            _dim(shoe, 1.0),
            0.042,
        )
    half, waist = 0.118 * build, 0.088 * build
    if look.skirt:
        pen.shape(
            [
                (-waist, hip_y - 0.06),
                (waist, hip_y - 0.06),
                (waist * 1.7, hip_y + 0.2),
                (-waist * 1.7, hip_y + 0.2),
            ],
            _dim(look.legs, 1.0),
        )
    for side in (-1, 1):
        move = -step * side if toward else step * side
        elbow = (side * (half + 0.022), shoulder_y + 0.19 + 0.006 * move)
        hand = (side * (half + 0.016 - 0.016 * max(0, move)), shoulder_y + 0.335 - 0.03 * abs(move))
        dim = 0.88 if side < 0 else 1.0
        pen.limb(
            (side * (half - 0.016) + sway, shoulder_y + 0.03),
            elbow,
            0.068 * build,
            _dim(look.top, dim),
            0.056,
        )
        pen.limb(elbow, hand, 0.054, _dim(look.top, dim), 0.042)
        pen.blob(hand, 0.024, 0.028, _dim(look.skin, dim))
    pen.shape(
        [
            (-half * 0.55 + sway, shoulder_y - 0.03),
            (half * 0.55 + sway, shoulder_y - 0.03),
            (half + sway, shoulder_y + 0.012),
            (half * 0.98 + sway, shoulder_y + 0.08),
            (waist, hip_y - 0.06),
            (waist * 1.08, hip_y + 0.04),
            (-waist * 1.08, hip_y + 0.04),
            (-waist, hip_y - 0.06),
            (-half * 0.98 + sway, shoulder_y + 0.08),
            (-half + sway, shoulder_y + 0.012),
        ],
        _dim(look.top, 1.0),
    )
    if toward and look.hat != "helmet":
        pen.limb((sway, shoulder_y), (0, hip_y + 0.02), 0.008, _dim(look.top, 0.62), 0.008)
        pen.shape(
            [
                (-0.03 + sway, shoulder_y - 0.03),
                (0.03 + sway, shoulder_y - 0.03),
                (sway, shoulder_y + 0.035),
            ],
            _dim(look.skin, 0.9),
        )
    if look.hat == "helmet":
        for x in (-half * 0.5, half * 0.5):
            pen.limb((x + sway, shoulder_y), (x, hip_y - 0.03), 0.02, (190, 225, 225), 0.02)
    if look.bag and not toward:
        pen.shape(
            [
                (-waist, shoulder_y + 0.03),
                (waist, shoulder_y + 0.03),
                (waist, hip_y - 0.08),
                (-waist, hip_y - 0.08),
            ],
            (70, 60, 110),
        )
    head: Point = (sway, 0.080 + bob)
    pen.limb((sway, shoulder_y - 0.005), (sway, head[1] + 0.04), 0.055, _dim(look.skin, 0.82), 0.05)
    pen.blob(head, 0.050, 0.066, _dim(look.skin if toward else look.hair, 1.0))
    if toward:
        pen.blob((head[0], head[1] - 0.022), 0.053, 0.046, _dim(look.hair, 1.0), 180, 360)
        for side in (-1, 1):
            pen.blob((head[0] + side * 0.019, head[1] + 0.004), 0.007, 0.004, (40, 40, 48))
        pen.blob((head[0], head[1] + 0.034), 0.012, 0.004, _dim(look.skin, 0.6))
    else:
        pen.blob((head[0], head[1] + 0.048), 0.036, 0.016, _dim(look.skin, 0.8))
    _hat(pen, look, head, 0.0)


def _hat(pen: Pen, look: Look, head: Point, forward: float) -> None:
    x, y = head
    if look.hat == "straw":
        pen.blob((x, y - 0.028), 0.105, 0.020, (120, 178, 205))
        pen.blob((x, y - 0.042), 0.052, 0.040, (128, 188, 215), 180, 360)
    elif look.hat == "cap":
        pen.blob((x, y - 0.024), 0.056, 0.048, (88, 60, 48), 180, 360)
        pen.blob((x + forward * 4, y - 0.024), 0.050, 0.012, (80, 54, 42))
    elif look.hat == "helmet":
        pen.blob((x, y - 0.020), 0.060, 0.058, (50, 200, 240), 180, 360)
        pen.blob((x + forward, y - 0.020), 0.066, 0.010, (44, 180, 220))


def _shaded(layer: npt.NDArray[np.uint8], seed: int) -> Sprite:
    """Give a flat figure roundness, folds and light from the upper left."""
    random = np.random.default_rng(seed)
    sprite = layer.astype(np.float32)
    alpha = sprite[..., 3] / 255
    near = cv2.GaussianBlur(alpha, (0, 0), 3.3)
    left = cv2.GaussianBlur(np.roll(alpha, 6, 1), (0, 0), 4.6)
    h, w = alpha.shape
    folds = cv2.resize(
        random.standard_normal((h // 9, w // 9)).astype(np.float32),
        (w, h),
        interpolation=cv2.INTER_CUBIC,
    )
    fine = cv2.resize(
        random.standard_normal((h // 3, w // 3)).astype(np.float32),
        (w, h),
        interpolation=cv2.INTER_LINEAR,
    )
    gain = 0.50 + 0.42 * near + 0.24 * (alpha - left) + 0.055 * folds + 0.03 * fine
    gain = gain + np.linspace(0.12, -0.06, h, dtype=np.float32)[:, None]
    sprite[..., :3] = np.clip(sprite[..., :3] * gain[..., None] + 5, 0, 255)
    sprite[..., 3] = alpha
    return sprite
