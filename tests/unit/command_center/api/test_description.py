"""The OpenAPI document says how errors look and gives an example of each body."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from pydantic import BaseModel

from command_center.api.app import create_app
from command_center.centre import Centre
from command_center.settings import CentreSettings
from sharp_eyes.clock import SystemClock
from sharp_eyes.finding.finding_job import FindingJob
from sharp_eyes.node.shard_registry import ShardRegistry


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    state = tmp_path_factory.mktemp("described") / "state"
    centre = Centre(CentreSettings(state=state), SystemClock(), lambda _: None)
    return create_app(centre).openapi()


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_error_is_described_as_a_problem_in_both_languages(document: dict[str, Any]) -> None:
    for label, operation in operations(document):
        for status, answer in operation["responses"].items():
            if status == "default" or int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"], label
        assert "default" in operation["responses"], label
    required = document["components"]["schemas"]["Problem"]["required"]
    assert {"detail", "detail_zh"} <= set(required)
    assert "HTTPValidationError" not in str(document)


def test_every_body_has_an_example_that_it_would_take(document: dict[str, Any]) -> None:
    without, wrong = [], []
    for label, operation in operations(document):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None:
            continue
        if "example" not in content:
            without.append(label)
            continue
        schema = content["schema"] | {"components": document["components"]}
        wrong += [
            f"{label}: {error.message}"
            for error in jsonschema_rs.validator_for(schema).iter_errors(content["example"])
        ]
    assert without == []
    assert wrong == []


def test_every_answer_has_an_example_that_is_one(document: dict[str, Any]) -> None:
    without, wrong, checked = [], [], 0
    for label, operation in operations(document):
        for status, answer in operation["responses"].items():
            for media_type, content in answer.get("content", {}).items():
                if media_type not in ("application/json", "application/problem+json"):
                    continue
                if "example" not in content:
                    without.append(f"{label} {status}")
                    continue
                checked += 1
                schema = content["schema"] | {"components": document["components"]}
                validator = jsonschema_rs.validator_for(schema, validate_formats=True)
                wrong += [
                    f"{label} {status}: {'/'.join(map(str, error.instance_path))} {error.message}"
                    for error in validator.iter_errors(content["example"])
                ]
    assert without == []
    assert wrong == []
    assert checked > 150


@pytest.mark.parametrize(
    ("call", "model"),
    [
        ("POST /api/v1/node/shards/{shard}/grant", ShardRegistry),
        ("GET /api/v1/node/shards/{shard}/cameras", ShardRegistry),
        ("POST /api/v1/node/finding/next", FindingJob),
    ],
)
def test_what_nodes_are_answered_is_what_they_read(
    document: dict[str, Any], call: str, model: type[BaseModel]
) -> None:
    method, path = call.split()
    answers = document["paths"][path][method.lower()]["responses"]
    model.model_validate(answers["200"]["content"]["application/json"]["example"])


def test_every_operation_says_what_it_does(document: dict[str, Any]) -> None:
    assert [label for label, operation in operations(document) if not operation.get("summary")] == (
        []
    )


def test_every_post_wants_an_idempotency_key_but_those_that_change_nothing_twice(
    document: dict[str, Any],
) -> None:
    def takes_key(operation: dict[str, Any]) -> bool:
        names = [one["name"].lower() for one in operation.get("parameters", [])]
        return "idempotency-key" in names

    without = [
        label
        for label, operation in operations(document)
        if label.startswith("POST") and not takes_key(operation)
    ]
    # Signing in makes a session each time; a node's calls are its own protocol; a plan and its
    # errors change nothing.
    allowed = ("POST /api/v1/session", "POST /api/v1/node/", "POST /api/v1/registry/sheets/")
    assert [label for label in without if not label.startswith(allowed)] == []
