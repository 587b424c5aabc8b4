import { Map as MapLibreMap, Marker, setWorkerUrl, type GeoJSONSource, type MapMouseEvent } from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import type { CameraView, GridCollection, IncidentView, LonLat } from '../api/types'
import { boxAround, cameraPoints, centreOf, cornersOf, graticule, villagesOf } from './shapes'
import { mapStyle } from './style'

/** How near to a camera a click has to be, in px: a panel is pointed at from some way off. */
const CLICK_WITHIN_PX = 12
/** Distance of the drawn meridians and parallels, in degrees: about 450 m. */
const GRATICULE_STEP = 0.005
/** One camera alone has no extent to fit: it is shown with the streets around it. */
const CLOSEST_ZOOM = 16

export interface Place {
  key: string
  text: string
  at: LonLat
  className: string
}

/** The map's library behind the few things the wall asks of it. */
export class WallMap {
  private readonly map: MapLibreMap
  private readonly markers = new Map<string, Marker>()
  private readonly ready: Promise<void>
  private fitted: [LonLat, LonLat] | null = null
  /** Whether the map shows cameras alone: no grid is registered around them. */
  private bare = true
  private moved = false
  private drawnCameras = ''
  private ended = false

  /**
   * @param onPick called with the camera clicked.
   * @param onDrawn called with the number of grids drawn whenever the map has come to rest.
   * @param coveredPx how much of its left side the legend covers.
   * @throws Error where the browser has no WebGL.
   */
  constructor(
    container: HTMLElement,
    onPick: (cameraId: string) => void,
    onDrawn: (grids: number) => void,
    private readonly coveredPx: () => number = () => 0,
  ) {
    setWorkerUrl(workerUrl)
    this.map = new MapLibreMap({
      container,
      style: mapStyle(),
      center: [117.63, 34.696],
      zoom: 11,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      // One picture, not a stack of fading ones: a wall runs for weeks on small graphics.
      fadeDuration: 0,
    })
    this.map.touchZoomRotate.disableRotation()
    this.map.keyboard.disableRotation()
    this.ready = new Promise((resolve) => this.map.once('load', () => resolve()))
    this.map.on('click', (event) => {
      const id = this.cameraNear(event)
      if (id !== null) onPick(id)
    })
    this.map.on('mousemove', (event) => {
      this.map.getCanvas().style.cursor = this.cameraNear(event) === null ? '' : 'pointer'
    })
    this.map.on('movestart', (event) => {
      if ('originalEvent' in event && event.originalEvent) this.moved = true
    })
    this.map.on('resize', () => this.fit())
    this.map.on('idle', () => {
      const drawn = this.map.queryRenderedFeatures({ layers: ['grids'] })
      onDrawn(new Set(drawn.map((feature) => String(feature.properties.code))).size)
    })
  }

  async showGrids(grids: GridCollection): Promise<void> {
    await this.ready
    if (this.ended) return
    const villages = [...villagesOf(grids).keys()]
    const tinted = grids.features.map((grid) => ({
      ...grid,
      properties: { ...grid.properties, tint: villages.indexOf(grid.properties.code.slice(0, 12)) % 3 },
    }))
    this.source('grids')?.setData({ type: 'FeatureCollection', features: tinted })
    const box = boxAround(grids.features.flatMap(cornersOf))
    this.bare = !box
    if (!box) return
    this.source('lines')?.setData(graticule(box, GRATICULE_STEP))
    this.fitted = [
      [box.west, box.south],
      [box.east, box.north],
    ]
    this.fit()
  }

  async showCameras(
    cameras: readonly CameraView[],
    alerting: ReadonlyMap<string, IncidentView>,
    selected: string | null,
  ): Promise<void> {
    await this.ready
    if (this.ended) return
    const points = cameraPoints(cameras, alerting, selected)
    // A camera's figures change all the time, its point seldom: the map is drawn anew only then.
    const text = JSON.stringify(points)
    if (text === this.drawnCameras) return
    this.drawnCameras = text
    this.source('cameras')?.setData(points)
    const box = this.bare ? boxAround(points.features.map((one) => one.geometry.coordinates)) : null
    if (!box) return
    this.fitted = [
      [box.west, box.south],
      [box.east, box.north],
    ]
    this.fit()
  }

