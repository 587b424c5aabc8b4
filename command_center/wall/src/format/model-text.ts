import type { Measurement } from '../api/types'

/** What a task says of the model that opened it, taken apart. */
export interface ModelText {
  /** Name and version. */
  name: string
  threshold: string
  limit: Measurement
}

const UNITS: readonly string[] = ['people', 'people/m2', 'share of picture', 'm2', 's', 'grey levels', 'share', 'cameras']

/** Take apart what the centre writes as "name 1, threshold 0.45, limit 10 people"; null for anything else. */
export function parseModelText(text: string): ModelText | null {
  const found = /^(?<name>.+), threshold (?<threshold>[\d.e+-]+), limit (?<limit>[\d.e+-]+) (?<unit>.+)$/.exec(text)?.groups
  const { name, threshold, limit, unit } = found ?? {}
  if (!name || !threshold || !limit || !unit || !UNITS.includes(unit) || Number.isNaN(Number(limit))) return null
  const measurement: Measurement = {
    // The text names no quantity: a share is then said as one, of whatever it is.
    quantity: unit === 'share' ? 'outbox_fill' : 'people',
    unit: unit as Measurement['unit'],
    value: Number(limit),
    limit: Number(limit),
    at_least: false,
    seconds_to_limit: null,
  }
  return { name, threshold, limit: measurement }
}
