import { describe, expect, it } from 'vitest'
import { parseFeedMessage } from './feed-message'

const say = (value: unknown): string => JSON.stringify(value)

describe('one message of the feed', () => {
  it.each([
    [{ type: 'hello', position: null, data: { position: 3, server_time: '2026-11-03T12:00:00Z' } }],
    [{ type: 'tick', data: { server_time: '2026-11-03T12:00:00Z' } }],
    [{ type: 'cameras', data: [] }],
    [{ type: 'incident', position: 4, data: { phase: 'new', incident: { id: 'i' } } }],
    [{ type: 'task', position: 5, data: { id: 't' } }],
    [{ type: 'evidence', position: 6, data: { sha256: 'a', incident_id: 'i', status: 'lost' } }],
    [{ type: 'shard', position: 7, data: { shard: 's', alive: true, since: 'x' } }],
  ])('%j is read', (value) => {
    expect(parseFeedMessage(say(value))).toEqual(value)
  })

  it.each([
    ['no text', new ArrayBuffer(4)],
    ['no JSON', '{'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a type of tomorrow', say({ type: 'weather', position: 9, data: {} })],
    ['a stored message without a position', say({ type: 'task', data: { id: 't' } })],
    ['a position that is text', say({ type: 'task', position: '5', data: { id: 't' } })],
    ['an incident without an incident', say({ type: 'incident', position: 4, data: { phase: 'new' } })],
    ['cameras that are no list', say({ type: 'cameras', data: {} })],
    ['a hello without a position', say({ type: 'hello', data: { server_time: 'x' } })],
    ['a tick without a time', say({ type: 'tick', data: {} })],
  ])('%s is passed over', (_name, text) => {
    expect(parseFeedMessage(text)).toBeNull()
  })
})
