// Pieces of land out of GeoJSON (RFC 7946): one polygon without holes each. What else is wrong with
// them the centre says.

const IDS = ['id', 'code', 'number', '编号', '许可证号', '图斑编号']
const NAMES = ['name', '名称', '地块名称']

/** Read a file's text; throws an error in both languages, else `[{id, name, ground, problem}]`. */
export function piecesOf(text) {
  let found
  try {
    found = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    throw new Error('不是 GeoJSON：请从地图软件导出 FeatureCollection / no GeoJSON: export a FeatureCollection')
  }
  const features = found?.type === 'FeatureCollection' ? found.features : [found]
  if (!Array.isArray(features) || !features.length) throw new Error('文件中没有地块 / there is no land in it')
  if (features.length > 500) throw new Error('一次最多 500 块 / at most 500 pieces at once')
  return features.map((feature, index) => {
    const own = feature?.type === 'Feature' ? (feature.properties ?? {}) : {}
    const pick = (keys) => keys.map((key) => own[key]).find((value) => value !== undefined && value !== null && value !== '')
    const piece = {
      id: String(pick(IDS) ?? feature?.id ?? `${index + 1}`).slice(0, 60),
      name: String(pick(NAMES) ?? '').slice(0, 60),
      ground: [],
      problem: '',
    }
    try {
      piece.ground = ringOf(feature?.type === 'Feature' ? feature.geometry : feature)
    } catch (error) {
      piece.problem = error.message
    }
    return piece
  })
}

function ringOf(geometry) {
  const polygons =
    geometry?.type === 'Polygon' ? [geometry.coordinates] : geometry?.type === 'MultiPolygon' ? geometry.coordinates : []
  if (!Array.isArray(polygons) || polygons.length !== 1 || polygons[0]?.length !== 1) {
    throw new Error('须为一个不带洞的多边形 · has to be one polygon without holes')
  }
  const ring = polygons[0][0].map((place) => [Number(place?.[0]), Number(place?.[1])])
  if (ring.some((place) => !place.every(Number.isFinite))) throw new Error('坐标有误 · a coordinate is no number')
  const [first, last] = [ring[0], ring.at(-1)]
  if (ring.length > 1 && first[0] === last[0] && first[1] === last[1]) ring.pop()
  if (ring.length < 3) throw new Error('至少 3 个角点 · at least 3 corners')
  return ring
}
