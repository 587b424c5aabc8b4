/// <reference types="vite/client" />

interface Window {
  /** Number of grid polygons the map has drawn; absent until it has drawn once. */
  __mapReady?: number
}
