"""A provider: what it offers, and what it says of somebody."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ConfigDict, ValidationError

from command_center.oidc.login_state import LoginState
from command_center.oidc.oidc_settings import OidcSettings
from command_center.oidc.refusal import OidcRefused, Refusal
from sharp_eyes.clock import Clock

TIMEOUT_S = 10.0
KEPT_S = 3600.0
LEAST_BETWEEN_S = 60.0
"""A token with a key that is not known makes us ask for keys again, this often at the most."""

FAILED_S = 10.0
"""A provider that does not answer is not asked again for so long: else everybody who wants to sign
in waits in turn, each for the whole time of a call."""

WAIT_S = 12.0
"""How long somebody waits for a call that is already under way."""

_NOT_GRANTED = {
    "invalid_grant": Refusal.USED,
    "invalid_client": Refusal.CLIENT,
    "unauthorized_client": Refusal.CLIENT,
}
"""What a provider says of a code (RFC 6749, section 5.2), where it says more than that it failed. A
code is good once, and for minutes."""

MAX_ANSWER_BYTES = 1 << 20
LEEWAY_S = 60
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""With a public key alone: never ``none``, nor one with the client's secret."""


class _Metadata(BaseModel):
    """OpenID Connect Discovery 1.0, section 3, as far as it is used."""

    model_config = ConfigDict(frozen=True)

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class Provider:
    """Speaks with one provider; what it offers and its keys are asked for once an hour.

    Args:
        settings: Which.
        clock: Time.
        client: For calls; closed by whoever made it.
    """

    def __init__(self, settings: OidcSettings, clock: Clock, client: httpx.AsyncClient) -> None:
        self._settings = settings
        self._clock = clock
        self._client = client
        self._turn = asyncio.Lock()
        self._metadata: _Metadata | None = None
        self._keys: KeySet | None = None
        self._asked_s = float("-inf")
        self._failed_s = float("-inf")

    async def address(self, login: LoginState) -> str:
        """Return where a browser is sent to sign in.

        Raises:
            OidcRefused: the provider does not answer.
        """
        metadata, _ = await self._offer()
        address: str = prepare_grant_uri(
            metadata.authorization_endpoint,
            self._settings.client_id,
            "code",
            login.redirect,
            " ".join(self._settings.scopes),
            login.state,
            nonce=login.nonce,
            code_challenge=login.challenge,
            code_challenge_method="S256",
        )
        return address

    async def claims(self, login: LoginState, code: str, issuer: str | None) -> dict[str, Any]:
        """Return what the provider says of somebody, checked.

        Args:
            login: As it was begun.
            code: Came back with the browser.
            issuer: Came back with it, or not (RFC 9207).

        Raises:
            OidcRefused: the provider does not answer, or what it says is not to be believed.
        """
        metadata, _ = await self._offer()
        if issuer is not None and issuer != metadata.issuer:
            raise OidcRefused(Refusal.TOKEN, "the answer is another provider's")
        answer = await self._exchange(metadata, login, code)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise OidcRefused(Refusal.TOKEN, "there is no ID token")
        claims = await self._checked(token, login)
        wanted = {self._settings.claim}
        wanted |= {self._settings.roles.claim} if self._settings.roles else set()
        access = answer.get("access_token")
        if metadata.userinfo_endpoint and isinstance(access, str) and wanted - claims.keys():
            more = await self._json(
                "GET",
                metadata.userinfo_endpoint,
                headers={"Authorization": f"Bearer {access}"},
            )
            if more.get("sub") != claims["sub"]:
                # OpenID Connect Core 1.0, section 5.3.2.
                raise OidcRefused(Refusal.TOKEN, "the user information is somebody else's")
            claims = more | claims
        return claims

    async def _exchange(self, metadata: _Metadata, login: LoginState, code: str) -> dict[str, Any]:
        settings = self._settings
        body = prepare_token_request(
            "authorization_code",
            code=code,
            redirect_uri=login.redirect,
            code_verifier=login.verifier,
            client_id=settings.client_id,
        )
        fields = dict(httpx.QueryParams(body))
        auth: httpx.Auth | None = None
        if settings.secret is not None:
            secret = settings.secret.get_secret_value()
            if "client_secret_basic" in metadata.token_endpoint_auth_methods_supported:
                auth = httpx.BasicAuth(settings.client_id, secret)
            else:
                fields["client_secret"] = secret
        status, answer = await self._called("POST", metadata.token_endpoint, data=fields, auth=auth)
        if status != httpx.codes.OK:
            why = _NOT_GRANTED.get(str(answer.get("error")), Refusal.PROVIDER)
            raise OidcRefused(why, f"the code is answered {status}")
        return answer

    async def _checked(self, token: str, login: LoginState) -> dict[str, Any]:
        """Check the ID token (OpenID Connect Core 1.0, section 3.1.3.7)."""
        _, keys = await self._offer()
        try:
            read = jwt.decode(token, keys, algorithms=list(ALGORITHMS))
        except (JoseError, ValueError):
            # Signed with a key that is newer than those we know, perhaps.
            _, keys = await self._offer(anew=True)
            try:
                read = jwt.decode(token, keys, algorithms=list(ALGORITHMS))
            except (JoseError, ValueError) as error:
                raise OidcRefused(Refusal.TOKEN, f"signature: {type(error).__name__}") from error
        client = self._settings.client_id
        registry = jwt.JWTClaimsRegistry(
            now=int(self._clock.now().timestamp()),
            leeway=LEEWAY_S,
            iss={"essential": True, "value": self._settings.issuer},
            aud={"essential": True, "value": client},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": login.nonce},
        )
        try:
            registry.validate(read.claims)
        except (JoseError, ValueError, TypeError) as error:
            raise OidcRefused(Refusal.TOKEN, f"claims: {error}"[:200]) from error
        several = isinstance(read.claims["aud"], list) and len(read.claims["aud"]) > 1
        if read.claims.get("azp", None if several else client) != client:
            raise OidcRefused(Refusal.TOKEN, "the token was made for another client")
        return dict(read.claims)

    async def _offer(self, *, anew: bool = False) -> tuple[_Metadata, KeySet]:
        await self._wait_for_turn()
        try:
            age_s = self._clock.monotonic_s() - self._asked_s
            if self._metadata is None or self._keys is None or age_s > KEPT_S:
                anew = True
            elif age_s < LEAST_BETWEEN_S:
                anew = False
            if anew or self._metadata is None or self._keys is None:
                await self._ask_unless_failed()
            assert self._metadata is not None  # noqa: S101
            assert self._keys is not None  # noqa: S101
            return self._metadata, self._keys
        finally:
            self._turn.release()

    async def _wait_for_turn(self) -> None:
        try:
            async with asyncio.timeout(WAIT_S):
                await self._turn.acquire()
        except TimeoutError as error:
            raise OidcRefused(Refusal.PROVIDER, "others wait for its answer already") from error

    async def _ask_unless_failed(self) -> None:
        if self._clock.monotonic_s() - self._failed_s < FAILED_S:
            raise OidcRefused(Refusal.PROVIDER, "it did not answer a moment ago")
        try:
            await self._ask()
        except OidcRefused:
            self._failed_s = self._clock.monotonic_s()
            raise

    async def _ask(self) -> None:
        issuer = self._settings.issuer
        document = await self._json("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        try:
            metadata = _Metadata.model_validate(document)
        except ValidationError as error:
            raise OidcRefused(Refusal.PROVIDER, "its configuration lacks something") from error
        if metadata.issuer != issuer:
            raise OidcRefused(Refusal.PROVIDER, f"it calls itself {metadata.issuer[:100]!r}")
        for address in (metadata.token_endpoint, metadata.jwks_uri):
            if urlsplit(address).scheme != urlsplit(issuer).scheme:
                raise OidcRefused(Refusal.PROVIDER, "it leaves HTTPS")
        keys = await self._json("GET", metadata.jwks_uri)
        try:
            self._keys = KeySet.import_key_set(keys)  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise OidcRefused(Refusal.PROVIDER, "its keys cannot be read") from error
        self._metadata = metadata
        self._asked_s = self._clock.monotonic_s()

    async def _json(self, method: str, address: str, **fields: Any) -> dict[str, Any]:
        status, answer = await self._called(method, address, **fields)
        if status != httpx.codes.OK:
            raise OidcRefused(Refusal.PROVIDER, f"{method} is answered {status}")
        return answer

    async def _called(self, method: str, address: str, **fields: Any) -> tuple[int, dict[str, Any]]:
        """Call, and read the answer; that of a refusal may be no JSON."""
        try:
            async with (
                asyncio.timeout(TIMEOUT_S),
                self._client.stream(method, address, **fields) as answer,
            ):
                content = bytearray()
                async for part in answer.aiter_bytes():
                    content += part
                    if len(content) > MAX_ANSWER_BYTES:
                        raise OidcRefused(Refusal.PROVIDER, "its answer is too long")
        except (httpx.HTTPError, TimeoutError) as error:
            raise OidcRefused(Refusal.PROVIDER, type(error).__name__) from error
        try:
            document = httpx.Response(200, content=bytes(content)).json()
        except ValueError:
            document = None
        if isinstance(document, dict):
            return answer.status_code, document
        if answer.status_code == httpx.codes.OK:
            raise OidcRefused(Refusal.PROVIDER, "its answer is no JSON object")
        return answer.status_code, {}
