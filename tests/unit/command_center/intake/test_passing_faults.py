"""A database that fails for a while costs no alert; one that cannot be stored costs itself."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from command_center.intake import intake as intake_module
from command_center.intake.intake import Intake
from sharp_eyes.alert.alert import Alert
from sharp_eyes.clock import ManualClock
from sharp_eyes.node.acknowledgement import Acknowledgement
from tests.unit.command_center.alerts import alert, ulid


class Wire:
    """Keeps what would be published."""

    def __init__(self) -> None:
        self.answers: list[Acknowledgement] = []

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        self.answers.append(Acknowledgement.model_validate_json(payload))


class Failing(Intake):
    """Its store fails with given errors, one a try, then works."""

    def __init__(self, wire: Wire, *errors: Exception) -> None:
        super().__init__(None, None, None, wire, ManualClock(), None, None)  # type: ignore[arg-type]
        self.errors = list(errors)

    async def _commit(self, alerts: Sequence[Alert]) -> dict[tuple[str, str], str]:
        if self.errors:
            raise self.errors.pop(0)
        return {}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_module, "RETRY_S", (0.0,))


async def test_a_shutdown_of_the_database_is_waited_out_and_nothing_is_refused() -> None:
    wire = Wire()
    # asyncpg's "terminating connection due to administrator command" arrives like this.
    shutdown = DBAPIError("insert", {}, Exception("terminating connection"))
    one, other = alert(ulid()), alert(ulid(), zone="b")
    await Failing(wire, shutdown, shutdown)._store([one, other], {})
    assert [set(answer.stored) for answer in wire.answers] == [{one.id, other.id}]
    assert all(not answer.refused for answer in wire.answers)


async def test_an_alert_that_the_database_will_not_take_is_refused_alone() -> None:
    wire = Wire()
    broken = IntegrityError("insert", {}, Exception("constraint"))
    one, other = alert(ulid()), alert(ulid(), zone="b")
    # Once for both together, once for the first alone; the second alone is stored.
    await Failing(wire, broken, broken)._store([one, other], {})
    refused = [refusal.id for answer in wire.answers for refusal in answer.refused]
    stored = [key for answer in wire.answers for key in answer.stored]
    assert refused == [one.id]
    assert stored == [other.id]
