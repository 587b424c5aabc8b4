import { describe, expect, it } from 'vitest'
import { tileTruth, type TileFacts, type TileState } from './truth'

const NOW = Date.parse('2026-11-03T12:00:00Z')
const base: TileFacts = {
  camera: { state: 'online', since: '2026-11-03T11:00:00Z', enabled: true },
  capturedAtMs: NOW - 800,
  nowMs: NOW,
  linked: true,
}
const camera = (state: 'online' | 'offline' | 'unknown' | 'connecting', since: string | null = base.camera.since) => ({
  state,
  since,
  enabled: true,
})

const CASES: [name: string, facts: Partial<TileFacts>, state: TileState, ageS: number | null][] = [
  ['a picture of the last second on a whole line is live', {}, 'live', 0.8],
  ['a picture of exactly three seconds is still live', { capturedAtMs: NOW - 3_000 }, 'live', 3],
  ['a picture older than three seconds is a still', { capturedAtMs: NOW - 3_001 }, 'still', 3.001],
  ['a fresh picture on a cut line is a still', { linked: false }, 'still', 0.8],
  ['a picture is no live one while the time is not known', { nowMs: null }, 'still', null],
  ['a camera without a picture is connecting', { capturedAtMs: null }, 'connecting', null],
  ['a clock a little ahead gives an age of zero', { capturedAtMs: NOW + 400 }, 'live', 0],
  ['a picture from far in the future is not live', { capturedAtMs: NOW + 60_000 }, 'still', 0],
  ['an offline camera is offline however fresh its last picture', { camera: camera('offline', '2026-11-03T11:59:59.900Z') }, 'offline', 0.8],
  ['a fresh picture taken after the word offline proves the camera back', { camera: camera('offline', '2026-11-03T11:59:50Z') }, 'live', 0.8],
  ['an offline camera of unknown since stays offline', { camera: camera('offline', null) }, 'offline', 0.8],
  ['an offline camera on a cut line stays offline', { camera: camera('offline', '2026-11-03T11:00:00Z'), linked: false }, 'offline', 0.8],
  ['the cameras of a silent shard are unknown', { camera: camera('unknown'), capturedAtMs: NOW - 9_000 }, 'unknown', 9],
  ['a camera switched off is never live', { camera: { ...base.camera, enabled: false } }, 'offline', 0.8],
  ['a connecting camera with an old picture shows its age', { camera: camera('connecting'), capturedAtMs: NOW - 12_000 }, 'still', 12],
]

describe('what a tile may say of its picture', () => {
  it.each(CASES)('%s', (_name, facts, state, ageS) => {
    const truth = tileTruth({ ...base, ...facts })
    expect(truth.state).toBe(state)
    if (ageS === null) expect(truth.ageS).toBeNull()
    else expect(truth.ageS).toBeCloseTo(ageS, 5)
  })

  it('the age goes on counting with the clock while no picture comes', () => {
    const states = [0, 1_000, 2_000, 3_000, 60_000].map(
      (laterMs) => tileTruth({ ...base, nowMs: NOW + laterMs }),
    )
    expect(states.map((one) => one.state)).toEqual(['live', 'live', 'live', 'still', 'still'])
    expect(states.at(-1)?.ageS).toBeCloseTo(60.8)
  })
})
