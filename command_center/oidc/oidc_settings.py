"""What the centre is told about a provider."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
)

from command_center.accounts.grant import Grant
from command_center.accounts.role import Role
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, MissingPart

SECRET_VARIABLE = "SHARP_EYES_OIDC_SECRET"  # noqa: S105


def _safe_address(text: str) -> str:
    parts = urlsplit(text)
    loopback = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
        raise ValueError("须为 https / https is needed")
    if parts.query or parts.fragment or parts.username or not parts.hostname:
        raise ValueError("只写地址 / an address alone")
    return text


Address = Annotated[str, StringConstraints(max_length=300), AfterValidator(_safe_address)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class MappedGrant(_Part):
    """A role that a word of the provider stands for.

    Attributes:
        role: Which.
        region: Where, 12 digits; empty for everywhere.
        unit: Of which managing unit; empty for all.
    """

    role: Role
    region: str = Field(default="", pattern=r"^([1-9][0-9]{11})?$")
    unit: str = Field(default="", max_length=60)

    def grant(self) -> Grant:
        """Return it as accounts have it."""
        return Grant(self.role, self.region, self.unit)


class RoleMapping(_Part):
    """Roles by what the provider says; without it no role ever comes from there.

    Attributes:
        claim: Which claim, a word or a list of words.
        grants: What each word stands for; other words stand for nothing.
    """

    claim: str = Field(min_length=1, max_length=80)
    grants: dict[str, tuple[MappedGrant, ...]]


class OidcSettings(_Part):
    """One provider.

    Attributes:
        issuer: Its issuer identifier; what it offers is read from under it.
        client_id: Under which it knows this centre.
        name: What people know it by.
        claim: Whose value is the user name of the account here.
        create: Whether somebody who has no account gets one, that may do nothing of itself.
        region: Where accounts that are made belong, 12 digits; empty for nowhere in particular.
        scopes: What is asked for.
        redirect: Where the provider sends people back; by default the address they came by.
        roles: Roles by what the provider says; none by default.
        secret: Of this client, from the environment; none for a public one.
    """

    issuer: Address
    client_id: str = Field(min_length=1, max_length=200)
    name: str = Field(default="统一身份认证 · single sign-on", min_length=1, max_length=60)
    claim: str = Field(default="preferred_username", min_length=1, max_length=80)
    create: bool = False
    region: str = Field(default="", pattern=r"^([1-9][0-9]{11})?$")
    scopes: tuple[str, ...] = ("openid", "profile")
    redirect: Address | None = None
    roles: RoleMapping | None = None
    secret: SecretStr | None = None

    @classmethod
    def read(cls, file: Path, secret: str | None) -> OidcSettings:
        """Read the file that ``serve --oidc`` names.

        Args:
            file: YAML with these fields; the secret does not stand in it.
            secret: From the environment.

        Raises:
            MissingPart: it cannot be read.
            BadInput: something in it is wrong.
        """
        try:
            document = yaml.safe_load(file.read_text("utf-8"))
        except OSError as error:
            raise MissingPart(
                Bilingual(f"无法读取 {file}", f"{file} cannot be read: {error.strerror}")
            ) from error
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise BadInput(Bilingual(f"{file} 不是 YAML", f"{file} is no YAML")) from error
        if not isinstance(document, dict) or "secret" in document:
            raise BadInput(
                Bilingual(f"{file} 格式不对", f"{file}: not a mapping, or it holds the secret"),
                next_step=Bilingual(
                    f"参照指南；密钥放在 {SECRET_VARIABLE}",
                    f"see the guide; the secret goes into {SECRET_VARIABLE}",
                ),
            )
        try:
            return cls.model_validate(document | ({"secret": secret} if secret else {}))
        except ValidationError as error:
            faults = "; ".join(
                f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}"
                for one in error.errors()
            )
            raise BadInput(Bilingual(f"{file}：{faults}", f"{file}: {faults}")) from error
