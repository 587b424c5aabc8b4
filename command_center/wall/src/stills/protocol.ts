import type { TimeSource } from '../api/types'

/** Bounds on what is taken: the contract's still is at most 1 MiB, its header a few keys. */
const HEADER_AT_MOST = 4_096
const PICTURE_AT_MOST = 1 << 20
const CAMERA_ID = /^[0-9]{20}$/

/** One still of one camera, people's privacy masks burned in. */
export interface Still {
  camera: string
  /** As the centre wrote it, ISO 8601 UTC. */
  capturedAt: string
  /** The same in ms since 1970. */
  capturedAtMs: number
  timeSource: TimeSource
  sequence: number
  /** A whole JPEG file. */
  jpeg: Uint8Array<ArrayBuffer>
}

/**
 * Read one binary message of `WS /api/v1/stills`: 4 bytes big-endian length of a JSON header, the
 * header, then a JPEG.
 *
 * @returns the still, or null for anything else; what is drawn under a camera's name must be beyond
 *   doubt.
 */
export function parseStill(data: unknown): Still | null {
  if (!(data instanceof ArrayBuffer) || data.byteLength < 4) return null
  const headerLength = new DataView(data).getUint32(0)
  if (headerLength === 0 || headerLength > HEADER_AT_MOST) return null
  const start = 4 + headerLength
  const pictureLength = data.byteLength - start
  // JPEG's start-of-image marker is FF D8 (ITU-T T.81, B.1.1.3), its end FF D9.
  if (pictureLength < 4 || pictureLength > PICTURE_AT_MOST) return null
  const jpeg = new Uint8Array(data, start)
  if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8) return null
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(data, 4, headerLength)))
  } catch {
    return null
  }
  if (typeof header !== 'object' || header === null) return null
  const { camera, captured_at, time_source, sequence } = header as Record<string, unknown>
  if (typeof camera !== 'string' || !CAMERA_ID.test(camera)) return null
  if (typeof captured_at !== 'string') return null
  const capturedAtMs = Date.parse(captured_at)
  if (Number.isNaN(capturedAtMs)) return null
  if (time_source !== 'sender_report' && time_source !== 'arrival') return null
  if (!Number.isSafeInteger(sequence)) return null
  return { camera, capturedAt: captured_at, capturedAtMs, timeSource: time_source, sequence: sequence as number, jpeg }
}
