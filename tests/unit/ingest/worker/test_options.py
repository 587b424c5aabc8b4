"""What can be typed, and what is said about the rest."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest.worker.options import WorkerOptions
from sharp_eyes.errors import BadInput

OPTIONS = WorkerOptions(
    centres=("http://127.0.0.1:8000",),
    registry=None,
    node="n1",
    shard="s1",
    county="370499",
    town="101",
    state=None,
    detectors="crowd,construction",
    model=None,
    sample_every_s=0.0,
    seconds=0.0,
    stats=None,
    decode_threads=1,
    detect_threads=1,
)


@pytest.mark.parametrize(
    ("detectors", "crowd", "construction"),
    [
        ("crowd,construction", True, True),
        ("construction, crowd", True, True),
        ("crowd", True, False),
        ("construction", False, True),
        ("none", False, False),
    ],
)
def test_detectors_are_chosen_by_name(detectors: str, crowd: bool, construction: bool) -> None:
    settings = replace(OPTIONS, detectors=detectors).settings(2)
    assert (settings.crowd, settings.construction) == (crowd, construction)
    assert settings.node.source == "/370499/101/n1/s1"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"centres": ()}, "--centre"),
        ({"registry": Path("x.yaml")}, "--registry"),
        ({"node": "No Spaces"}, "--node"),
        ({"node": "a/b"}, "--node"),
        ({"shard": "#"}, "--shard"),
        ({"county": "37049"}, "--county"),
        ({"town": "abc"}, "--town"),
        ({"detectors": "faces"}, "faces"),
        ({"budget_cores": 0.0}, "--budget"),
        ({"budget_cores": -1.0}, "--budget"),
        ({"budget_cores": float("nan")}, "--budget"),
        ({"budget_cores": 1e9}, "--budget"),
        ({"listen": "8090"}, "8090"),
        ({"listen": "127.0.0.1:99999"}, "99999"),
        ({"tls_key": Path("k.pem"), "tls_certificate": Path("c.pem")}, "--listen"),
        ({"listen": "127.0.0.1:8090", "tls_key": Path("k.pem")}, "--tls-certificate"),
        ({"listen": "127.0.0.1:8090", "tls_certificate": Path("c.pem")}, "--tls-key"),
    ],
)
def test_what_cannot_be_is_named_with_the_next_step(change: dict[str, Any], named: str) -> None:
    with pytest.raises(BadInput, match=named) as caught:
        replace(OPTIONS, **change).settings(2)
    assert caught.value.next_step is not None


def test_the_budget_and_where_to_listen_are_passed_on() -> None:
    assert OPTIONS.settings(2).budget_cores is None
    assert OPTIONS.listen_address() is None
    assert OPTIONS.tls_files() is None
    asked = replace(
        OPTIONS,
        budget_cores=1.5,
        listen="[::1]:8090",
        tls_certificate=Path("c.pem"),
        tls_key=Path("k.pem"),
    )
    assert asked.settings(2).budget_cores == 1.5
    assert str(asked.listen_address()) == "[::1]:8090"
    files = asked.tls_files()
    assert files is not None
    assert (files.certificate, files.key) == (Path("c.pem"), Path("k.pem"))


@pytest.mark.parametrize(
    ("detecting", "at_hand", "budget", "cores"),
    [
        (True, 2, None, 2.0),
        (True, 8, None, 3.0),
        (True, None, None, 3.0),
        (False, 8, None, 1.0),
        (True, 2, 1.2, 1.2),
    ],
)
def test_looks_may_take_what_the_threads_can_do_with_the_cores_there_are(
    detecting: bool, at_hand: int | None, budget: float | None, cores: float
) -> None:
    settings = replace(
        OPTIONS.settings(2),
        crowd=detecting,
        construction=False,
        diagnosis=False,
        decode_threads=1,
        detect_threads=2,
        cores_at_hand=at_hand,
        budget_cores=budget,
    )
    assert settings.cores == cores
