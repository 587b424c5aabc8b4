import { describe, expect, it } from 'vitest'
import type { Measurement } from '../api/types'
import { timeToLimit, unitText } from './measurement'
import { agePart, pictureAge, sinceTime } from './time'

const measured = (part: Partial<Measurement>): Measurement => ({
  quantity: 'people',
  value: 1,
  unit: 'people',
  limit: 2,
  at_least: false,
  seconds_to_limit: null,
  ...part,
})

describe('figures on screen', () => {
  it.each([
    [-4, 'seconds', 0],
    [59.9, 'seconds', 59],
    [60, 'minutes', 1],
    [3_599, 'minutes', 59],
    [7_300, 'hours', 2],
    [200_000, 'days', 2],
  ])('%f s are said in %s: %i', (span, unit, n) => {
    expect(agePart(span)).toEqual({ unit, n })
  })

  it.each([
    [0, '0.0'],
    [0.84, '0.8'],
    [9.94, '9.9'],
    [9.96, '10'],
    [12.4, '12'],
    [3_700, '3700'],
  ])('a picture of %f s is %s s old', (age, text) => {
    expect(pictureAge(age)).toBe(text)
  })

  it('another day is named', () => {
    const then = new Date(2026, 10, 2, 20, 31).getTime()
    expect(sinceTime(then, new Date(2026, 10, 2, 23, 0).getTime())).toBe('20:31')
    expect(sinceTime(then, new Date(2026, 10, 3, 1, 0).getTime())).toBe('11-02 20:31')
  })

  it.each([
    ['people', 17, 12, { unit: 'people', value: '17', limit: '12' }],
    ['people/m2', 2.345, 2, { unit: 'density', value: '2.3', limit: '2.0' }],
    ['share of picture', 0.0456, 0.01, { unit: 'share', value: '4.6', limit: '1.0' }],
    ['cameras', 5, 3, { unit: 'cameras', value: '5', limit: '3' }],
    ['s', 42.4, 5, { unit: 'seconds', value: '42', limit: '5' }],
    ['grey levels', 11.6, 30, { unit: 'grey', value: '12', limit: '30' }],
    ['share', 0.084, 0.15, { unit: 'usual', value: '8', limit: '15' }],
  ] as const)('%s: %f against %f', (unit, value, limit, text) => {
    expect(unitText(measured({ unit, value, limit }))).toEqual(text)
  })

  it('a queue is full to a share, not to one of the usual', () => {
    const full = measured({ quantity: 'outbox_fill', unit: 'share', value: 0.83, limit: 0.8 })
    expect(unitText(full)).toEqual({ unit: 'share', value: '83', limit: '80' })
  })

  it.each([
    [null, null],
    [0, null],
    [3, { unit: 'Seconds', n: 10 }],
    [44, { unit: 'Seconds', n: 40 }],
    [100, { unit: 'Minutes', n: 2 }],
  ])('a limit %s s ahead is said as %o', (seconds_to_limit, text) => {
    expect(timeToLimit(measured({ seconds_to_limit }))).toEqual(text)
  })
})
