import { describe, expect, it } from 'vitest'
import type { FeedMessage } from '../api/types'
import { ServerClock } from '../clock/server-clock'
import { FeedSession } from './feed-session'
import { aCamera, anIncident } from './samples'
import { WallStore, type Lists } from './wall-store'

const TIME = '2026-11-03T12:00:00Z'
const hello = (position: number): FeedMessage => ({ type: 'hello', data: { position, server_time: TIME } })
const incident = (position: number, id = `i${position}`): FeedMessage => ({
  type: 'incident',
  position,
  data: { phase: 'new', incident: anIncident(id) },
})
const LISTS: Lists = { cameras: [aCamera('c1')], incidents: [anIncident('old')], tasks: [] }

function bench() {
  const store = new WallStore()
  const answers: { resolve: (lists: Lists) => void; reject: (error: Error) => void }[] = []
  const events: string[] = []
  const session = new FeedSession({
    store,
    clock: new ServerClock(() => 0),
    loadLists: () => new Promise((resolve, reject) => answers.push({ resolve, reject })),
    onLoaded: () => events.push('loaded'),
    onFailed: () => events.push('failed'),
  })
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
  }
  return {
    store,
    session,
    events,
    asked: () => answers.length,
    async answer(index: number, lists: Lists = LISTS) {
      answers[index]?.resolve(lists)
      await settle()
    },
    async refuse(index: number) {
      answers[index]?.reject(new Error('no answer'))
      await settle()
    },
  }
}

async function running(position: number) {
  const all = bench()
  all.session.opened()
  all.session.take(hello(position))
  await all.answer(0)
  return all
}

describe('joining lists and feed', () => {
  it('begins at the position of the first hello and asks for no past', async () => {
    const { session, store, events } = await running(40)
    expect(events).toEqual(['loaded'])
    expect(store.position).toBe(40)
    expect([...store.incidents.keys()]).toEqual(['old'])
    expect(session.query()).toBe('?after=40')
  })

  it('asks without a position before it has one', () => {
    expect(bench().session.query()).toBe('')
  })

  it('what comes while the lists are on their way is applied after them', async () => {
    const { session, store, answer } = bench()
    session.opened()
    session.take(hello(40))
    session.take(incident(41))
    session.take({ type: 'cameras', data: [{ ...aCamera('c1'), state: 'offline' }] })
    expect(store.incidents.size).toBe(0)
    await answer(0)
    expect([...store.incidents.keys()]).toEqual(['old', 'i41'])
    expect(store.cameras.get('c1')?.state).toBe('offline')
    expect(store.position).toBe(41)
  })

  it('after a reconnect the newest position of the hello does not hide what was missed', async () => {
    const { session, store, asked } = await running(40)
    session.take(incident(41))
    session.opened()
    session.take(hello(44))
    expect(store.position).toBe(41)
    for (const position of [41, 42, 43, 44]) session.take(incident(position))
    expect(asked()).toBe(1)
    expect(store.position).toBe(44)
    expect([...store.incidents.keys()]).toEqual(['old', 'i41', 'i42', 'i43', 'i44'])
  })

  it('positions that have gone back mean another database: everything is read anew', async () => {
    const { session, store, asked, answer } = await running(40)
    session.take(incident(41))
    session.opened()
    session.take(hello(3))
    expect(asked()).toBe(2)
    await answer(1, { ...LISTS, incidents: [anIncident('fresh')] })
    expect(store.position).toBe(3)
    expect([...store.incidents.keys()]).toEqual(['fresh'])
  })

  it('lists that cannot be had make it connect anew', async () => {
    const { session, store, events, refuse } = bench()
    session.opened()
    session.take(hello(40))
    await refuse(0)
    expect(events).toEqual(['failed'])
    expect(store.position).toBeNull()
    expect(session.query()).toBe('')
  })

  it('a late answer for a lost connection is not taken for this one\'s', async () => {
    const { session, store, events, answer } = bench()
    session.opened()
    session.take(hello(40))
    session.opened()
    session.take(hello(50))
    session.take(incident(51))
    await answer(0)
    expect(events).toEqual([])
    await answer(1)
    expect(events).toEqual(['loaded'])
    expect(store.position).toBe(51)
  })

  it('more than it can hold makes it connect anew instead of growing', () => {
    const { session, events } = bench()
    session.opened()
    session.take(hello(0))
    for (let position = 1; position <= 5_001; position += 1) session.take(incident(position, 'same'))
    expect(events).toEqual(['failed'])
  })
})
