/**
 * What the centre says and is told, as `docs/design/0001-contracts-in-practice.md` writes it.
 *
 * Times are ISO 8601 UTC; places are [longitude, latitude] in degrees.
 */

export type Severity = 1 | 2 | 3 | 4
export type LonLat = [number, number]
export type CameraState = 'connecting' | 'online' | 'offline' | 'unknown'
export type IncidentKind = 'crowd' | 'construction' | 'camera-fault'
export type IncidentReview = 'none' | 'waiting' | 'confirmed' | 'dismissed'
export type EvidenceStatus = 'stored' | 'pending' | 'lost'
export type EvidenceRole = 'scene' | 'before' | 'after' | 'outline' | 'series' | 'clip'
export type MediaType = 'image/jpeg' | 'video/mp4'
export type TimeSource = 'sender_report' | 'arrival'
export type Phase = 'new' | 'update' | 'end'
export type Purpose = 'duty' | 'case' | 'drill'

export interface Bilingual {
  zh: string
  en: string
}

export interface Me {
  username: string
  display_name: string
  roles: string[]
  region: string
  purpose: string
  session_expires_at: string
  /** What has to be done on the page of one's account before anything else is answered. */
  owes?: 'password' | 'totp' | null
}

/** Whether one may sign in with a provider, and under which name it is known here. */
export interface Provider {
  name: string | null
}

export interface Region {
  code: string
  level: string
  name: string
  name_en: string | null
}

export interface GridProperties {
  code: string
  name: string
  name_en: string | null
  unit: string | null
}

export interface GridFeature {
  type: 'Feature'
  properties: GridProperties
  geometry: { type: 'Polygon'; coordinates: LonLat[][] }
}

export interface GridCollection {
  type: 'FeatureCollection'
  features: GridFeature[]
}

/** The part of a camera that the feed's `cameras` message renews. */
export interface CameraStatus {
  id: string
  state: CameraState
  since: string | null
  last_frame_at: string | null
  fps: number | null
  bitrate_kbps: number | null
  error: Bilingual | null
}

export interface CameraView extends CameraStatus {
  name: string
  region: string
  grid: string | null
  location: LonLat | null
  place_type: string
  key_area: boolean
  managing_unit: string | null
  enabled: boolean
  analytics: string[]
  masked: boolean
  time_source: TimeSource | null
}

/** What is wrong with a camera's picture. */
export type PictureFault =
  | 'black'
  | 'over_exposed'
  | 'frozen'
  | 'blurred'
  | 'covered'
  | 'colour_cast'
  | 'noise'
  | 'view_moved'

export interface Measurement {
  quantity:
    | 'people'
    | 'density'
    | 'peak_density'
    | 'changed_area'
    | 'silence'
    | 'cameras_gone'
    | 'shard_silence'
    | 'outbox_fill'
    | PictureFault
  value: number
  unit: 'people' | 'people/m2' | 'share of picture' | 'm2' | 's' | 'grey levels' | 'share' | 'cameras'
  limit: number
  at_least: boolean
  /** When the value reaches the limit by its trend; null where it has, or none is seen. */
  seconds_to_limit: number | null
}

export interface ModelName {
  name: string
  version: string
  sha256: string | null
  threshold: number
}

export interface EvidenceView {
  sha256: string
  role: EvidenceRole
  media_type: MediaType
  status: EvidenceStatus
}

/** One camera of a village's outage. */
export interface OutageCamera {
  id: string
  name: string
  gone_at: string
  back_at: string | null
}

export interface IncidentView {
  id: string
  kind: IncidentKind
  camera: string | null
  camera_name: string | null
  zone: string | null
  region: string
  region_name: string | null
  grid: string | null
  grid_name: string | null
  location: LonLat | null
  severity: Severity
  state: 'open' | 'ended'
  review: IncidentReview
  opened_at: string
  updated_at: string
  ended_at: string | null
  end_reason: string | null
  measurement: Measurement | null
  /** Of a crowd, the one of all its alerts that was furthest over its limit. */
  peak: Measurement | null
  model: ModelName | null
  time_source: TimeSource | null
  evidence: EvidenceView[]
  task_id: string | null
  alert_id: string | null
  /** Why it calls on nobody: shown, no pop-up, no task. */
  held_back_by: string | null
  /** The incident that it is shown with. */
  part_of: string | null
  cameras: OutageCamera[]
  captured_at: string | null
  decoded_at: string | null
  received_at: string | null
}

/** A camera of which alerts call on nobody until a moment; without a kind, of all kinds. */
export interface SilenceView {
  id: string
  camera: string
  kind: IncidentKind | null
  reason: string
  set_by_name: string
  until: string
}

export interface TaskStep {
  at: string
  who: string
  action: string
  note: string | null
}

export interface TaskDue {
  what: string
  at: string
}

export interface TaskView {
  id: string
  incident_id: string | null
  kind: IncidentKind
  title: Bilingual
  state: string
  region: string
  grid: string | null
  grid_name: string | null
  unit: string | null
  assigned: 'grid' | 'village' | 'triage'
  location: LonLat | null
  opened_at: string
  opened_by: string
  opened_by_model: ModelName | string | null
  due: TaskDue[]
  overdue: boolean
  actions: string[]
  steps: TaskStep[]
}

export interface EvidenceChange {
  sha256: string
  incident_id: string
  status: EvidenceStatus
}

export interface ShardChange {
  shard: string
  alive: boolean
  since: string
}

/** One message of `WS /api/v1/feed`; those with a position are stored and resumable. */
export type FeedMessage =
  | { type: 'hello'; data: { position: number; server_time: string } }
  | { type: 'tick'; data: { server_time: string } }
  | { type: 'cameras'; data: CameraStatus[] }
  | { type: 'incident'; position: number; data: { phase: Phase; incident: IncidentView } }
  | { type: 'task'; position: number; data: TaskView }
  | { type: 'evidence'; position: number; data: EvidenceChange }
  | { type: 'shard'; position: number; data: ShardChange }
