"""A node asks whichever of its centres answers for tasks, and hands each answer over whole."""

from __future__ import annotations

import httpx
import pytest

from ingest.centre_client.errors import CentreUnreachable
from ingest.finding.node.finding_line import FindingLine
from ingest.finding.node.finding_lines import FindingLines
from ingest.finding.node.outcome import Outcome
from sharp_eyes.errors import BadInput, Refused
from sharp_eyes.finding.finding_job import FindingAnswer, FindingJob

JOB = FindingJob.model_validate(
    {
        "id": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "kind": "probe",
        "deadline": "2026-01-01T08:00:00Z",
        "address": "rtsp://127.0.0.1/1",
    }
)
STILL, ANSWER = (f"PUT {JOB.id}/{what}" for what in ("still", "answer"))
NEXT = "POST next"


class Centre:
    """A centre that answers calls by the last parts of their paths.

    Attributes:
        answers: Statuses by call; 0 for a connection that breaks, 200 where none is given.
        asked: The calls that came.
    """

    def __init__(self, **answers: int) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def line(self) -> FindingLine:
        return FindingLine(
            "http://centre:8000", "token", wait_s=0.0, transport=httpx.MockTransport(self._answer)
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        call = request.url.path.removeprefix("/api/v1/node/finding/")
        self.asked.append(f"{request.method} {call}")
        status = self.answers.get(call.rpartition("/")[2], 200)
        if status == 0:
            raise httpx.ConnectError("refused")
        body = JOB.model_dump_json().encode() if call == "next" and status == 200 else b""
        return httpx.Response(status, content=body)


def lines(*centres: Centre) -> FindingLines:
    return FindingLines([centre.line() for centre in centres])


@pytest.mark.parametrize(
    ("first", "came", "second_asked"),
    [
        (200, True, []),
        # That there is nothing to do is an answer.
        (204, False, []),
        (503, True, [NEXT]),
        (0, True, [NEXT]),
    ],
)
async def test_a_task_comes_from_the_first_centre_that_answers(
    first: int, came: bool, second_asked: list[str]
) -> None:
    one, two = Centre(next=first), Centre()
    job = await lines(one, two).next()
    assert job == (JOB if came else None)
    assert (one.asked, two.asked) == ([NEXT], second_asked)


@pytest.mark.parametrize(("status", "error"), [(401, Refused), (403, Refused), (404, BadInput)])
async def test_a_centre_that_refuses_has_the_last_word(status: int, error: type[Exception]) -> None:
    one, two = Centre(next=status), Centre()
    with pytest.raises(error):
        await lines(one, two).next()
    assert two.asked == []


async def test_where_no_centre_answers_the_first_ones_word_counts() -> None:
    one, two = Centre(next=503), Centre(next=0)
    with pytest.raises(CentreUnreachable, match="HTTP 503"):
        await lines(one, two).next()
    assert (one.asked, two.asked) == ([NEXT], [NEXT])


@pytest.mark.parametrize(
    ("still", "first", "one_asked", "two_asked"),
    [
        (b"jpeg", {}, [STILL, ANSWER], []),
        (b"", {}, [ANSWER], []),
        (b"jpeg", {"still": 503}, [STILL], [STILL, ANSWER]),
        # The still lies where the first one left it; handing it over again costs little.
        (b"jpeg", {"answer": 0}, [STILL, ANSWER], [STILL, ANSWER]),
    ],
)
async def test_an_answer_is_handed_over_whole_to_one_centre(
    still: bytes, first: dict[str, int], one_asked: list[str], two_asked: list[str]
) -> None:
    one, two = Centre(**first), Centre()
    both = lines(one, two)
    await both.answer(JOB, Outcome(FindingAnswer(), still))
    assert (one.asked, two.asked) == (one_asked, two_asked)
    # And the next task is asked for where that went.
    await both.next()
    assert (two if two_asked else one).asked[-1] == NEXT


async def test_an_answer_that_nobody_waits_for_any_more_goes_nowhere_else() -> None:
    one, two = Centre(answer=404), Centre()
    with pytest.raises(BadInput):
        await lines(one, two).answer(JOB, Outcome(FindingAnswer()))
    assert two.asked == []
