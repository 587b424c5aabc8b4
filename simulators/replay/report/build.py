"""Puts runs and their truth into a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.limits import ConstructionLimits, CrowdLimits
from simulators.replay.problem import Problems
from simulators.replay.report.area_series import AreaSeries
from simulators.replay.report.count_series import CountSeries
from simulators.replay.report.crowd_report import CrowdReport
from simulators.replay.report.evidence_report import EvidenceReport
from simulators.replay.report.incident_report import IncidentReport
from simulators.replay.report.kind_report import KindReport
from simulators.replay.report.model_report import ModelReport
from simulators.replay.report.report import Report
from simulators.replay.report.source_report import SourceReport
from simulators.replay.report.text import Text
from simulators.replay.report.threshold_report import ThresholdReport
from simulators.replay.report.timing_report import TimingReport
from simulators.replay.report.true_incident_report import TrueIncidentReport
from simulators.replay.scoring.box_score import BoxScore
from simulators.replay.scoring.count_score import CountScore
from simulators.replay.scoring.evaluation import KINDS, Evaluation
from simulators.replay.scoring.matching import Outcome

DAY_S = 86_400.0
THRESHOLDS = tuple(round(0.05 * step, 2) for step in range(1, 20))


@dataclass(frozen=True, slots=True)
class ReplayedSource:
    """One source with all that became of it.

    Attributes:
        name: Of the source.
        camera: Whose zones and limits held.
        evaluation: The run beside its truth.
        problems: What could not be read.
    """

    name: str
    camera: Camera
    evaluation: Evaluation
    problems: Problems


def build_report(
    sources: Sequence[ReplayedSource],
    detectors: Sequence[str],
    model: ModelName | None,
    density_model: ModelName | None,
    timing: TimingReport,
) -> Report:
    """Put everything together.

    Args:
        sources: In the order given.
        detectors: Those that looked, in the order of their names.
        model: The object model with the threshold in force.
        density_model: The density model, or none.
        timing: What it cost.
    """
    evaluations = [source.evaluation for source in sources]
    boxes = [each.boxes for each in evaluations if each.boxes is not None]
    all_boxes = BoxScore.joined(boxes) if boxes else None
    counts = [each.counts for each in evaluations if each.counts is not None]
    threshold = model.threshold if model is not None else 0.0
    kinds = tuple(_kind(KINDS[detector], sources) for detector in detectors)
    known_s = sum(each.record.seconds for each in evaluations if each.known_kinds)
    known = any(each.known_kinds for each in evaluations)
    false = sum(kind.false for kind in kinds)
    return Report(
        detectors=tuple(detectors),
        model=_model(model),
        density_model=_model(density_model),
        crowd=_crowd(CountScore.joined(counts), all_boxes) if counts else None,
        curve=_curve(all_boxes, threshold) if all_boxes is not None else (),
        incidents=tuple(row for source in sources for row in _incidents(source)),
        truth=tuple(row for source in sources for row in _truth(source)),
        kinds=kinds,
        camera_days=_rounded(sum(each.record.seconds for each in evaluations) / DAY_S, 6),
        false_alarms=false if known else None,
        false_alarms_per_camera_day=_rate(false, known_s) if known else None,
        sources=tuple(_source(source) for source in sources),
        timing=timing,
    )


def _model(name: ModelName | None) -> ModelReport | None:
    if name is None:
        return None
    return ModelReport(
        name=name.name, version=name.version, sha256=name.sha256, threshold=name.threshold
    )


def _source(source: ReplayedSource) -> SourceReport:
    evaluation = source.evaluation
    record = evaluation.record
    limits = {zone.id: zone.limits for zone in source.camera.analytics.zones}
    counts = []
    for zone, looks in record.crowd.items():
        limit = limits.get(zone)
        truth = evaluation.true_counts.get(zone, (None,) * len(looks))
        counts.append(
            CountSeries(
                zone=zone,
                limit=limit.people if isinstance(limit, CrowdLimits) else None,
                density_limit=limit.density if isinstance(limit, CrowdLimits) else None,
                peak_density_limit=limit.peak_density if isinstance(limit, CrowdLimits) else None,
                time_s=tuple(_rounded(look.time_s, 3) for look in looks),
                people=tuple(look.people for look in looks),
                smoothed=tuple(_rounded(look.smoothed, 2) for look in looks),
                truth=truth,
                density=tuple(_or_none(look.density, 3) for look in looks),
                peak_density=tuple(_or_none(look.peak_density, 3) for look in looks),
            )
        )
    areas = []
    for zone, visits in record.areas.items():
        limit = limits.get(zone)
        areas.append(
            AreaSeries(
                zone=zone,
                limit=limit.min_area if isinstance(limit, ConstructionLimits) else 0.0,
                time_s=tuple(_rounded(visit.time_s, 3) for visit in visits),
                changed_share=tuple(_rounded(visit.changed_share, 5) for visit in visits),
                outcome=tuple(visit.outcome for visit in visits),
            )
        )
    return SourceReport(
        name=source.name,
        camera=source.camera.id,
        camera_name=source.camera.name,
        pictures=record.pictures,
        begin=record.begin,
        seconds=_rounded(record.seconds, 3),
        complete=not source.problems.count and not record.stopped,
        stopped=record.stopped,
        problems=tuple(Text.of(problem.as_text()) for problem in source.problems.kept),
        problem_count=source.problems.count,
        looks=dict(sorted(record.looks.items())),
        truth_kinds=evaluation.known_kinds,
        crowd=(None if evaluation.counts is None else _crowd(evaluation.counts, evaluation.boxes)),
        counts=tuple(counts),
        areas=tuple(areas),
    )


def _crowd(counts: CountScore, boxes: BoxScore | None) -> CrowdReport:
    scores = boxes.in_force() if boxes is not None else None
    counted = counts.counted
    return CrowdReport(
        looks=len(counted),
        mean=_rounded(sum(counted) / len(counted), 4) if counted else None,
        highest=max(counted, default=None),
        frames=len(counts.errors),
        count_mae=_or_none(counts.mae),
        count_bias=_or_none(counts.bias),
        precision=_rounded(scores[0], 4) if scores else None,
        recall=_rounded(scores[1], 4) if scores else None,
        f1=_rounded(scores[2], 4) if scores else None,
        people=boxes.people if boxes is not None else None,
    )


def _curve(boxes: BoxScore, threshold: float) -> tuple[ThresholdReport, ...]:
    rows = []
    for at in sorted({*THRESHOLDS, threshold}):
        # Under the lowest score asked of the model nothing is known, and above the highest there
        # is nothing that could be precise.
        if at < boxes.least or not (boxes.scores >= at).any():
            continue
        precision, recall, f1 = boxes.at(at)
        rows.append(
            ThresholdReport(
                threshold=at,
                precision=_rounded(precision, 4),
                recall=_rounded(recall, 4),
                f1=_rounded(f1, 4),
            )
        )
    return tuple(rows)


def _incidents(source: ReplayedSource) -> list[IncidentReport]:
    evaluation = source.evaluation
    rows = []
    delays: dict[int, float] = {}
    for found, delay_s in zip(evaluation.matching.found, evaluation.matching.delays_s, strict=True):
        if found is not None and delay_s is not None:
            delays.setdefault(found, delay_s)
    for index, (timed, outcome) in enumerate(
        zip(evaluation.incidents, evaluation.matching.outcomes, strict=True)
    ):
        incident = timed.incident
        rows.append(
            IncidentReport(
                source=source.name,
                kind=incident.kind,
                zone=incident.zone,
                id=incident.incident_id,
                start=incident.start,
                end=incident.end,
                start_s=_rounded(timed.start_s, 3),
                end_s=_or_none(timed.end_s, 3),
                end_reason=incident.end_reason,
                severity=incident.severity,
                quantity=incident.quantity,
                peak=_rounded(incident.peak, 5),
                unit=incident.unit,
                limit=_rounded(incident.limit, 5),
                at_least=incident.at_least,
                updates=incident.updates,
                evidence=tuple(
                    EvidenceReport(file=kept.file, role=kept.role, captured_at=kept.captured_at)
                    for kept in incident.evidence
                ),
                outcome=outcome,
                delay_s=_or_none(delays.get(index), 3),
            )
        )
    return rows


def _truth(source: ReplayedSource) -> list[TrueIncidentReport]:
    evaluation = source.evaluation
    rows = []
    for number, real in enumerate(evaluation.truth):
        found = evaluation.matching.found[number]
        rows.append(
            TrueIncidentReport(
                source=source.name,
                kind=real.kind,
                zone=real.zone,
                name=real.name,
                start_s=_rounded(real.start_s, 3),
                due_s=_rounded(real.due_s, 3),
                end_s=_or_none(real.end_s, 3),
                required=number in evaluation.due,
                found_by=(
                    None if found is None else evaluation.incidents[found].incident.incident_id
                ),
                delay_s=_or_none(evaluation.matching.delays_s[number], 3),
                late=number in evaluation.late,
            )
        )
    return rows


def _kind(kind: str, sources: Sequence[ReplayedSource]) -> KindReport:
    outcomes: list[Outcome] = []
    delays: list[float] = []
    expected = late = 0
    known_s = 0.0
    known = False
    for source in sources:
        each = source.evaluation
        for timed, outcome in zip(each.incidents, each.matching.outcomes, strict=True):
            if timed.incident.kind == kind:
                outcomes.append(outcome)
        for number in each.due:
            if each.truth[number].kind != kind:
                continue
            expected += 1
            delay_s = each.matching.delays_s[number]
            if delay_s is not None:
                delays.append(delay_s)
                late += number in each.late
        if kind in each.known_kinds:
            known = True
            known_s += each.record.seconds
    right, wrong = outcomes.count("true"), outcomes.count("false")
    return KindReport(
        kind=kind,
        raised=len(outcomes),
        true=right,
        false=wrong,
        unknown=outcomes.count("unknown"),
        expected=expected,
        found=len(delays),
        late=late,
        recall=_rounded(len(delays) / expected, 4) if expected else None,
        precision=_rounded(right / (right + wrong), 4) if right + wrong else None,
        median_delay_s=_rounded(median(delays), 3) if delays else None,
        worst_delay_s=_rounded(max(delays), 3) if delays else None,
        camera_days=_rounded(known_s / DAY_S, 6),
        false_alarms_per_camera_day=_rate(wrong, known_s) if known else None,
    )


def _rate(false: int, known_s: float) -> float | None:
    return _rounded(false / (known_s / DAY_S), 4) if known_s > 0 else None


def _rounded(value: float, digits: int) -> float:
    # Adding 0 turns -0.0 into 0.0.
    return round(float(value), digits) + 0.0


def _or_none(value: float | None, digits: int = 4) -> float | None:
    return None if value is None else _rounded(value, digits)
