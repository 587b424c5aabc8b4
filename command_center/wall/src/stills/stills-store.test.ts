import { describe, expect, it } from 'vitest'
import type { Still } from './protocol'
import { StillsStore } from './stills-store'

const still = (camera: string, capturedAtMs: number): Still => ({
  camera,
  capturedAt: new Date(capturedAtMs).toISOString(),
  capturedAtMs,
  timeSource: 'arrival',
  sequence: 0,
  jpeg: new Uint8Array([0xff, 0xd8]),
})

describe('the newest stills', () => {
  it('an older still never replaces a newer one', () => {
    const store = new StillsStore()
    store.ask(['a'])
    expect(store.offer(still('a', 2_000))).toBe(true)
    expect(store.offer(still('a', 1_000))).toBe(false)
    expect(store.offer(still('a', 2_000))).toBe(false)
    expect(store.newest.get('a')?.capturedAtMs).toBe(2_000)
  })

  it('a still nobody asked for is not kept', () => {
    const store = new StillsStore()
    store.ask(['a'])
    expect(store.offer(still('b', 1_000))).toBe(false)
    expect(store.newest.size).toBe(0)
  })

  it('stills of cameras that leave the screen are let go', () => {
    const store = new StillsStore()
    store.ask(['a', 'b'])
    store.offer(still('a', 1_000))
    store.offer(still('b', 1_000))
    store.ask(['b', 'c'])
    expect([...store.newest.keys()]).toEqual(['b'])
  })
})
