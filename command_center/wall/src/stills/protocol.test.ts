import { describe, expect, it } from 'vitest'
import { parseStill } from './protocol'

const HEADER = {
  camera: '37049901001326000001',
  captured_at: '2026-11-03T12:00:00.250Z',
  time_source: 'sender_report',
  sequence: 7,
}
const JPEG = [0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 0xff, 0xd9]

function message(header: unknown, picture: number[] = JPEG, length?: number): ArrayBuffer {
  const text = typeof header === 'string' ? header : JSON.stringify(header)
  const bytes = new TextEncoder().encode(text)
  const out = new Uint8Array(4 + bytes.length + picture.length)
  new DataView(out.buffer).setUint32(0, length ?? bytes.length)
  out.set(bytes, 4)
  out.set(picture, 4 + bytes.length)
  return out.buffer
}

describe('one message of the stills socket', () => {
  it('a whole one is read', () => {
    const still = parseStill(message(HEADER))
    expect(still).toMatchObject({
      camera: HEADER.camera,
      capturedAt: HEADER.captured_at,
      capturedAtMs: Date.parse(HEADER.captured_at),
      timeSource: 'sender_report',
      sequence: 7,
    })
    expect([...(still?.jpeg ?? [])]).toEqual(JPEG)
  })

  const HOSTILE: [name: string, data: unknown][] = [
    ['text', 'hello'],
    ['nothing', undefined],
    ['an empty message', new ArrayBuffer(0)],
    ['a message shorter than its length field', new ArrayBuffer(3)],
    ['a header length of zero', message('', JPEG, 0)],
    ['a header longer than the message', message(HEADER, JPEG, 5_000)],
    ['a header length of 4 GiB', message(HEADER, JPEG, 0xffffffff)],
    ['a header that swallows the picture', message(HEADER, [])],
    ['a header that is no JSON', message('{camera')],
    ['a header that is null', message('null')],
    ['a header that is a list', message('[]')],
    ['no camera', message({ ...HEADER, camera: undefined })],
    ['a camera that is no device code', message({ ...HEADER, camera: '"><img src=x>' })],
    ['a time that is none', message({ ...HEADER, captured_at: 'yesterday' })],
    ['a time that is a number', message({ ...HEADER, captured_at: 5 })],
    ['an unknown source of time', message({ ...HEADER, time_source: 'guess' })],
    ['a sequence that is no whole number', message({ ...HEADER, sequence: 1.5 })],
    ['a picture that is no JPEG', message(HEADER, [0x89, 0x50, 0x4e, 0x47, 0, 0])],
    ['an HTML page as picture', message(HEADER, [...new TextEncoder().encode('<html></html>')])],
    ['a picture over the limit', message(HEADER, [0xff, 0xd8, ...new Array<number>((1 << 20) + 1).fill(0)])],
  ]
  it.each(HOSTILE)('%s is refused', (_name, data) => {
    expect(parseStill(data)).toBeNull()
  })

  it('a header in broken UTF-8 is refused', () => {
    const data = new Uint8Array([0, 0, 0, 2, 0xc3, 0x28, ...JPEG])
    expect(parseStill(data.buffer)).toBeNull()
  })
})
