"""Every call of the interface, with made-up input: no defect shows, answers are as described."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import httpx
import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance

from command_center.accounts.role import Role
from command_center.api.access_rule import Callers
from command_center.api.access_table import rule_for
from tests.integration.command_center.house import NODE_TOKEN, House

EXAMPLES = 3
CHECKS = (not_a_server_error, content_type_conformance)
pytestmark = [
    pytest.mark.sqlite_only("what is looked at is the interface, and it takes a while"),
    pytest.mark.slow,
    pytest.mark.timeout(3600),
]


async def described(town: House) -> dict[str, Any]:
    async with town.somebody(Role.SYSTEM_ADMIN) as api:
        answer = await api.get("/api/v1/openapi.json")
        assert answer.status_code == 200
        document: dict[str, Any] = answer.json()
        return document


def operations(document: dict[str, Any]) -> Iterator[Any]:
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        yield found.ok()


async def who_may(
    town: House, stack: AsyncExitStack, method: str, path: str
) -> dict[str, dict[str, str]]:
    """Return headers and cookies of somebody who may make a call."""
    rule = rule_for(method, path)
    assert rule is not None, f"{method} {path} is in no row of the table"
    if rule.callers is Callers.NODE:
        return {"headers": {"Authorization": f"Bearer {NODE_TOKEN}"}, "cookies": {}}
    role = next((one for one in Role if one in rule.roles), Role.DUTY_OFFICER)
    api: httpx.AsyncClient = await stack.enter_async_context(town.somebody(role))
    return {"headers": {"Sharp-Eyes-Request": "1"}, "cookies": dict(api.cookies)}


def check_against(document: dict[str, Any], operation: Any, answer: Any) -> None:
    """Hold an answer against its schema as the document has it.

    schemathesis' own check of it rewrites the tuples of a schema as drafts before 2020-12 had them,
    and then finds the schema at fault.
    """
    answers = operation.definition.raw["responses"]
    said = answers.get(str(answer.status_code), answers["default"])
    kind = answer.headers.get("Content-Type", [""])[0].partition(";")[0]
    schema = said.get("content", {}).get(kind, {}).get("schema")
    if schema is not None and kind.endswith("json"):
        jsonschema_rs.validator_for(
            schema | {"components": document["components"]}, validate_formats=True
        ).validate(answer.json())


def try_out(
    document: dict[str, Any], operation: Any, url: str, caller: dict[str, dict[str, str]]
) -> None:
    """Make some calls and hold the answers against the description."""

    @seed(1)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(case=operation.as_strategy())
    def calls(case: Any) -> None:
        headers = caller["headers"] | (
            {"Idempotency-Key": uuid4().hex} if operation.method.upper() == "POST" else {}
        )
        answer = case.call(base_url=url, headers=headers, cookies=caller["cookies"], timeout=30)
        case.validate_response(answer, checks=CHECKS)
        check_against(document, operation, answer)

    calls()


async def test_no_call_fails_and_all_answers_are_as_described(town: House) -> None:
    document = await described(town)
    faults = []
    for operation in operations(document):
        async with AsyncExitStack() as stack:
            caller = await who_may(town, stack, operation.method.upper(), operation.path)
            try:
                await asyncio.to_thread(try_out, document, operation, town.url, caller)
            except BaseExceptionGroup as group:
                faults += [f"{operation.label}: {one}" for one in group.exceptions]
            except Exception as error:
                faults.append(f"{operation.label}: {error}")
    assert not faults, "\n\n".join(fault[:1500] for fault in faults)
