"""What the OpenAPI document says beyond what the routes say by themselves."""

from __future__ import annotations

import json
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from command_center.api.body_examples import BODY_EXAMPLES
from command_center.api.guards import COOKIE
from command_center.api.problem import PROBLEM_TYPE

_REF = "#/components/schemas/"
ANSWER_EXAMPLES = Path(__file__).with_name("answer_examples.json")
"""Answers of a demo town: ``answers`` by the name of their schema, ``calls`` where that says too
little. Keys and tokens in them are made up."""
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
_SAID = {
    HTTPStatus.UNAUTHORIZED: ("请先登录", "sign in first"),
    HTTPStatus.NOT_FOUND: ("没有这个对象", "there is no such thing"),
    HTTPStatus.CONFLICT: ("任务已办结", "the task is closed already"),
    HTTPStatus.GONE: ("已无人等待", "nobody waits for it any more"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("内容过大", "it is too large"),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: ("请发送 image/jpeg", "send image/jpeg"),
    HTTPStatus.UNPROCESSABLE_ENTITY: ("请求有误：name", "bad request: name"),
    HTTPStatus.TOO_MANY_REQUESTS: ("请 2 秒后再试", "try again in 2 s"),
    HTTPStatus.SERVICE_UNAVAILABLE: ("暂时无法处理，请稍后再试", "not now: try again in a while"),
}
"""What each error may say, in Chinese and in English."""
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
    examples = json.loads(ANSWER_EXAMPLES.read_bytes())
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            call = examples["calls"].get(f"{method.upper()} {path}")
            for status, answer in operation["responses"].items():
                if int(status) < HTTPStatus.BAD_REQUEST:
                    _exemplify(answer, call, examples["answers"])
            _describe_errors(operation["responses"])
            _describe_body(operation)
    return document


def _exemplify(answer: dict[str, Any], call: Any, by_schema: dict[str, Any]) -> None:
    """Give an answer in JSON its example: that of the call, else of its schema or list of it."""
    content = answer.get("content", {}).get("application/json")
    if content is None:
        return
    schema = content.get("schema", {})
    example = call
    if example is None and "$ref" in schema:
        example = by_schema.get(schema["$ref"].removeprefix(_REF))
    elif example is None and "$ref" in schema.get("items", {}):
        one = by_schema.get(schema["items"]["$ref"].removeprefix(_REF))
        example = None if one is None else [one]
    if example is not None:
        content["example"] = example


def _describe_errors(answers: dict[str, Any]) -> None:
    for status, answer in answers.items():
        if int(status) >= HTTPStatus.BAD_REQUEST:
            answer["content"] = _problem_content(HTTPStatus(int(status)))
    answers["default"] = {
        "description": "Any other error",
        "content": _problem_content(HTTPStatus.SERVICE_UNAVAILABLE),
    }


def _problem_content(status: HTTPStatus) -> dict[str, Any]:
    zh, en = _SAID.get(status, ("请求未能完成", "the call cannot be done"))
    example = {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": en,
        "detail_zh": zh,
    }
    return {PROBLEM_TYPE: {"schema": {"$ref": f"{_REF}Problem"}, "example": example}}


def _describe_body(operation: dict[str, Any]) -> None:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return
    name = content.get("schema", {}).get("$ref", "").removeprefix(_REF)
    if name in BODY_EXAMPLES:
        content["example"] = BODY_EXAMPLES[name]
