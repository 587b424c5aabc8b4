// A plan of the map to draw land on: grids with their names and cameras, to scale, north up. Places
// on it are [u, v], 0..1, as in a picture, so that land is drawn on it as on one.

import { toDegrees, toMetres } from './zones_geometry.js'

const SVG = 'http://www.w3.org/2000/svg'
const SHAPE = 16 / 10
const WIDTH = 1600
/** Metres: nearer one sees nothing but lines, farther no plot. */
const NEAREST = 60
const FARTHEST = 60_000

export class Plan {
  /** `grids` are GeoJSON features, `points` `[id, longitude, latitude, state]` of cameras. */
  constructor(grids, points) {
    this.grids = grids.map((one) => ({ code: one.properties.code, name: one.properties.name, ring: one.geometry.coordinates[0] }))
    this.points = points
    this.centre = [0, 0]
    this.width = 1000
    const places = [...this.grids.flatMap((one) => one.ring), ...points.map(([, east, north]) => [east, north])]
    if (places.length) this.around(places)
  }

  get empty() {
    return !this.grids.length && !this.points.length
  }

  /** Show all of these places, with room around them. */
  around(places) {
    const easts = places.map((one) => one[0])
    const norths = places.map((one) => one[1])
    // Not by spreading: a county has more corners than a call takes arguments.
    const least = (values) => values.reduce((a, b) => Math.min(a, b))
    const most = (values) => values.reduce((a, b) => Math.max(a, b))
    this.centre = [(least(easts) + most(easts)) / 2, (least(norths) + most(norths)) / 2]
    const [east, north] = toMetres([most(easts), most(norths)], this.centre)
    this.width = Math.min(FARTHEST, Math.max(NEAREST, 2.6 * east, 2.6 * north * SHAPE))
  }

  /** Show more or less about a place, but never less than `places`. */
  zoom(factor, places) {
    if (places.length) {
      const { width } = this
      this.around(places)
      const least = this.width
      this.width = Math.min(FARTHEST, Math.max(least, width * factor))
    } else this.width = Math.min(FARTHEST, Math.max(NEAREST, this.width * factor))
  }

  toPicture(place) {
    const [east, north] = toMetres(place, this.centre)
    return [0.5 + east / this.width, 0.5 - (north / this.width) * SHAPE]
  }

  toMap([u, v]) {
    const place = toDegrees([(u - 0.5) * this.width, ((0.5 - v) * this.width) / SHAPE], this.centre)
    return place.map((value) => Math.round(value * 1e7) / 1e7)
  }

  /** The plan as a picture: an SVG's bytes. */
  drawn() {
    const height = WIDTH / SHAPE
    const at = (place) => {
      const [u, v] = this.toPicture(place)
      return [(u * WIDTH).toFixed(1), (v * height).toFixed(1)]
    }
    const root = element('svg', { width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${height}`, 'font-family': 'sans-serif' })
    root.append(element('rect', { width: WIDTH, height, fill: '#101a26' }))
    for (const grid of this.grids) {
      const corners = grid.ring.map(at)
      if (!corners.some(([x, y]) => x > -WIDTH && x < 2 * WIDTH && y > -height && y < 2 * height)) continue
      root.append(element('polygon', { points: corners.join(' '), fill: '#172537', stroke: '#44607e', 'stroke-width': 3 }))
      const wide = corners.map(([x]) => Number(x)).sort((a, b) => a - b)
      // A name that is wider than its grid would lie over its neighbour's.
      if (wide.at(-1) - wide[0] < 26 * grid.name.length) continue
      const sum = corners.reduce(([x, y], one) => [x + Number(one[0]), y + Number(one[1])], [0, 0])
      root.append(words(grid.name, sum[0] / corners.length, sum[1] / corners.length, '#7f9ab8', 26))
    }
    for (const [, east, north] of this.points) {
      const [x, y] = at([east, north])
      if (x < 0 || x > WIDTH || y < 0 || y > height) continue
      root.append(element('circle', { cx: x, cy: y, r: 7, fill: '#8cc0e6', stroke: '#0b121b', 'stroke-width': 2 }))
    }
    const bar = roundTo(this.width / 5)
    const length = (bar / this.width) * WIDTH
    root.append(
      element('path', { d: `M40 ${height - 40}h${length}`, stroke: '#c3d2e2', 'stroke-width': 4 }),
      words(bar >= 1000 ? `${bar / 1000} km` : `${bar} m`, 40 + length / 2, height - 54, '#c3d2e2', 24),
      words('北 N ↑', WIDTH - 70, 56, '#c3d2e2', 28),
    )
    return new Blob([new XMLSerializer().serializeToString(root)], { type: 'image/svg+xml' })
  }
}

/** 1, 2 or 5 times a power of ten, at most so much. */
function roundTo(metres) {
  const power = 10 ** Math.floor(Math.log10(metres))
  return [5, 2, 1].map((one) => one * power).find((one) => one <= metres)
}

function element(tag, attributes) {
  const made = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value))
  return made
}

function words(text, x, y, fill, size) {
  const made = element('text', { x, y, fill, 'font-size': size, 'text-anchor': 'middle' })
  made.textContent = text
  return made
}
