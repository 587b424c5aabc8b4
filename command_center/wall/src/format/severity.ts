import type { Severity } from '../api/types'

/** Blue, yellow, orange, red: the four levels of the national emergency plans. */
export const SEVERITY_COLOURS: Record<Severity, string> = {
  1: '#4d8dff',
  2: '#f2c230',
  3: '#f5852b',
  4: '#ef4a4a',
}
