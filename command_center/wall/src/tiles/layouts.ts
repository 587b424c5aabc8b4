/** Tiles a page may show, as columns × rows. */
export const LAYOUTS = [4, 9, 12, 16, 25, 36] as const
export type Layout = (typeof LAYOUTS)[number]

const COLUMNS: Record<Layout | 1, number> = { 1: 1, 4: 2, 9: 3, 12: 4, 16: 4, 25: 5, 36: 6 }

export function columnsOf(layout: Layout | 1): number {
  return COLUMNS[layout]
}

export function rowsOf(layout: Layout | 1): number {
  return layout / COLUMNS[layout]
}

/** The smallest layout that shows all cameras, up to 16; beyond that pages turn. */
export function defaultLayout(cameras: number): Layout {
  return LAYOUTS.find((layout) => layout >= cameras && layout <= 16) ?? 16
}

export function isLayout(value: unknown): value is Layout {
  return (LAYOUTS as readonly unknown[]).includes(value)
}

/** Number of pages, at least one. */
export function pagesOf(cameras: number, layout: Layout): number {
  return Math.max(1, Math.ceil(cameras / layout))
}

/** The cameras of one page. */
export function pageOf<T>(all: readonly T[], layout: Layout, page: number): T[] {
  return all.slice(page * layout, (page + 1) * layout)
}

/**
 * Where a key moves the focus among `count` tiles in rows of `columns`.
 *
 * @returns the new index; the same one at an edge or for any other key.
 */
export function moveFocus(index: number, key: string, count: number, columns: number): number {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[key]
  if (key === 'Home') return 0
  if (key === 'End') return Math.max(0, count - 1)
  if (step === undefined) return index
  const next = index + step
  return next >= 0 && next < count ? next : index
}

/** Room that tiles have to share, all in px. */
export interface Room {
  width: number
  height: number
  /** Between two tiles. */
  gap: number
  /** Height of the label under each picture. */
  label: number
}

/** The largest width of a tile in whole px, a picture of 16:9 over a label, with which all fit. */
export function tileWidth(room: Room, layout: Layout | 1): number {
  const columns = columnsOf(layout)
  const rows = rowsOf(layout)
  const byWidth = (room.width - room.gap * (columns - 1)) / columns
  const byHeight = ((room.height - room.gap * (rows - 1)) / rows - room.label) * (16 / 9)
  return Math.max(80, Math.floor(Math.min(byWidth, byHeight)))
}
