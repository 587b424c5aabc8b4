import type { FeedMessage } from '../api/types'

const STORED = new Set(['incident', 'task', 'evidence', 'shard'])
const PASSING = new Set(['hello', 'tick', 'cameras'])

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Read one message of the feed.
 *
 * @returns the message, or null for what this page does not know: a newer centre may send more
 *   types than this page has heard of.
 */
export function parseFeedMessage(text: unknown): FeedMessage | null {
  if (typeof text !== 'string') return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (!isObject(value) || typeof value.type !== 'string') return null
  const { type, data, position } = value
  if (STORED.has(type)) {
    if (!Number.isSafeInteger(position) || !isObject(data)) return null
    const incident = data.incident
    if (type === 'incident' && !(isObject(incident) && typeof incident.id === 'string')) return null
    if (type === 'task' && typeof data.id !== 'string') return null
    if (type === 'evidence' && typeof data.sha256 !== 'string') return null
    return value as unknown as FeedMessage
  }
  if (!PASSING.has(type)) return null
  if (type === 'cameras') return Array.isArray(data) ? (value as unknown as FeedMessage) : null
  if (!isObject(data) || typeof data.server_time !== 'string') return null
  if (type === 'hello' && !Number.isSafeInteger(data.position)) return null
  return value as unknown as FeedMessage
}
