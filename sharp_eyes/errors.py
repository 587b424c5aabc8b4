"""The tree of errors: each branch says what the caller can do next.

``BadInput`` is answered by correcting the input, ``TryAgain`` by waiting, ``Refused`` by asking
somebody who may, ``MissingPart`` by installing or configuring something. Nothing else is raised on
purpose; whatever else appears is a defect.
"""

from __future__ import annotations

from sharp_eyes.bilingual import Bilingual


class SharpEyesError(Exception):
    """Base of all errors raised on purpose.

    Args:
        message: What went wrong, with the thing and the reason, in both languages.
        next_step: What whoever sees it can do, in both languages.
        context: Where it happened (camera, stream, packet, row, file, line …); never a secret.
    """

    def __init__(
        self,
        message: Bilingual,
        *,
        next_step: Bilingual | None = None,
        **context: object,
    ) -> None:
        super().__init__(message.en)
        self.message = message
        self.next_step = next_step
        self.context = context

    def __str__(self) -> str:
        """English text with its context, as it appears in logs."""
        where = ", ".join(f"{key}={value}" for key, value in self.context.items())
        text = self.message.en
        if where:
            text += f" [{where}]"
        if self.next_step is not None:
            text += f" → {self.next_step.en}"
        return text

    def bilingual(self) -> str:
        """Both languages, message and next step, as it appears on a terminal."""
        text = str(self.message)
        if self.next_step is not None:
            text += f"\n  → {self.next_step}"
        return text


class BadInput(SharpEyesError):
    """What came in is wrong; correcting it helps, repeating it does not."""


class TryAgain(SharpEyesError):
    """A passing fault (network, broker, camera); the same call may work later."""


class Refused(SharpEyesError):
    """Not allowed: by credentials, by role, or by the safeguards."""


class MissingPart(SharpEyesError):
    """A file, program or setting is not there; installing or naming it helps."""


class Damaged(SharpEyesError):
    """Stored state cannot be read; a person has to look at it."""
