import type { CameraView, IncidentView, TaskView } from '../api/types'

/** Invented things for tests. */

export function aCamera(id: string, changes: Partial<CameraView> = {}): CameraView {
  return {
    id,
    name: `camera ${id}`,
    region: '370499101201',
    grid: '370499101201001',
    location: [117.62, 34.7],
    place_type: 'square',
    key_area: false,
    managing_unit: 'a unit',
    enabled: true,
    analytics: ['crowd'],
    masked: false,
    state: 'online',
    since: '2026-11-03T11:00:00Z',
    last_frame_at: null,
    fps: 15,
    bitrate_kbps: 415,
    time_source: 'arrival',
    error: null,
    ...changes,
  }
}

export function anIncident(id: string, changes: Partial<IncidentView> = {}): IncidentView {
  return {
    id,
    kind: 'crowd',
    camera: '37049901001326000001',
    camera_name: 'a square',
    zone: 'square',
    region: '370499101201',
    region_name: 'a village',
    grid: '370499101201001',
    grid_name: 'a grid',
    location: [117.62, 34.7],
    severity: 2,
    state: 'open',
    review: 'none',
    opened_at: '2026-11-03T12:00:00Z',
    updated_at: '2026-11-03T12:00:00Z',
    ended_at: null,
    end_reason: null,
    measurement: {
      quantity: 'people',
      value: 13,
      unit: 'people',
      limit: 10,
      at_least: false,
      seconds_to_limit: null,
    },
    peak: null,
    model: { name: 'nanodet-g', version: '1', sha256: null, threshold: 0.45 },
    time_source: 'arrival',
    evidence: [],
    held_back_by: null,
    part_of: null,
    cameras: [],
    task_id: null,
    alert_id: null,
    captured_at: null,
    decoded_at: null,
    received_at: null,
    ...changes,
  }
}

export function aTask(id: string, changes: Partial<TaskView> = {}): TaskView {
  return {
    id,
    incident_id: null,
    kind: 'crowd',
    title: { zh: '人员聚集', en: 'crowd' },
    state: 'opened',
    region: '370499101201',
    grid: '370499101201001',
    grid_name: 'a grid',
    unit: 'a unit',
    assigned: 'grid',
    location: null,
    opened_at: '2026-11-03T12:00:00Z',
    opened_by: 'machine',
    opened_by_model: null,
    due: [],
    overdue: false,
    actions: ['accept'],
    steps: [],
    ...changes,
  }
}
