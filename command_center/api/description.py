"""What the OpenAPI document says beyond what the routes say by themselves."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from command_center.api.body_examples import BODY_EXAMPLES
from command_center.api.guards import COOKIE
from command_center.api.problem import PROBLEM_TYPE

_REF = "#/components/schemas/"
_PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "What went wrong, in both languages (RFC 9457).",
    "required": ["type", "title", "status", "detail", "detail_zh"],
    "properties": {
        "type": {"type": "string", "examples": ["about:blank"]},
        "title": {"type": "string", "examples": ["Conflict"]},
        "status": {"type": "integer", "examples": [409]},
        "detail": {"type": "string", "examples": ["the task is closed already"]},
        "detail_zh": {"type": "string", "examples": ["任务已办结"]},
    },
    # Some say more, for example whether a picture is on its way or lost.
    "additionalProperties": True,
}
_PROBLEM_CONTENT = {PROBLEM_TYPE: {"schema": {"$ref": f"{_REF}Problem"}}}
_NOT_OURS = ("HTTPValidationError", "ValidationError")


def describe(app: FastAPI) -> None:
    """Let the document say how errors look, who may call, and what a body looks like.

    Args:
        app: With all its routes.
    """
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(plain())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _described(document: dict[str, Any]) -> dict[str, Any]:
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in _NOT_OURS:
        schemas.pop(name, None)
    schemas["Problem"] = _PROBLEM
    components["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
        "token": {"type": "http", "scheme": "bearer"},
    }
    document["security"] = [{"session": []}, {"token": []}]
    for methods in document["paths"].values():
        for operation in methods.values():
            _describe_answers(operation["responses"])
            _describe_body(operation)
    return document


def _describe_answers(answers: dict[str, Any]) -> None:
    for status, answer in answers.items():
        if status.isdigit() and int(status) >= HTTPStatus.BAD_REQUEST:
            answer["content"] = _PROBLEM_CONTENT
    answers["default"] = {"description": "Any other error", "content": _PROBLEM_CONTENT}


def _describe_body(operation: dict[str, Any]) -> None:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return
    name = content.get("schema", {}).get("$ref", "").removeprefix(_REF)
    if name in BODY_EXAMPLES:
        content["example"] = BODY_EXAMPLES[name]
