"""How hard the fuzz tests try: a little and always the same in the usual run, more on demand.

``SHARP_EYES_FUZZ=50`` tries fifty times as many examples, other ones each time.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from hypothesis import HealthCheck, Phase, settings

TIMES = int(os.environ.get("SHARP_EYES_FUZZ", "0") or 0)
LIMIT_S = 300 * max(1, TIMES)
"""Of one test: these take more of the processor than others, and of a busy one as much longer."""


def examples(count: int) -> settings:
    """Settings for a fuzz test that tries ``count`` examples in the usual run."""
    return settings(
        max_examples=count * max(1, TIMES),
        derandomize=TIMES == 0,
        database=None,
        deadline=None,
        # Not "explain": it traces lines, as ``bounded_work`` does.
        phases=(Phase.explicit, Phase.generate, Phase.target, Phase.shrink),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


class TooMuchWork(Exception):
    """More lines were run than the input justifies."""


@contextmanager
def bounded_work(lines: int) -> Iterator[None]:
    """Fail when more lines of Python run inside: a hang that needs no clock to be seen."""
    left = lines

    def local(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal left
        if event == "line":
            left -= 1
            if left < 0:
                raise TooMuchWork(f"more than {lines} lines, in {frame.f_code.co_qualname}")
        return local

    before = sys.gettrace()
    sys.settrace(lambda frame, event, argument: local)
    try:
        yield
    finally:
        sys.settrace(before)
