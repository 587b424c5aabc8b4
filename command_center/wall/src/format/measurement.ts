import type { Measurement } from '../api/types'

export interface UnitText {
  /** Key under `unit.` of the texts. */
  unit: 'people' | 'density' | 'share' | 'area' | 'seconds' | 'grey' | 'usual'
  value: string
  limit: string
}

/** A measurement's figures with the digits that mean something in its unit. */
export function unitText({ unit, value, limit }: Measurement): UnitText {
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
    case 'share':
      return { unit: 'usual', value: (value * 100).toFixed(0), limit: (limit * 100).toFixed(0) }
  }
}
