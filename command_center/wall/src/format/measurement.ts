import type { Measurement } from '../api/types'

export interface UnitText {
  /** Key under `unit.` of the texts. */
  unit: 'people' | 'density' | 'share' | 'area' | 'seconds' | 'grey' | 'usual' | 'cameras'
  value: string
  limit: string
}

/** A measurement's figures with the digits that mean something in its unit. */
export function unitText({ quantity, unit, value, limit }: Measurement): UnitText {
  switch (unit) {
    case 'people':
      return { unit: 'people', value: String(Math.round(value)), limit: String(Math.round(limit)) }
    case 'people/m2':
      return { unit: 'density', value: value.toFixed(1), limit: limit.toFixed(1) }
    case 'share of picture':
      return { unit: 'share', value: (value * 100).toFixed(1), limit: (limit * 100).toFixed(1) }
    case 'm2':
      return { unit: 'area', value: value.toFixed(0), limit: limit.toFixed(0) }
    case 's':
      return { unit: 'seconds', value: value.toFixed(0), limit: limit.toFixed(0) }
    case 'grey levels':
      return { unit: 'grey', value: value.toFixed(0), limit: limit.toFixed(0) }
    case 'cameras':
      return { unit: 'cameras', value: String(Math.round(value)), limit: String(Math.round(limit)) }
    case 'share':
      // Of a picture's fault how much of the usual is left; a queue is full to that share.
      return { unit: quantity === 'outbox_fill' ? 'share' : 'usual', value: (value * 100).toFixed(0), limit: (limit * 100).toFixed(0) }
  }
}

/** The time to the limit by the trend, no finer than a trend of a few looks allows. */
export function timeToLimit({ seconds_to_limit: seconds }: Measurement): {
  unit: 'Seconds' | 'Minutes'
  n: number
} | null {
  if (seconds === null || seconds <= 0) return null
  if (seconds < 90) return { unit: 'Seconds', n: Math.max(10, Math.round(seconds / 10) * 10) }
  return { unit: 'Minutes', n: Math.round(seconds / 60) }
}
