/** Clock times in the viewer's own time zone, dates as year-month-day. */

const two = (value: number): string => String(value).padStart(2, '0')

export function clockTime(ms: number): string {
  const at = new Date(ms)
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

export function calendarDate(ms: number): string {
  const at = new Date(ms)
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

/** Date, time and thousandths: for evidence, where a second is not enough. */
export function exactTime(ms: number): string {
  return `${calendarDate(ms)} ${clockTime(ms)}.${String(new Date(ms).getMilliseconds()).padStart(3, '0')}`
}

/** `20:31`, with the date in front where it was another day than `nowMs`. */
export function sinceTime(ms: number, nowMs: number): string {
  const at = new Date(ms)
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`
  return calendarDate(ms) === calendarDate(nowMs) ? time : `${calendarDate(ms).slice(5)} ${time}`
}

export interface AgePart {
  unit: 'seconds' | 'minutes' | 'hours' | 'days'
  n: number
}

/** A span in its largest whole unit. */
export function agePart(spanS: number): AgePart {
  const s = Math.max(0, Math.floor(spanS))
  if (s < 60) return { unit: 'seconds', n: s }
  if (s < 3_600) return { unit: 'minutes', n: Math.floor(s / 60) }
  if (s < 86_400) return { unit: 'hours', n: Math.floor(s / 3_600) }
  return { unit: 'days', n: Math.floor(s / 86_400) }
}

/** The age of a picture: tenths while it is live, whole seconds after. */
export function pictureAge(ageS: number): string {
  return ageS < 9.95 ? ageS.toFixed(1) : String(Math.round(ageS))
}
