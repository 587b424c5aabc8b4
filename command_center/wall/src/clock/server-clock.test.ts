import { describe, expect, it } from 'vitest'
import { ServerClock } from './server-clock'

const T0 = Date.parse('2026-11-03T12:00:00Z')
const at = (offsetMs: number): string => new Date(T0 + offsetMs).toISOString()

function bench() {
  let monotonic = 5_000
  const clock = new ServerClock(() => monotonic)
  return { clock, pass: (ms: number) => (monotonic += ms) }
}

describe('the centre\'s clock', () => {
  it('is not known before the centre has spoken', () => {
    const { clock } = bench()
    expect(clock.nowMs()).toBeNull()
    clock.observe('not a time')
    expect(clock.nowMs()).toBeNull()
  })

  it('goes on by itself when the line is cut', () => {
    const { clock, pass } = bench()
    clock.observe(at(0))
    pass(90_000)
    expect(clock.nowMs()).toBe(T0 + 90_000)
  })

  it('a late tick does not set it back', () => {
    const { clock, pass } = bench()
    clock.observe(at(0))
    pass(5_000)
    clock.observe(at(2_000))
    expect(clock.nowMs()).toBe(T0 + 5_000)
  })

  it('a centre that sets its clock back is followed after a minute of ticks', () => {
    const { clock, pass } = bench()
    clock.observe(at(0))
    for (let tick = 1; tick <= 12; tick += 1) {
      pass(5_000)
      clock.observe(at(tick * 5_000 - 30_000))
    }
    expect(clock.nowMs()).toBe(T0 + 30_000)
  })

  it('a computer that slept takes the time of the next tick', () => {
    const { clock, pass } = bench()
    clock.observe(at(0))
    pass(1_000)
    clock.observe(at(3_600_000))
    expect(clock.nowMs()).toBe(T0 + 3_600_000)
  })
})
