import { describe, expect, it } from 'vitest'
import { StillPainter } from './painter'
import type { Still } from './protocol'

const still = (sequence: number): Still => ({
  camera: '37049901001326000001',
  capturedAt: '2026-11-03T12:00:00Z',
  capturedAtMs: sequence,
  timeSource: 'arrival',
  sequence,
  jpeg: new Uint8Array([0xff, 0xd8]),
})

/** Decoders that wait until the test lets each go; every bitmap counts its closing. */
function bench() {
  const pending: { resolve: (bitmap: ImageBitmap) => void; reject: (error: Error) => void }[] = []
  const painted: number[] = []
  let open = 0
  const canvas = {
    width: 0,
    height: 0,
    getContext: () => ({ drawImage: () => {} }),
  } as unknown as HTMLCanvasElement
  const painter = new StillPainter(
    canvas,
    (one) => painted.push(one.sequence),
    () => new Promise<ImageBitmap>((resolve, reject) => pending.push({ resolve, reject })),
  )
  const flush = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
  }
  return {
    painter,
    painted,
    canvas,
    waiting: () => pending.length,
    left: () => open,
    async decode(width = 640, height = 360) {
      open += 1
      pending.shift()?.resolve({ width, height, close: () => (open -= 1) } as unknown as ImageBitmap)
      await flush()
    },
    async fail() {
      pending.shift()?.reject(new Error('broken picture'))
      await flush()
    },
  }
}

describe('painting stills', () => {
  it('while one is decoded the next waits, and a newer one takes its place', async () => {
    const { painter, painted, decode, waiting, left } = bench()
    painter.offer(still(1))
    painter.offer(still(2))
    painter.offer(still(3))
    expect(waiting()).toBe(1)
    await decode()
    await decode()
    expect(painted).toEqual([1, 3])
    expect(left()).toBe(0)
  })

  it('a broken picture leaves the last one and does not stop the next', async () => {
    const { painter, painted, decode, fail } = bench()
    painter.offer(still(1))
    await fail()
    painter.offer(still(2))
    await decode()
    expect(painted).toEqual([2])
  })

  it('a picture of absurd size is not painted, and is closed', async () => {
    const { painter, painted, decode, left } = bench()
    painter.offer(still(1))
    await decode(60_000, 10)
    expect(painted).toEqual([])
    expect(left()).toBe(0)
  })

  it('after its end nothing is painted and every bitmap is closed', async () => {
    const { painter, painted, decode, left, canvas } = bench()
    painter.offer(still(1))
    painter.end()
    await decode()
    expect(painted).toEqual([])
    expect(left()).toBe(0)
    expect(canvas.width).toBe(0)
  })
})
