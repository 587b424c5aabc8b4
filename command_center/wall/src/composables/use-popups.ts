import { shallowReactive } from 'vue'
import type { Arrival } from '../store/wall-store'

/** Incidents below this severity do not pop up. */
export const POPUP_FROM_SEVERITY = 2

/** How long a pop-up stays when nobody touches it, in ms. */
export const POPUP_FOR_MS = 15_000

/** Pop-ups waiting or shown; beyond it the oldest goes. */
const HELD_AT_MOST = 50

export interface Popup {
  incidentId: string
  timer: ReturnType<typeof setTimeout> | undefined
}

/** The stack of alarm pop-ups, newest first. */
export class Popups {
  readonly list = shallowReactive<Popup[]>([])

  /** @returns whether it popped up. */
  offer({ incident }: Arrival): boolean {
    if (incident.severity < POPUP_FROM_SEVERITY || incident.state !== 'open') return false
    if (incident.held_back_by !== null) return false
    if (incident.review === 'dismissed' || incident.review === 'confirmed') return false
    if (this.list.some((one) => one.incidentId === incident.id)) return false
    const popup: Popup = { incidentId: incident.id, timer: undefined }
    this.list.unshift(popup)
    this.resume(popup)
    for (const old of this.list.slice(HELD_AT_MOST)) this.close(old.incidentId)
    return true
  }

  /** Somebody looks at it: it stays. */
  hold(popup: Popup): void {
    clearTimeout(popup.timer)
  }

  resume(popup: Popup): void {
    clearTimeout(popup.timer)
    popup.timer = setTimeout(() => this.close(popup.incidentId), POPUP_FOR_MS)
  }

  close(incidentId: string): void {
    const index = this.list.findIndex((one) => one.incidentId === incidentId)
    if (index < 0) return
    const [popup] = this.list.splice(index, 1)
    clearTimeout(popup?.timer)
  }

  clear(): void {
    for (const popup of [...this.list]) this.close(popup.incidentId)
  }
}
