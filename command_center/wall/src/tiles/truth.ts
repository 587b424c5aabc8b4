import type { CameraView } from '../api/types'

export type TileState = 'live' | 'still' | 'offline' | 'unknown' | 'connecting'

/** A picture older than this is not live. */
export const LIVE_WITHIN_S = 3

/** A picture from further in the future than this has a clock that is not to be believed. */
const AHEAD_AT_MOST_S = 3

export interface TileFacts {
  camera: Pick<CameraView, 'state' | 'since' | 'enabled'>
  /** Capture time of the picture that is painted, ms since 1970; null when none is. */
  capturedAtMs: number | null
  /** Server time, ms since 1970; null while it is not known. */
  nowMs: number | null
  /** Whether both the feed and the stills arrive. */
  linked: boolean
}

export interface TileTruth {
  state: TileState
  /** Age of the painted picture in s, never negative; null without a picture or a clock. */
  ageS: number | null
}

/**
 * What a tile may say of its picture. It never says `live` of anything but a picture of the last
 * 3 s on a whole line from a camera that is there.
 */
export function tileTruth({ camera, capturedAtMs, nowMs, linked }: TileFacts): TileTruth {
  const rawAgeS = capturedAtMs === null || nowMs === null ? null : (nowMs - capturedAtMs) / 1000
  const ageS = rawAgeS === null ? null : Math.max(0, rawAgeS)
  if (!camera.enabled) return { state: 'offline', ageS }
  const fresh = linked && rawAgeS !== null && rawAgeS <= LIVE_WITHIN_S && rawAgeS >= -AHEAD_AT_MOST_S
  if (camera.state === 'offline' || camera.state === 'unknown') {
    // The word "offline" may be a moment older than the picture; a fresh picture taken after it is
    // the better witness.
    const since = camera.since === null ? Number.POSITIVE_INFINITY : Date.parse(camera.since)
    const better = fresh && capturedAtMs !== null && capturedAtMs > since
    return { state: better ? 'live' : camera.state, ageS }
  }
  if (capturedAtMs === null) return { state: 'connecting', ageS }
  return { state: fresh ? 'live' : 'still', ageS }
}
