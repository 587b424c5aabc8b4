import { shallowReactive } from 'vue'
import type {
  CameraStatus,
  CameraView,
  EvidenceChange,
  FeedMessage,
  IncidentView,
  Phase,
  ShardChange,
  TaskView,
} from '../api/types'
import { isOpenTask } from '../tasks/progress'

/** Ended incidents and closed tasks kept, so that a wall left on for weeks does not grow. */
export const KEPT_INCIDENTS = 300
export const KEPT_TASKS = 300

/** What the lists give at the start. */
export interface Lists {
  cameras: CameraView[]
  incidents: IncidentView[]
  tasks: TaskView[]
}

/** A change that the wall may want to point out, once. */
export interface Arrival {
  phase: Phase
  incident: IncidentView
}

/** Whether somebody still has to care about the incident. */
export function isAlerting(incident: IncidentView): boolean {
  return incident.state === 'open' && incident.review !== 'dismissed' && incident.held_back_by === null
}

/** Whether it is about a village whose cameras are gone, and not about one camera. */
export function isOutage(incident: IncidentView): boolean {
  return incident.kind === 'camera-fault' && incident.camera === null
}

/**
 * What the wall knows, fed by lists and by the feed.
 *
 * Every stored message carries the whole new state of one thing and a position; one whose position
 * is not above the last is a repetition and changes nothing. So a reconnect may repeat as much as it
 * likes.
 */
export class WallStore {
  readonly cameras = shallowReactive(new Map<string, CameraView>())
  readonly incidents = shallowReactive(new Map<string, IncidentView>())
  readonly tasks = shallowReactive(new Map<string, TaskView>())
  readonly shards = shallowReactive(new Map<string, ShardChange>())

  /** Called for incidents this store did not know before, or that call on nobody no longer; from the feed alone. */
  onArrival: (arrival: Arrival) => void = () => {}

  /** Position of the newest message applied; null until the first `hello`. */
  position: number | null = null

  clear(): void {
    this.cameras.clear()
    this.incidents.clear()
    this.tasks.clear()
    this.shards.clear()
    this.position = null
  }

  /** Take the lists as they stood at `position` or later. */
  load(lists: Lists, position: number): void {
    this.cameras.clear()
    this.incidents.clear()
    this.tasks.clear()
    for (const camera of lists.cameras) this.cameras.set(camera.id, camera)
    for (const incident of lists.incidents) this.incidents.set(incident.id, incident)
    for (const task of lists.tasks) this.tasks.set(task.id, task)
    this.position = position
    this.trim()
  }

  /** Take one message; returns whether it changed anything. */
  apply(message: FeedMessage): boolean {
    if (message.type === 'hello' || message.type === 'tick') return false
    if (message.type === 'cameras') {
      this.applyCameras(message.data)
      return true
    }
    if (this.position !== null && message.position <= this.position) return false
    this.position = message.position
    switch (message.type) {
      case 'incident':
        this.applyIncident(message.data.phase, message.data.incident)
        break
      case 'task':
        this.tasks.set(message.data.id, message.data)
        break
      case 'evidence':
        this.applyEvidence(message.data)
        break
      case 'shard':
        this.shards.set(message.data.shard, message.data)
        break
    }
    this.trim()
    return true
  }

  /** Take the answer of a call this page made; the feed says the same a moment later. */
  putIncident(incident: IncidentView): void {
    this.incidents.set(incident.id, incident)
  }

  putTask(task: TaskView): void {
    this.tasks.set(task.id, task)
  }

  private applyIncident(phase: Phase, incident: IncidentView): void {
    const known = this.incidents.get(incident.id)
    this.incidents.set(incident.id, incident)
    const calls = known !== undefined && known.held_back_by !== null && incident.held_back_by === null
    if (!known || calls) this.onArrival({ phase, incident })
  }

  private applyEvidence(change: EvidenceChange): void {
    const incident = this.incidents.get(change.incident_id)
    if (!incident) return
    const evidence = incident.evidence.map((one) =>
      one.sha256 === change.sha256 ? { ...one, status: change.status } : one,
    )
    this.incidents.set(incident.id, { ...incident, evidence })
  }

  private applyCameras(statuses: CameraStatus[]): void {
    for (const status of statuses) {
      const camera = this.cameras.get(status.id)
      // A camera not in the list is not this user's, or newer than the list: never shown unnamed.
      if (camera) this.cameras.set(status.id, { ...camera, ...status })
    }
  }

  private trim(): void {
    trimOldest(this.incidents, KEPT_INCIDENTS, (one) => one.state === 'ended', (one) => one.updated_at)
    trimOldest(this.tasks, KEPT_TASKS, (one) => !isOpenTask(one), (one) => one.opened_at)
  }
}

function trimOldest<T>(
  map: Map<string, T>,
  kept: number,
  mayGo: (value: T) => boolean,
  when: (value: T) => string,
): void {
  if (map.size <= kept) return
  const candidates = [...map].filter(([, value]) => mayGo(value))
  candidates.sort(([, a], [, b]) => when(a).localeCompare(when(b)))
  for (const [id] of candidates.slice(0, map.size - kept)) map.delete(id)
}
