import type { StyleSpecification } from 'maplibre-gl'
import { SEVERITY_COLOURS } from '../format/severity'

export const STATE_COLOURS = { online: '#4fbf8b', offline: '#77869a', unknown: '#77869a', connecting: '#a9b8ca' } as const

const EMPTY = { type: 'FeatureCollection', features: [] } as const

/**
 * The map's style: everything in it comes from this page, so that no request leaves the machine.
 * Names are drawn as page elements, since glyphs would have to come from a server.
 */
export function mapStyle(): StyleSpecification {
  return {
    version: 8,
    sources: {
      lines: { type: 'geojson', data: EMPTY },
      grids: { type: 'geojson', data: EMPTY },
      cameras: { type: 'geojson', data: EMPTY },
    },
    layers: [
      { id: 'background', type: 'background', paint: { 'background-color': '#0b121b' } },
      { id: 'lines', type: 'line', source: 'lines', paint: { 'line-color': '#152130', 'line-width': 1 } },
      {
        id: 'grids',
        type: 'fill',
        source: 'grids',
        paint: { 'fill-color': ['match', ['get', 'tint'], 0, '#1d3d55', 1, '#204a4a', '#2c3a57'], 'fill-opacity': 0.8 },
      },
      {
        id: 'grid-edges',
        type: 'line',
        source: 'grids',
        paint: { 'line-color': '#6fa3c7', 'line-width': 1.4, 'line-opacity': 0.75 },
      },
      {
        id: 'cameras',
        type: 'circle',
        source: 'cameras',
        paint: {
          'circle-radius': ['case', ['get', 'selected'], 9, ['>', ['get', 'severity'], 0], 8, 6],
          'circle-color': [
            'match',
            ['get', 'severity'],
            1,
            SEVERITY_COLOURS[1],
            2,
            SEVERITY_COLOURS[2],
            3,
            SEVERITY_COLOURS[3],
            4,
            SEVERITY_COLOURS[4],
            [
              'match',
              ['get', 'state'],
              'online',
              STATE_COLOURS.online,
              'connecting',
              STATE_COLOURS.connecting,
              STATE_COLOURS.offline,
            ],
          ],
          'circle-stroke-width': ['case', ['get', 'selected'], 3, 2],
          'circle-stroke-color': ['case', ['get', 'selected'], '#ffffff', '#08111a'],
        },
      },
    ],
  }
}
