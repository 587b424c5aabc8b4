import { describe, expect, it } from 'vitest'
import { aTask } from '../store/samples'
import { isLate, isOpenTask, unmetDeadlines } from './progress'

const DUE = [
  { what: 'on_site', at: '2026-11-03T12:15:00Z' },
  { what: 'acknowledged', at: '2026-11-03T12:02:00Z' },
]
const NOW = Date.parse('2026-11-03T12:05:00Z')

describe('how far a task is', () => {
  it.each([
    ['opened', true],
    ['reported', true],
    ['a state of tomorrow', true],
    ['closed', false],
    ['archived', false],
    ['cancelled', false],
  ])('%s: still to do %s', (state, open) => {
    expect(isOpenTask({ state })).toBe(open)
  })

  it.each([
    ['opened', ['acknowledged', 'on_site']],
    ['accepted', ['on_site']],
    ['on_site', []],
  ])('a task that is %s has to meet %j', (state, names) => {
    expect(unmetDeadlines({ state, due: DUE }).map((one) => one.what)).toEqual(names)
  })

  it.each([
    ['opened', true],
    ['accepted', false],
    ['closed', false],
  ])('a task that is %s after its first deadline is late: %s', (state, late) => {
    expect(isLate(aTask('t', { state, due: DUE }), NOW)).toBe(late)
  })
})
