import { reactive, watch } from 'vue'
import { isLayout, type Layout } from '../tiles/layouts'

const KEY = 'sharp-eyes.wall'

export type WallView = 'overview' | 'video' | 'map'

export interface Settings {
  /** `auto` picks by the number of cameras. */
  layout: Layout | 'auto'
  rotation: boolean
  sound: boolean
  view: WallView
}

/** Read what was stored; whatever is not understood falls back to its default. */
export function readSettings(text: string | null): Settings {
  const settings: Settings = { layout: 'auto', rotation: true, sound: false, view: 'overview' }
  let stored: unknown
  try {
    stored = JSON.parse(text ?? '')
  } catch {
    return settings
  }
  if (typeof stored !== 'object' || stored === null) return settings
  const { layout, rotation, sound, view } = stored as Record<string, unknown>
  if (isLayout(layout)) settings.layout = layout
  if (typeof rotation === 'boolean') settings.rotation = rotation
  if (typeof sound === 'boolean') settings.sound = sound
  if (view === 'overview' || view === 'video' || view === 'map') settings.view = view
  return settings
}

/** This panel's own settings, remembered in the browser. */
export function useSettings(): Settings {
  const settings = reactive(readSettings(localStorage.getItem(KEY)))
  watch(settings, (value) => localStorage.setItem(KEY, JSON.stringify(value)))
  return settings
}
