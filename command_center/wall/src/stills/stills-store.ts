import { shallowReactive } from 'vue'
import type { Still } from './protocol'

/**
 * The newest still of each camera that is on screen; memory is bounded by what is asked for.
 */
export class StillsStore {
  readonly newest = shallowReactive(new Map<string, Still>())
  private asked = new Set<string>()

  /** Say which cameras are on screen; stills of all others are let go. */
  ask(cameras: readonly string[]): void {
    this.asked = new Set(cameras)
    for (const id of [...this.newest.keys()]) if (!this.asked.has(id)) this.newest.delete(id)
  }

  /** @returns whether the still was wanted and newer than the one held. */
  offer(still: Still): boolean {
    if (!this.asked.has(still.camera)) return false
    const held = this.newest.get(still.camera)
    if (held && held.capturedAtMs >= still.capturedAtMs) return false
    this.newest.set(still.camera, still)
    return true
  }

  clear(): void {
    this.newest.clear()
    this.asked.clear()
  }
}
