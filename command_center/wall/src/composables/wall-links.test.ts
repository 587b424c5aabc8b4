// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiClient } from '../api/client'
import { ServerClock } from '../clock/server-clock'
import { StillsStore } from '../stills/stills-store'
import { WallStore } from '../store/wall-store'
import { WallLinks } from './wall-links'

const ID = '37049901001326000001'

class FakeSocket {
  static readonly OPEN = 1
  static all: FakeSocket[] = []
  readyState = 0
  sent: unknown[] = []
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  readonly url: string

  constructor(url: string) {
    this.url = url
    FakeSocket.all.push(this)
  }

  static to(path: string): FakeSocket {
    return FakeSocket.all.filter((one) => one.url.includes(path)).at(-1) as FakeSocket
  }

  open(): void {
    this.readyState = 1
    this.onopen?.()
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text))
  }

  close(): void {}
}

function still(sequence: number): ArrayBuffer {
  const header = new TextEncoder().encode(
    JSON.stringify({ camera: ID, captured_at: '2026-11-03T12:00:00Z', time_source: 'arrival', sequence }),
  )
  const out = new Uint8Array(4 + header.length + 6)
  new DataView(out.buffer).setUint32(0, header.length)
  out.set(header, 4)
  out.set([0xff, 0xd8, 0xff, 0xe0, 0xff, 0xd9], 4 + header.length)
  return out.buffer
}

function bench() {
  const api = new ApiClient()
  const over = vi.fn()
  const stills = new StillsStore()
  const links = new WallLinks({
    api,
    clock: new ServerClock(),
    store: new WallStore(),
    stills,
    onLoaded() {},
    onSessionOver: over,
  })
  links.start()
  return { api, links, stills, over }
}

beforeEach(() => {
  vi.useFakeTimers()
  FakeSocket.all = []
  vi.stubGlobal('WebSocket', FakeSocket)
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('the wall\'s two lines', () => {
  it('ask for what is on screen, again after each return, and once for the same', () => {
    const { links } = bench()
    links.ask([ID])
    FakeSocket.to('stills').open()
    links.ask([ID])
    expect(FakeSocket.to('stills').sent).toEqual([{ cameras: [ID], every_s: 1 }])
    FakeSocket.to('stills').onclose?.({ code: 1006 })
    vi.advanceTimersByTime(1_000)
    FakeSocket.to('stills').open()
    expect(FakeSocket.to('stills').sent).toEqual([{ cameras: [ID], every_s: 1 }])
    links.stop()
  })

  it('every still is answered, so that the next may come', () => {
    const { links, stills } = bench()
    links.ask([ID])
    FakeSocket.to('stills').open()
    FakeSocket.to('stills').onmessage?.({ data: still(5) })
    expect(stills.newest.get(ID)?.sequence).toBe(5)
    expect(FakeSocket.to('stills').sent.at(-1)).toEqual({ taken: ID, sequence: 5 })
    links.stop()
  })

  it('the wall knows at once that either is lost, and until when', () => {
    const { links } = bench()
    FakeSocket.to('feed').open()
    FakeSocket.to('stills').open()
    FakeSocket.to('stills').onclose?.({ code: 1006 })
    expect([links.feed.lost.value, links.pictures.lost.value]).toEqual([false, true])
    vi.advanceTimersByTime(1_000)
    expect(links.pictures.lost.value).toBe(true)
    FakeSocket.to('stills').open()
    expect(links.pictures.lost.value).toBe(false)
    links.stop()
  })

  it('a session that is over closes both and is told once', () => {
    const { over } = bench()
    FakeSocket.to('feed').open()
    FakeSocket.to('stills').open()
    FakeSocket.to('feed').onclose?.({ code: 4401 })
    vi.advanceTimersByTime(60_000)
    expect(over).toHaveBeenCalledOnce()
    expect(FakeSocket.all).toHaveLength(2)
  })

  it('pictures that are not granted are no lost line, and the feed goes on', () => {
    const { links, over } = bench()
    FakeSocket.to('feed').open()
    FakeSocket.to('stills').open()
    FakeSocket.to('stills').onclose?.({ code: 4403 })
    vi.advanceTimersByTime(60_000)
    expect([links.pictures.lost.value, links.pictures.notGranted.value]).toEqual([false, true])
    expect(links.feed.notGranted.value).toBe(false)
    expect(over).not.toHaveBeenCalled()
    links.stop()
  })

  it('a refused socket makes the page ask whether its session stands', async () => {
    const { api, over } = bench()
    const { Problem } = await import('../api/problem')
    vi.spyOn(api, 'me').mockRejectedValue(new Problem(401, null))
    FakeSocket.to('feed').onclose?.({ code: 1006 })
    await vi.advanceTimersByTimeAsync(0)
    expect(over).toHaveBeenCalledOnce()
  })
})
