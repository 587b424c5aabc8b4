"""Looks at one address: what the stream is like, or the precise reason why not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from detectors.models.object_model import ObjectModel
from detectors.picture import Picture
from ingest.codec import Codec
from ingest.decode.key_frame_decoder import KeyFrameDecoder
from ingest.decoded_frame import DecodedFrame
from ingest.errors import NoKeyFrame
from ingest.finding.address_policy import AddressPolicy
from ingest.finding.clock_words import clock_words
from ingest.finding.guarded_connector import GuardedConnector, Lookup, look_up
from ingest.finding.probe.masked_still import WIDTH_PX, MaskedStill, masked_still
from ingest.finding.probe.probe_advice import ADVICE
from ingest.finding.probe.probe_failure import outcome_of
from ingest.finding.probe.stream_measure import WANTED_S, StreamMeasure
from ingest.finding.proposal.stream_choice import choose, key_interval_remarks
from ingest.key_frame import KeyFrame
from ingest.rtsp.access_unit import AccessUnit
from ingest.rtsp.access_unit_stream import AccessUnitStream
from ingest.rtsp.capture_clock import TRUSTED_OFFSET_S
from ingest.rtsp.credentials import Credentials
from ingest.rtsp.rtsp_session import RtspSession
from ingest.rtsp.rtsp_settings import RtspSettings
from ingest.rtsp.rtsp_url import RtspUrl, redact
from ingest.rtsp.tls_trust import TlsTrust
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import SharpEyesError
from sharp_eyes.finding.found_stream import FoundStream
from sharp_eyes.finding.probe_outcome import ProbeOutcome
from sharp_eyes.finding.probe_report import ProbeReport
from sharp_eyes.finding.remark import Remark, clipped

LOOK_S = 15.0
"""How long a stream is measured at most; with a key frame every 2 s it takes 4."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands where a capture time is wanted and nobody reads it."""
_MEASURED_CODES = frozenset({"sub-h265", "sub-large", "sub-small"})


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What a look found.

    Attributes:
        report: In words and figures.
        still: A picture, where one could be made.
    """

    report: ProbeReport
    still: MaskedStill | None = None


@dataclass(slots=True)
class _Seen:
    """What came of a stream so far.

    Attributes:
        measure: Rates.
        codec: Of the stream.
        first_key: The first key frame.
        last_key: The newest.
        broke: Why the stream ended before there was enough.
        time_source: Whose clock the last capture time came from.
        offset_s: The camera's clock less ours.
        transport: How it came.
        pictures: Of the first and the last key frame, BGR; not masked.
        size: Width and height of the whole picture, pixels.
        undecodable: Why no picture could be made.
    """

    measure: StreamMeasure
    codec: Codec
    first_key: AccessUnit | None = None
    last_key: AccessUnit | None = None
    broke: SharpEyesError | None = None
    time_source: TimeSource = TimeSource.ARRIVAL
    offset_s: float | None = None
    transport: Literal["tcp", "tls"] = "tcp"
    pictures: list[Picture] = field(default_factory=list, repr=False)
    size: tuple[int, int] | None = None
    undecodable: SharpEyesError | None = None


class StreamProbe:
    """Looks at addresses, one at a time.

    Args:
        policy: Which addresses may be connected to.
        clock: Time.
        new_cnonce: Makes client nonces for Digest.
        trust: Which certificates are believed.
        model: Gives the model that finds people, in a thread; none where there is none.
        settings: Limits of the session.
        look_s: How long a stream is measured at most.
        wanted_s: How much of it is enough, with three key frames in it.
        lookup: Finds the addresses of a name.
    """

    def __init__(
        self,
        policy: AddressPolicy,
        clock: Clock,
        new_cnonce: Callable[[], str],
        trust: TlsTrust,
        model: Callable[[], ObjectModel | None],
        *,
        settings: RtspSettings | None = None,
        look_s: float = LOOK_S,
        wanted_s: float = WANTED_S,
        lookup: Lookup = look_up,
    ) -> None:
        self._clock = clock
        self._new_cnonce = new_cnonce
        self._model = model
        self._settings = settings or RtspSettings()
        self._look_s = look_s
        self._wanted_s = wanted_s
        self._connector = GuardedConnector(self._settings, trust, policy, lookup)

    async def run(
        self,
        address: str,
        credentials: Credentials | None = None,
        *,
        whole: bool | Callable[[], bool] = False,
        pinned_sha256: str | None = None,
    ) -> ProbeResult:
        """Look at an address; never raises for what is or is not there.

        Args:
            address: ``rtsp[s]://[user:password@]host[:port]/path``.
            credentials: User name and password; those in the address without.
            whole: Mask the whole still; what has to be called says it once it has been connected.
            pinned_sha256: The camera's certificate, for rtsps.
        """
        try:
            url, found = RtspUrl.parse(address)
        except SharpEyesError as error:
            return ProbeResult(_failed(redact(address), error, given=False))
        given = credentials or found
        session = RtspSession(
            url, given, self._connector, self._settings, self._new_cnonce, pinned_sha256
        )
        try:
            seen = await self._watch(session)
        except SharpEyesError as error:
            return ProbeResult(_failed(str(url), error, given=given is not None))
        seen.measure.conclude()
        await asyncio.to_thread(_decode, seen)
        still = None
        if seen.pictures:
            told = whole() if callable(whole) else whole
            still = await asyncio.to_thread(self._still, seen.pictures, whole=told)
        return ProbeResult(_report(str(url), seen, still), still)

    async def _watch(self, session: RtspSession) -> _Seen:
        """Take a stream in until there is enough of it.

        Raises:
            SharpEyesError: nothing came that could be reported.
        """
        async with AccessUnitStream(session, self._clock) as stream:
            track = session.track
            seen = _Seen(StreamMeasure(track.clock_rate_hz, self._wanted_s), track.codec)
            seen.transport = "tls" if session.url.secure else "tcp"
            try:
                async with asyncio.timeout(self._look_s):
                    async for unit in stream:
                        self._take(unit, seen, stream)
                        if seen.measure.enough:
                            break
            except TimeoutError:
                pass
            except SharpEyesError as error:
                if seen.last_key is None:
                    raise
                seen.broke = error
            if seen.last_key is None:
                raise NoKeyFrame(str(session.url), self._look_s)
            return seen

    def _take(self, unit: AccessUnit, seen: _Seen, stream: AccessUnitStream) -> None:
        seen.measure.take(unit, self._clock.monotonic_s())
        if unit.key:
            seen.first_key = seen.first_key or unit
            seen.last_key = unit
        clock = stream.capture_clock
        _, source = clock.capture_time(unit.rtp_timestamp, self._clock.now())
        # The last one counts: pictures of a burst at the beginning are older than their arrival.
        seen.time_source, seen.offset_s = source, clock.offset_s

    def _still(self, pictures: list[Picture], *, whole: bool) -> MaskedStill:
        former = pictures[0] if len(pictures) > 1 else None
        try:
            model = None if whole else self._model()
        except SharpEyesError:
            model = None
        return masked_still(former, pictures[-1], model, whole=whole)


def _decode(seen: _Seen) -> None:
    """Turn the first and the last key frame into pictures."""
    decoder = KeyFrameDecoder(seen.codec)
    keys = (
        [seen.first_key, seen.last_key] if seen.first_key is not seen.last_key else [seen.last_key]
    )
    for number, unit in enumerate(keys, start=1):
        if unit is None:
            continue
        frame = KeyFrame(
            "probe",
            _EPOCH,
            TimeSource.ARRIVAL,
            0.0,
            number,
            seen.codec,
            None,
            None,
            unit,
        )
        try:
            decoded = DecodedFrame(frame, 0.0, decoder.decode(frame))
            seen.size = (decoded.width, decoded.height)
            seen.pictures.append(decoded.bgr(min(WIDTH_PX, decoded.width)))
        except SharpEyesError as error:
            seen.undecodable = error


def _report(address: str, seen: _Seen, still: MaskedStill | None) -> ProbeReport:
    measure = seen.measure
    outcome = ProbeOutcome.OK if seen.pictures else ProbeOutcome.UNDECODABLE
    error = seen.undecodable if not seen.pictures else None
    interval_s = measure.key_interval_s
    width, height = seen.size or (None, None)
    return ProbeReport(
        address=clipped(address, 600),
        outcome=outcome,
        reason=_said(outcome, error.message) if error else None,
        next_step=_advice(outcome, error) if error else None,
        codec="h264" if seen.codec is Codec.H264 else "h265",
        width_px=width,
        height_px=height,
        fps=_rounded(measure.fps),
        bitrate_kbps=_rounded(measure.bitrate_kbps),
        key_interval_s=_rounded(interval_s, 2),
        key_interval_over_s=_rounded(measure.span_s) if interval_s is None else None,
        transport=seen.transport,
        time_source=seen.time_source,
        clock_offset_s=_rounded(seen.offset_s, 2),
        measured_s=_rounded(measure.span_s),
        remarks=tuple(_remarks(seen)),
        still=still.masking if still is not None else None,
    )


def _remarks(seen: _Seen) -> list[Remark]:
    measure = seen.measure
    interval_s = measure.key_interval_s
    remarks = list(key_interval_remarks(measure.span_s if interval_s is None else interval_s))
    if seen.size is not None:
        stream = FoundStream(
            profile="",
            codec=seen.codec.value,
            width_px=seen.size[0],
            height_px=seen.size[1],
            address="rtsp://seen",
        )
        said = choose([stream]).remarks
        remarks += [remark for remark in said if remark.code in _MEASURED_CODES]
    offset_s = seen.offset_s
    if offset_s is not None and abs(offset_s) > TRUSTED_OFFSET_S:
        off = clock_words(offset_s)
        text = Bilingual(
            f"摄像机时钟{off.zh}，以到达时间为准；请设置 NTP 校时",
            f"the camera's clock is {off.en}: times of arrival are used; set it by NTP",
        )
        remarks.append(Remark.of("clock-off", text))
    if measure.odd_timestamps:
        text = Bilingual(
            "码流自带的时间戳与实际不符，以下速率按到达时间计算",
            "the stream's timestamps do not fit the time that passed: rates are by arrival",
        )
        remarks.append(Remark.of("odd-timestamps", text))
    if seen.broke is not None:
        broke = seen.broke.message
        text = Bilingual(f"码流中途断开：{broke.zh}", f"the stream broke off: {broke.en}")
        remarks.append(Remark.of("broke-off", text))
    return remarks


def _failed(address: str, error: SharpEyesError, *, given: bool) -> ProbeReport:
    outcome = outcome_of(error, credentials_given=given)
    return ProbeReport(
        address=clipped(address, 600),
        outcome=outcome,
        reason=_said(outcome, error.message),
        next_step=_advice(outcome, error),
    )


def _advice(outcome: ProbeOutcome, error: SharpEyesError) -> Remark | None:
    step = ADVICE.get(outcome) or error.next_step
    return None if step is None else _said("next-step", step)


def _said(code: str, text: Bilingual) -> Remark:
    return Remark.of(code, text)


def _rounded(number: float | None, digits: int = 1) -> float | None:
    return None if number is None else round(number, digits)
