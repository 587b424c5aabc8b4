import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Backoff } from './backoff'
import { SocketLink, socketUrl, type LinkState } from './socket-link'

class FakeSocket {
  static all: FakeSocket[] = []
  readyState: number = WebSocket.CONNECTING
  binaryType = ''
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  onerror: (() => void) | null = null
  closed = false
  sent: string[] = []
  readonly url: string

  constructor(url: string) {
    this.url = url
    FakeSocket.all.push(this)
  }

  open(): void {
    this.readyState = WebSocket.OPEN
    this.onopen?.()
  }

  fall(code: number): void {
    this.readyState = WebSocket.CLOSED
    this.onclose?.({ code })
  }

  send(text: string): void {
    this.sent.push(text)
  }

  close(): void {
    this.closed = true
  }
}

function bench(silenceMs = 0) {
  const states: LinkState[] = []
  const events: string[] = []
  let round = 0
  const link = new SocketLink({
    url: () => `ws://test/${(round += 1)}`,
    silenceMs,
    onMessage: (data) => events.push(`message ${String(data)}`),
    onState: (state) => states.push(state),
    onSessionOver: () => events.push('session over'),
    onNotGranted: () => events.push('not granted'),
    onRefused: () => events.push('refused'),
    makeSocket: (url) => new FakeSocket(url) as unknown as WebSocket,
    backoff: new Backoff(() => 1),
  })
  return { link, states, events, last: () => FakeSocket.all.at(-1) as FakeSocket }
}

beforeEach(() => {
  vi.useFakeTimers()
  FakeSocket.all = []
})
afterEach(() => vi.useRealTimers())

describe('a line that comes back by itself', () => {
  it('says at once that it is lost, and asks for its address anew when it returns', () => {
    const { link, states, last } = bench()
    link.start()
    last().open()
    last().fall(1006)
    expect(states).toEqual(['connecting', 'open', 'lost'])
    vi.advanceTimersByTime(500)
    expect(last().url).toBe('ws://test/2')
    last().open()
    expect(states.at(-1)).toBe('open')
  })

  it('waits longer each time it is refused, and says so', () => {
    const { link, events, last } = bench()
    link.start()
    last().fall(1006)
    vi.advanceTimersByTime(499)
    expect(FakeSocket.all).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(FakeSocket.all).toHaveLength(2)
    last().fall(1006)
    vi.advanceTimersByTime(999)
    expect(FakeSocket.all).toHaveLength(2)
    vi.advanceTimersByTime(1)
    expect(FakeSocket.all).toHaveLength(3)
    expect(events).toEqual(['refused', 'refused'])
  })

  it('takes silence for a cut cable', () => {
    const { link, states, last } = bench(12_000)
    link.start()
    last().open()
    vi.advanceTimersByTime(11_000)
    last().onmessage?.({ data: 'tick' })
    vi.advanceTimersByTime(11_999)
    expect(states.at(-1)).toBe('open')
    const old = last()
    vi.advanceTimersByTime(1)
    expect(states.at(-1)).toBe('lost')
    expect(old.closed).toBe(true)
  })

  it('does not come back after the session is over', () => {
    const { link, states, events, last } = bench()
    link.start()
    last().open()
    last().fall(4401)
    vi.advanceTimersByTime(60_000)
    expect(FakeSocket.all).toHaveLength(1)
    expect(events).toEqual(['session over'])
    expect(states.at(-1)).toBe('closed')
  })

  it('does not come back where the roles do not reach', () => {
    const { link, states, events, last } = bench()
    link.start()
    last().open()
    last().fall(4403)
    vi.advanceTimersByTime(60_000)
    expect(FakeSocket.all).toHaveLength(1)
    expect(events).toEqual(['not granted'])
    expect(states.at(-1)).toBe('closed')
  })

  it('a stopped line says nothing more', () => {
    const { link, events, last } = bench()
    link.start()
    const socket = last()
    socket.open()
    const { onmessage } = socket
    link.stop()
    onmessage?.({ data: 'late' })
    vi.advanceTimersByTime(60_000)
    expect(events).toEqual([])
    expect(FakeSocket.all).toHaveLength(1)
  })

  it('sends only while it is open', () => {
    const { link, last } = bench()
    link.start()
    expect(link.send('a')).toBe(false)
    last().open()
    expect(link.send('b')).toBe(true)
    expect(last().sent).toEqual(['b'])
  })

  it.each([
    ['http:', 'ws://wall.local:8080/api/v1/feed'],
    ['https:', 'wss://wall.local:8080/api/v1/feed'],
  ])('a page by %s speaks to %s', (protocol, url) => {
    expect(socketUrl('/api/v1/feed', { protocol, host: 'wall.local:8080' })).toBe(url)
  })
})
