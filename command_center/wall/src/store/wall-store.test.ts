import { describe, expect, it } from 'vitest'
import type { FeedMessage, IncidentView, Phase } from '../api/types'
import { aCamera, anIncident, aTask } from './samples'
import { isAlerting, KEPT_INCIDENTS, WallStore } from './wall-store'

function loaded(position = 10): WallStore {
  const store = new WallStore()
  store.load({ cameras: [aCamera('c1')], incidents: [anIncident('i0')], tasks: [aTask('t0')] }, position)
  return store
}

const incident = (position: number, phase: Phase, view: IncidentView): FeedMessage => ({
  type: 'incident',
  position,
  data: { phase, incident: view },
})

describe('the store of the wall', () => {
  it('a message whose position is not above the last changes nothing', () => {
    const store = loaded(10)
    expect(store.apply(incident(11, 'new', anIncident('i1', { severity: 2 })))).toBe(true)
    expect(store.apply(incident(11, 'new', anIncident('i1', { severity: 4 })))).toBe(false)
    expect(store.apply(incident(9, 'update', anIncident('i1', { severity: 4 })))).toBe(false)
    expect(store.incidents.get('i1')?.severity).toBe(2)
    expect(store.position).toBe(11)
  })

  it('a whole feed told twice gives the same as told once', () => {
    const messages: FeedMessage[] = [
      incident(11, 'new', anIncident('i1')),
      { type: 'task', position: 12, data: aTask('t1') },
      incident(13, 'end', anIncident('i1', { state: 'ended' })),
      { type: 'task', position: 14, data: aTask('t1', { state: 'closed' }) },
    ]
    const [once, twice] = [loaded(), loaded()]
    for (const message of messages) once.apply(message)
    for (const message of [...messages, ...messages]) twice.apply(message)
    expect([...twice.incidents]).toEqual([...once.incidents])
    expect([...twice.tasks]).toEqual([...once.tasks])
  })

  it('an incident is pointed out once, when it was not known', () => {
    const store = loaded()
    const seen: string[] = []
    store.onArrival = ({ incident: one }) => seen.push(one.id)
    store.apply(incident(11, 'update', anIncident('i0')))
    store.apply(incident(12, 'new', anIncident('i1')))
    store.apply(incident(13, 'update', anIncident('i1')))
    // Its "new" was missed by this page: still news to who sits before it.
    store.apply(incident(14, 'update', anIncident('i2')))
    expect(seen).toEqual(['i1', 'i2'])
  })

  it('a picture that arrives turns from pending to stored in its incident alone', () => {
    const store = loaded()
    const evidence = [
      { sha256: 'a', role: 'before', media_type: 'image/jpeg', status: 'pending' },
      { sha256: 'b', role: 'after', media_type: 'image/jpeg', status: 'pending' },
    ] as const
    store.apply(incident(11, 'new', anIncident('i1', { evidence: [...evidence] })))
    store.apply({ type: 'evidence', position: 12, data: { sha256: 'b', incident_id: 'i1', status: 'stored' } })
    store.apply({ type: 'evidence', position: 13, data: { sha256: 'a', incident_id: 'i1', status: 'lost' } })
    store.apply({ type: 'evidence', position: 14, data: { sha256: 'a', incident_id: 'not here', status: 'stored' } })
    expect(store.incidents.get('i1')?.evidence.map((one) => one.status)).toEqual(['lost', 'stored'])
  })

  it('an incident arrives when it is new, and when it is held back no longer', () => {
    const store = loaded()
    const arrived: string[] = []
    store.onArrival = ({ phase }) => arrived.push(phase)
    store.apply(incident(11, 'new', anIncident('i1', { held_back_by: 'silence' })))
    store.apply(incident(12, 'update', anIncident('i1', { held_back_by: 'silence' })))
    expect(arrived).toEqual(['new'])
    store.apply(incident(13, 'update', anIncident('i1')))
    store.apply(incident(14, 'update', anIncident('i1')))
    expect(arrived).toEqual(['new', 'update'])
  })

  it('states of cameras are renewed, and a camera that is not listed is not made up', () => {
    const store = loaded()
    const status = { state: 'offline', since: null, last_frame_at: null, fps: 0, bitrate_kbps: 0, error: null } as const
    store.apply({ type: 'cameras', data: [{ id: 'c1', ...status }, { id: 'c9', ...status }] })
    expect(store.cameras.get('c1')).toMatchObject({ name: 'camera c1', state: 'offline' })
    expect(store.cameras.has('c9')).toBe(false)
    expect(store.position).toBe(10)
  })

  it('a shard that falls silent is known until it speaks again', () => {
    const store = loaded()
    store.apply({ type: 'shard', position: 11, data: { shard: 's', alive: false, since: '2026-11-03T12:00:00Z' } })
    expect(store.shards.get('s')?.alive).toBe(false)
    store.apply({ type: 'shard', position: 12, data: { shard: 's', alive: true, since: '2026-11-03T12:01:00Z' } })
    expect(store.shards.get('s')?.alive).toBe(true)
  })

  it('ended incidents are let go beyond the limit, open ones never', () => {
    const store = loaded(0)
    for (let n = 1; n <= KEPT_INCIDENTS + 50; n += 1) {
      const ended = n > 20
      const updated_at = new Date(Date.UTC(2026, 10, 3, 0, 0, n)).toISOString()
      store.apply(incident(n, 'new', anIncident(`x${n}`, { state: ended ? 'ended' : 'open', updated_at })))
    }
    expect(store.incidents.size).toBe(KEPT_INCIDENTS)
    expect(store.incidents.has('x1')).toBe(true)
    expect(store.incidents.has('x21')).toBe(false)
    expect(store.incidents.has(`x${KEPT_INCIDENTS + 50}`)).toBe(true)
  })

  it.each([
    ['open', 'none', true],
    ['open', 'waiting', true],
    ['open', 'confirmed', true],
    ['open', 'dismissed', false],
    ['ended', 'waiting', false],
  ] as const)('an incident that is %s with review %s: alerting %s', (state, review, expected) => {
    expect(isAlerting(anIncident('i', { state, review }))).toBe(expected)
  })
})
