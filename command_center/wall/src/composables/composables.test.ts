import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { anIncident } from '../store/samples'
import { POPUP_FOR_MS, Popups } from './use-popups'
import { readSettings } from './use-settings'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const arrival = (id: string, changes = {}) => ({ phase: 'new' as const, incident: anIncident(id, changes) })

describe('alarm pop-ups', () => {
  it.each([
    ['a minor incident', { severity: 1 }, false],
    ['a serious incident', { severity: 2 }, true],
    ['an incident that has ended meanwhile', { state: 'ended' }, false],
    ['an incident somebody has dismissed', { review: 'dismissed' }, false],
    ['an incident that is grouped into another', { held_back_by: 'village outage' }, false],
    ['an incident that waits for a word', { review: 'waiting' }, true],
  ])('%s', (_name, changes, shown) => {
    expect(new Popups().offer(arrival('i', changes))).toBe(shown)
  })

  it('stack with the newest first, each once', () => {
    const popups = new Popups()
    popups.offer(arrival('a'))
    popups.offer(arrival('b'))
    popups.offer(arrival('a'))
    expect(popups.list.map((one) => one.incidentId)).toEqual(['b', 'a'])
  })

  it('hide by themselves unless somebody holds them', () => {
    const popups = new Popups()
    popups.offer(arrival('a'))
    popups.offer(arrival('b'))
    const held = popups.list.find((one) => one.incidentId === 'a')
    if (held) popups.hold(held)
    vi.advanceTimersByTime(POPUP_FOR_MS)
    expect(popups.list.map((one) => one.incidentId)).toEqual(['a'])
    if (held) popups.resume(held)
    vi.advanceTimersByTime(POPUP_FOR_MS)
    expect(popups.list).toHaveLength(0)
  })

  it('a flood does not grow the stack without end', () => {
    const popups = new Popups()
    for (let n = 0; n < 500; n += 1) popups.offer(arrival(`i${n}`))
    expect(popups.list.length).toBeLessThanOrEqual(50)
    expect(popups.list[0]?.incidentId).toBe('i499')
  })
})

describe('the panel\'s settings', () => {
  const defaults = { layout: 'auto', rotation: true, sound: false, view: 'overview' }
  it.each([
    [null, defaults],
    ['{', defaults],
    ['7', defaults],
    ['{"layout": 13, "rotation": "no", "sound": 1, "view": "moon"}', defaults],
    ['{"layout": 25, "rotation": false, "sound": true, "view": "map"}', { layout: 25, rotation: false, sound: true, view: 'map' }],
  ])('%s', (text, settings) => {
    expect(readSettings(text)).toEqual(settings)
  })
})
