import { describe, expect, it } from 'vitest'
import type { GridCollection, LonLat } from '../api/types'
import { aCamera, anIncident } from '../store/samples'
import { boxAround, cameraPoints, centreOf, villagesOf } from './shapes'

const SQUARE: LonLat[] = [[0, 0], [2, 0], [2, 2], [0, 2]]

describe('shapes on the map', () => {
  it('a box holds all its points, and there is none without points', () => {
    expect(boxAround([[3, 4], [1, 9], [2, -1]])).toEqual({ west: 1, south: -1, east: 3, north: 9 })
    expect(boxAround([])).toBeNull()
  })

  it.each([
    ['a square', SQUARE, [1, 1]],
    ['a closed square', [...SQUARE, [0, 0] as LonLat], [1, 1]],
    ['a point', [[5, 6]] as LonLat[], [5, 6]],
    ['nothing', [], null],
  ])('the centre of %s', (_name, corners, centre) => {
    expect(centreOf(corners)).toEqual(centre)
  })

  it('grids of one village belong together', () => {
    const feature = (code: string) => ({
      type: 'Feature' as const,
      properties: { code, name: code, name_en: null, unit: null },
      geometry: { type: 'Polygon' as const, coordinates: [SQUARE] },
    })
    const grids: GridCollection = {
      type: 'FeatureCollection',
      features: [feature('370499101201001'), feature('370499101201002'), feature('370499101202001')],
    }
    expect([...villagesOf(grids)].map(([code, corners]) => [code, corners.length])).toEqual([
      ['370499101201', 8],
      ['370499101202', 4],
    ])
  })

  it('a camera without a place is not put anywhere, one switched off is shown as offline', () => {
    const cameras = [aCamera('a'), aCamera('b', { location: null }), aCamera('c', { enabled: false })]
    const points = cameraPoints(cameras, new Map([['a', anIncident('i', { severity: 3 })]]), 'c').features
    expect(points.map(({ properties }) => properties)).toEqual([
      { id: 'a', name: 'camera a', state: 'online', severity: 3, selected: false },
      { id: 'c', name: 'camera c', state: 'offline', severity: 0, selected: true },
    ])
  })
})
