"""How far a clock is off, as people say it."""

from __future__ import annotations

from sharp_eyes.bilingual import Bilingual

_HOUR_S = 3600.0


def clock_words(offset_s: float) -> Bilingual:
    """Say an offset in seconds, minutes or hours.

    Args:
        offset_s: The camera's clock less ours.
    """
    way = Bilingual("快", "fast") if offset_s > 0 else Bilingual("慢", "slow")
    size_s = abs(offset_s)
    if size_s >= 48 * _HOUR_S:
        amount = Bilingual(f"{size_s / 24 / _HOUR_S:.0f} 天", f"{size_s / 24 / _HOUR_S:.0f} days")
    elif size_s >= 1.5 * _HOUR_S:
        amount = Bilingual(f"{size_s / _HOUR_S:.1f} 小时", f"{size_s / _HOUR_S:.1f} h")
    elif size_s >= 120:
        amount = Bilingual(f"{size_s / 60:.0f} 分钟", f"{size_s / 60:.0f} min")
    else:
        amount = Bilingual(f"{size_s:.0f} 秒", f"{size_s:.0f} s")
    return Bilingual(f"{way.zh} {amount.zh}", f"{amount.en} {way.en}")
