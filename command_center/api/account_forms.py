"""What is sent about accounts and tokens."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from command_center.accounts.role import Role
from command_center.accounts.scope import Scope
from command_center.api.typed_text import NO_NUL, TypedText
from sharp_eyes.region_code import RegionCode

Username = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{1,31}$")]
"""2 to 32 small letters, digits, dots, dashes: nothing that looks like something else."""

MachineName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Region = RegionCode | Literal[""]
Unit = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60, pattern=NO_NUL)]
TypedCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z \-]{6,24}$")]
NewPassword = Annotated[str, StringConstraints(min_length=1, max_length=256)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class NewUser(_Form):
    """A new account; it may do nothing until it is granted something.

    Attributes:
        username: What is typed at sign-in.
        display_name: What is shown.
        region: Where it belongs, 12 digits; empty for nowhere in particular. Its security
            administrators are those of that region.
        password: Its first password; made and answered once where none is sent.
    """

    username: Username
    display_name: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=NO_NUL),
    ]
    region: Region = ""
    password: NewPassword | None = None


class Reason(_Form):
    """Why an account is disabled; it stands in the audit trail.

    Attributes:
        reason: In short.
    """

    reason: TypedText = Field(min_length=1, max_length=200)


class Nothing(_Form):
    """An empty object."""


class PasswordReset(_Form):
    """Another password for an account.

    Attributes:
        password: The new one; made and answered once where none is sent.
    """

    password: NewPassword | None = None


class OwnPassword(_Form):
    """Another password for oneself.

    Attributes:
        old: The present one.
        new: The new one.
    """

    old: str = Field(min_length=1, max_length=256)
    new: NewPassword


class PasswordAlone(_Form):
    """The present password, so that a page left alone changes nothing.

    Attributes:
        password: The present one.
    """

    password: str = Field(min_length=1, max_length=256)


class Code(_Form):
    """What an authenticator shows.

    Attributes:
        code: 6 digits, blanks allowed.
    """

    code: TypedCode


class PasswordAndCode(_Form):
    """Both factors.

    Attributes:
        password: The present one.
        code: 6 digits, or a recovery code.
    """

    password: str = Field(min_length=1, max_length=256)
    code: TypedCode


class GrantForm(_Form):
    """One role, somewhere.

    Attributes:
        role: Which.
        region: Where, 12 digits, with all that lies under it; empty for everywhere.
        unit: Of which managing unit, as cameras and grids have it; empty for all.
    """

    role: Role
    region: Region = ""
    unit: Unit = ""


class NewToken(_Form):
    """A token for a machine that reads.

    Attributes:
        name: Which machine; a name is never used twice.
        scopes: What it may do.
        region: Where, 12 digits; empty for everywhere.
        unit: Of which managing unit; empty for all.
        purpose: What it is for; every opening of evidence is written down with it.
        days: How long it holds.
    """

    name: MachineName
    scopes: list[Scope] = Field(min_length=1, max_length=len(Scope))
    region: Region = ""
    unit: Unit = ""
    purpose: TypedText = Field(min_length=1, max_length=200)
    days: int = Field(default=365, ge=1, le=730)


class NewNode(_Form):
    """A node that gets a token, in place of any former one.

    Attributes:
        name: As in its topics.
    """

    name: MachineName
