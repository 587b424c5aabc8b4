"""Libraries that start threads as soon as they are loaded are told not to."""

from __future__ import annotations

from collections.abc import MutableMapping


def start_no_threads(environment: MutableMapping[str, str]) -> None:
    """Set what OpenBLAS reads when it is loaded; numpy and OpenCV each bring one.

    A fork keeps one thread. The pools would be of no use besides: pictures are spread over our own
    threads. To be called before numpy is imported.

    Args:
        environment: ``os.environ``.
    """
    environment.setdefault("OPENBLAS_NUM_THREADS", "1")
