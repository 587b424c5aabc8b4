import { describe, expect, it } from 'vitest'
import { columnsOf, defaultLayout, LAYOUTS, moveFocus, pageOf, pagesOf, rowsOf, tileWidth } from './layouts'

describe('layouts', () => {
  it.each([
    [0, 4],
    [4, 4],
    [5, 9],
    [12, 12],
    [13, 16],
    [16, 16],
    [17, 16],
    [440, 16],
  ])('%i cameras get a layout of %i by themselves', (cameras, layout) => {
    expect(defaultLayout(cameras)).toBe(layout)
  })

  it.each(LAYOUTS.map((layout) => [layout] as const))('layout %i is full', (layout) => {
    expect(columnsOf(layout) * rowsOf(layout)).toBe(layout)
  })

  it('every camera is on exactly one page', () => {
    const cameras = Array.from({ length: 37 }, (_, index) => index)
    const pages = Array.from({ length: pagesOf(37, 12) }, (_, page) => pageOf(cameras, 12, page))
    expect(pages).toHaveLength(4)
    expect(pages.flat()).toEqual(cameras)
  })

  it.each([
    ['ArrowRight', 0, 1],
    ['ArrowLeft', 0, 0],
    ['ArrowDown', 1, 5],
    ['ArrowDown', 9, 9],
    ['ArrowUp', 5, 1],
    ['ArrowRight', 10, 10],
    ['Home', 7, 0],
    ['End', 0, 10],
    ['x', 3, 3],
  ])('%s moves the focus from %i to %i among 11 tiles in rows of 4', (key, from, to) => {
    expect(moveFocus(from, key, 11, 4)).toBe(to)
  })

  it.each(LAYOUTS.map((layout) => [layout] as const))('all tiles of layout %i fit their room', (layout) => {
    const room = { width: 1440, height: 680, gap: 8, label: 30 }
    const width = tileWidth(room, layout)
    const height = (width * 9) / 16 + room.label
    expect(width * columnsOf(layout) + room.gap * (columnsOf(layout) - 1)).toBeLessThanOrEqual(room.width)
    expect(height * rowsOf(layout) + room.gap * (rowsOf(layout) - 1)).toBeLessThanOrEqual(room.height)
  })
})
