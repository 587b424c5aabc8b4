import type { CameraView, GridCollection, GridFeature, IncidentView, LonLat } from '../api/types'

export interface Box {
  west: number
  south: number
  east: number
  north: number
}

/** The smallest box around all points; null without any. */
export function boxAround(points: readonly LonLat[]): Box | null {
  const [first] = points
  if (!first) return null
  const box = { west: first[0], south: first[1], east: first[0], north: first[1] }
  for (const [lon, lat] of points) {
    box.west = Math.min(box.west, lon)
    box.south = Math.min(box.south, lat)
    box.east = Math.max(box.east, lon)
    box.north = Math.max(box.north, lat)
  }
  return box
}

/** The corners of a grid's outline. */
export function cornersOf(grid: GridFeature): LonLat[] {
  return grid.geometry.coordinates[0] ?? []
}

/**
 * The centre of gravity of an outline (the shoelace formula; degrees are taken as plane, which is
 * exact enough to put a name in the middle of a village).
 */
export function centreOf(corners: readonly LonLat[]): LonLat | null {
  const [origin] = corners
  if (!origin) return null
  let area = 0
  let x = 0
  let y = 0
  corners.forEach(([lon, lat], index) => {
    const next = corners[(index + 1) % corners.length] ?? origin
    const ax = lon - origin[0]
    const ay = lat - origin[1]
    const bx = next[0] - origin[0]
    const by = next[1] - origin[1]
    const cross = ax * by - bx * ay
    area += cross
    x += (ax + bx) * cross
    y += (ay + by) * cross
  })
  if (area === 0) return origin
  return [origin[0] + x / (3 * area), origin[1] + y / (3 * area)]
}

/** Village codes (12 digits) with the corners of all their grids. */
export function villagesOf(grids: GridCollection): Map<string, LonLat[]> {
  const villages = new Map<string, LonLat[]>()
  for (const grid of grids.features) {
    const village = grid.properties.code.slice(0, 12)
    villages.set(village, [...(villages.get(village) ?? []), ...cornersOf(grid)])
  }
  return villages
}

export interface CameraPoint {
  type: 'Feature'
  properties: { id: string; name: string; state: string; severity: number; selected: boolean }
  geometry: { type: 'Point'; coordinates: LonLat }
}

/** Cameras as points; those without a place are left out. */
export function cameraPoints(
  cameras: readonly CameraView[],
  alerting: ReadonlyMap<string, IncidentView>,
  selected: string | null,
): { type: 'FeatureCollection'; features: CameraPoint[] } {
  const features: CameraPoint[] = []
  for (const camera of cameras) {
    if (!camera.location) continue
    features.push({
      type: 'Feature',
      properties: {
        id: camera.id,
        name: camera.name,
        state: camera.enabled ? camera.state : 'offline',
        severity: alerting.get(camera.id)?.severity ?? 0,
        selected: camera.id === selected,
      },
      geometry: { type: 'Point', coordinates: camera.location },
    })
  }
  return { type: 'FeatureCollection', features }
}

export interface LineFeature {
  type: 'Feature'
  properties: Record<string, never>
  geometry: { type: 'MultiLineString'; coordinates: LonLat[][] }
}

/** Meridians and parallels every `step` degrees over the box and as much again around it. */
export function graticule(box: Box, step: number): LineFeature {
  const width = box.east - box.west
  const height = box.north - box.south
  const lines: LonLat[][] = []
  const [west, east] = [box.west - width * 2, box.east + width * 2]
  const [south, north] = [box.south - height * 2, box.north + height * 2]
  for (let lon = Math.ceil(west / step) * step; lon <= east; lon += step) lines.push([[lon, south], [lon, north]])
  for (let lat = Math.ceil(south / step) * step; lat <= north; lat += step) lines.push([[west, lat], [east, lat]])
  return { type: 'Feature', properties: {}, geometry: { type: 'MultiLineString', coordinates: lines } }
}