  /** Put names and pulses on the map; what is no longer named goes. */
  showPlaces(places: readonly Place[]): void {
    const wanted = new Set(places.map((place) => place.key))
    for (const [key, marker] of this.markers) {
      if (wanted.has(key)) continue
      marker.remove()
      this.markers.delete(key)
    }
    for (const { key, text, at, className } of places) {
      let marker = this.markers.get(key)
      if (!marker) {
        const element = document.createElement('div')
        element.appendChild(document.createElement('span'))
        marker = new Marker({ element, anchor: 'center' }).setLngLat(at).addTo(this.map)
        this.markers.set(key, marker)
      }
      const element = marker.getElement()
      for (const name of [...element.classList]) if (name.startsWith('place')) element.classList.remove(name)
      element.classList.add(...className.split(' '))
      const span = element.firstElementChild
      if (span) span.textContent = text
      marker.setLngLat(at)
    }
  }

  end(): void {
    this.ended = true
    for (const marker of this.markers.values()) marker.remove()
    this.markers.clear()
    this.map.remove()
  }

  private fit(): void {
    if (!this.fitted || this.moved) return
    const { clientWidth, clientHeight } = this.map.getContainer()
    const padding = Math.round(Math.min(clientWidth, clientHeight) * 0.1)
    if (padding <= 0) return
    // A grid may reach under the legend, a camera's point would be hidden by it.
    const left = padding + (this.bare ? Math.min(this.coveredPx(), clientWidth / 2) : 0)
    this.map.fitBounds(this.fitted, {
      padding: { top: padding, right: padding, bottom: padding, left },
      maxZoom: CLOSEST_ZOOM,
      animate: false,
    })
  }

  private source(id: string): GeoJSONSource | undefined {
    return this.map.getSource(id) as GeoJSONSource | undefined
  }

  private cameraNear({ point }: MapMouseEvent): string | null {
    if (!this.map.getLayer('cameras')) return null
    const found = this.map.queryRenderedFeatures(
      [
        [point.x - CLICK_WITHIN_PX, point.y - CLICK_WITHIN_PX],
        [point.x + CLICK_WITHIN_PX, point.y + CLICK_WITHIN_PX],
      ],
      { layers: ['cameras'] },
    )
    let nearest: string | null = null
    let nearestPx = Number.POSITIVE_INFINITY
    for (const feature of found) {
      if (feature.geometry.type !== 'Point') continue
      const at = this.map.project(feature.geometry.coordinates as LonLat)
      const distancePx = Math.hypot(at.x - point.x, at.y - point.y)
      if (distancePx < nearestPx) {
        nearestPx = distancePx
        nearest = String(feature.properties.id)
      }
    }
    return nearest
  }
}

/** Names of villages and grids in the middle of their outlines. */
export function areaPlaces(
  grids: GridCollection,
  villageName: (code: string) => string,
  gridName: (grid: GridCollection['features'][number]) => string,
): Place[] {
  const places: Place[] = []
  for (const [code, corners] of villagesOf(grids)) {
    const box = boxAround(corners)
    if (box) {
      // Over the village, where no camera stands under it.
      const at: LonLat = [(box.west + box.east) / 2, box.north]
      places.push({ key: `village-${code}`, text: villageName(code), at, className: 'place place-village' })
    }
  }
  for (const grid of grids.features) {
    const corners = cornersOf(grid)
    const box = boxAround(corners)
    const centre = centreOf(corners)
    if (!box || !centre) continue
    // Under the grid; its village's name stands over it.
    const at: LonLat = [centre[0], box.south]
    places.push({ key: `grid-${grid.properties.code}`, text: gridName(grid), at, className: 'place place-grid' })
  }
  return places
}
