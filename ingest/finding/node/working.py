"""Does one task, in whatever process this is."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping

from ingest.finding.address_policy import AddressPolicy
from ingest.finding.network_survey import NetworkSurvey, SearchPlan
from ingest.finding.node.host_guard import HostGuard
from ingest.finding.node.outcome import Outcome
from ingest.finding.probe.stream_probe import StreamProbe
from ingest.rtsp.credentials import Credentials
from ingest.rtsp.tls_trust import TlsTrust
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import SharpEyesError
from sharp_eyes.finding.discovery_report import DiscoveryReport
from sharp_eyes.finding.finding_job import FindingAnswer, FindingJob, FindingKind
from sharp_eyes.finding.probe_outcome import ProbeOutcome
from sharp_eyes.finding.probe_report import ProbeReport
from sharp_eyes.finding.remark import Remark, clipped


async def work(job: FindingJob, clock: Clock, environment: Mapping[str, str]) -> Outcome:
    """Do a task; what goes wrong is its answer.

    Args:
        job: What is to be done.
        clock: Time.
        environment: Says where this machine looks, and which certificates and model it uses.
    """
    try:
        policy = AddressPolicy.from_environment(environment)
        credentials = None
        if job.username:
            credentials = Credentials(job.username, job.password.get_secret_value())
        if job.kind is FindingKind.PROBE:
            return await _probe(job, policy, credentials, clock, environment)
        return await _discover(job, policy, credentials, clock)
    except SharpEyesError as error:
        step = f" {error.next_step.en}" if error.next_step else ""
        step_zh = f" {error.next_step.zh}" if error.next_step else ""
        return failed(job, Bilingual(error.message.zh + step_zh, error.message.en + step))


def failed(job: FindingJob, reason: Bilingual) -> Outcome:
    """Return the outcome of a task that could not be done.

    Args:
        job: Which.
        reason: Why.
    """
    said = Remark.of("failed", reason)
    if job.kind is FindingKind.PROBE:
        report = ProbeReport(
            address=clipped(job.address, 600), outcome=ProbeOutcome.FAILED, reason=said
        )
        return Outcome(FindingAnswer(probe=report))
    return Outcome(FindingAnswer(discovery=DiscoveryReport(remarks=(said,))))


async def _probe(
    job: FindingJob,
    policy: AddressPolicy,
    credentials: Credentials | None,
    clock: Clock,
    environment: Mapping[str, str],
) -> Outcome:
    from detectors.models.loading import default_model_family, default_model_path, load_model

    guard = HostGuard(job.guarded_hosts)
    await guard.prepare()
    probe = StreamProbe(
        policy,
        clock,
        lambda: secrets.token_hex(8),
        TlsTrust.from_environment(environment),
        lambda: load_model(
            default_model_path(None, environment), default_model_family(None, environment)
        ),
        lookup=guard.look_up,
    )
    result = await probe.run(
        job.address,
        credentials,
        whole=lambda: job.whole or guard.hit,
        pinned_sha256=job.certificate_sha256,
    )
    still = result.still.jpeg if result.still is not None else b""
    return Outcome(FindingAnswer(probe=result.report), still)


async def _discover(
    job: FindingJob, policy: AddressPolicy, credentials: Credentials | None, clock: Clock
) -> Outcome:
    survey = NetworkSurvey(
        policy, clock, lambda: secrets.token_bytes(16), lambda: f"urn:uuid:{uuid.uuid4()}"
    )
    left_s = (job.deadline - clock.now()).total_seconds()
    # What was found in time is worth more than all of it too late.
    plan = SearchPlan(hosts=job.hosts, total_s=max(5.0, left_s - 20.0))
    return Outcome(FindingAnswer(discovery=await survey.run(plan, credentials)))
