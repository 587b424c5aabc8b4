// Plane geometry of what is drawn on a picture: places are [u, v], 0..1, right and down.

/** As the centre holds it: the smallest polygon that makes sense, as a share of the picture. */
export const MIN_AREA = 0.0005
export const MOST_CORNERS = 64

export const clamp = (value) => Math.min(1, Math.max(0, value))

/** So many digits are a tenth of a pixel of 4K. */
export const tidy = (place) => place.map((value) => Math.round(value * 1e5) / 1e5)

/** Twice a triangle's area, with its sign. */
const turn = (a, b, c) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

export function areaOf(corners) {
  let twice = 0
  corners.forEach((corner, index) => {
    const next = corners[(index + 1) % corners.length]
    twice += corner[0] * next[1] - next[0] * corner[1]
  })
  return Math.abs(twice) / 2
}

/** The first corners of two edges that cross, or null. */
export function crossingOf(corners) {
  const count = corners.length
  for (let one = 0; one < count; one++) {
    for (let other = one + 2; other < count; other++) {
      if (one === 0 && other === count - 1) continue
      const [a, b] = [corners[one], corners[one + 1]]
      const [c, d] = [corners[other], corners[(other + 1) % count]]
      if (turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0) return [one, other]
    }
  }
  return null
}

/** Where a label stands: the mean of the corners. */
export function middleOf(corners) {
  const sum = corners.reduce(([u, v], corner) => [u + corner[0], v + corner[1]], [0, 0])
  return [sum[0] / corners.length, sum[1] / corners.length]
}

/** Move a whole polygon as far as the picture's border lets it. */
export function moved(corners, du, dv) {
  const us = corners.map((corner) => corner[0])
  const vs = corners.map((corner) => corner[1])
  const right = Math.min(1 - Math.max(...us), Math.max(-Math.min(...us), du))
  const down = Math.min(1 - Math.max(...vs), Math.max(-Math.min(...vs), dv))
  return corners.map(([u, v]) => tidy([u + right, v + down]))
}

/** Metres per degree, east and north, at a latitude: WGS 84, as the centre reckons. */
function metresPerDegree(latitude) {
  const sine = Math.sin((latitude * Math.PI) / 180)
  const bend = 1 - 0.00669437999014 * sine * sine
  const across = 6378137 / Math.sqrt(bend)
  const along = (6378137 * (1 - 0.00669437999014)) / bend ** 1.5
  const degree = Math.PI / 180
  return [degree * across * Math.cos((latitude * Math.PI) / 180), degree * along]
}

/** Metres east and north of an origin, both [longitude, latitude]. */
export function toMetres(location, origin) {
  const [east, north] = metresPerDegree(origin[1])
  return [(location[0] - origin[0]) * east, (location[1] - origin[1]) * north]
}

export function toDegrees([eastward, northward], origin) {
  const [east, north] = metresPerDegree(origin[1])
  const round = (value) => Math.round(value * 1e8) / 1e8
  return [round(origin[0] + eastward / east), round(origin[1] + northward / north)]
}
