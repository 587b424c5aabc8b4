// What is drawn, with its past: every change can be taken back.

import { areaOf, crossingOf, MIN_AREA, MOST_CORNERS } from './zones_geometry.js'

export const PARTS = ['zones', 'privacy_masks', 'ground_points']
const MOST_STEPS = 200
/** Changes of one kind that follow each other so soon are one step back. */
const ONE_STEP_MS = 1500
const PREFIX = { crowd: 'crowd', construction: 'area', mask: 'mask', permit: 'permit', protected: 'land' }
/** What zones begin with; pieces of land have none. */
const LIMITS = {
  crowd: { people: 20, hold_s: 20 },
  construction: { min_area: 0.01, lasting_visits: 6 },
}

export class Drawing {
  #past = []
  #future = []
  #last = { key: null, at: 0 }
  #saved = ''
  #taken = []

  /** `changed(why)`: `why` is `load`, `edit`, `step` or `select`. */
  constructor(changed) {
    this.changed = changed
    this.shapes = { zones: [], privacy_masks: [], ground_points: [] }
    this.selected = null
  }

  load(view) {
    this.shapes = structuredClone(Object.fromEntries(PARTS.map((part) => [part, view[part]])))
    this.#taken = [...view.retired, ...[...view.zones, ...view.privacy_masks].map((one) => one.id)]
    this.#saved = JSON.stringify(this.shapes)
    this.#past = []
    this.#future = []
    this.#last = { key: null, at: 0 }
    if (this.selected && !this.shape) this.selected = null
    this.changed('load')
  }

  get dirty() {
    return JSON.stringify(this.shapes) !== this.#saved
  }

  get canUndo() {
    return this.#past.length > 0
  }

  get canRedo() {
    return this.#future.length > 0
  }

  /** The selected shape, or undefined. */
  get shape() {
    return this.selected ? this.shapes[this.selected.part][this.selected.index] : undefined
  }

  select(part, index) {
    this.selected = part === null ? null : { part, index }
    this.changed('select')
  }

  /** Change something by `work(shapes)`; edits with one `key` that follow closely are one step. */
  edit(work, key = null) {
    const before = JSON.stringify(this.shapes)
    work(this.shapes)
    if (JSON.stringify(this.shapes) === before) return
    const now = performance.now()
    const same = key !== null && key === this.#last.key && now - this.#last.at < ONE_STEP_MS
    if (!same) {
      this.#past.push(before)
      if (this.#past.length > MOST_STEPS) this.#past.shift()
    }
    this.#last = { key, at: now }
    this.#future = []
    this.changed('edit')
  }

  undo() {
    this.#step(this.#past, this.#future)
  }

  redo() {
    this.#step(this.#future, this.#past)
  }

  #step(from, to) {
    if (!from.length) return
    to.push(JSON.stringify(this.shapes))
    this.shapes = JSON.parse(from.pop())
    this.#last = { key: null, at: 0 }
    if (!this.shape) this.selected = null
    this.changed('step')
  }

  /** Add a shape: `tool` is `crowd`, `construction`, `mask`, `ground`, `permit` or `protected`. */
  add(tool, corners) {
    const part = partOf(tool)
    const index = this.shapes[part].length
    this.selected = { part, index }
    this.edit((shapes) => shapes[part].push(this.#fresh(tool, corners)))
  }

  #fresh(tool, corners) {
    if (tool === 'ground') return { picture: corners[0], location: null }
    const id = this.#freeId(PREFIX[tool])
    if (tool === 'mask') return { id, view: 'fixed', polygon: corners }
    const limits = { kind: tool, ...LIMITS[tool] }
    return { id, name: '', view: 'fixed', polygon: corners, limits }
  }

  /** An id that no other shape of this camera has or had. */
  #freeId(prefix) {
    const used = new Set(this.#taken)
    for (const part of ['zones', 'privacy_masks']) this.shapes[part].forEach((one) => used.add(one.id))
    let number = 1
    while (used.has(`${prefix}-${number}`)) number++
    return `${prefix}-${number}`
  }

  /** Give other ids to shapes that somebody else has removed meanwhile: ids are never used again. */
  rename(retired) {
    this.#taken.push(...retired)
    this.edit((shapes) => {
      for (const part of ['zones', 'privacy_masks']) {
        for (const shape of shapes[part]) {
          if (retired.includes(shape.id)) shape.id = this.#freeId(PREFIX[toolOf(part, shape)])
        }
      }
    })
  }

  remove() {
    if (!this.shape) return
    const { part, index } = this.selected
    this.selected = null
    this.edit((shapes) => shapes[part].splice(index, 1))
  }

  /** What can be told at once is wrong with a shape, before the centre is asked: a text, or null. */
  faultOf(part, index) {
    const shape = this.shapes[part][index]
    if (part === 'ground_points') {
      return shape.location ? null : '请填写经纬度，或相对米数 · type where it lies on the map'
    }
    const corners = shape.polygon
    if (corners.length < 3) return '至少 3 个角点 · at least 3 corners'
    if (corners.length > MOST_CORNERS) return `最多 ${MOST_CORNERS} 个角点 · at most ${MOST_CORNERS} corners`
    if (crossingOf(corners)) return '边线自相交 · its outline crosses itself'
    if (areaOf(corners) < MIN_AREA) return '太小 · too small'
    return null
  }
}

export const partOf = (tool) => ({ mask: 'privacy_masks', ground: 'ground_points' })[tool] ?? 'zones'

export const toolOf = (part, shape) =>
  part === 'zones' ? shape.limits.kind : part === 'privacy_masks' ? 'mask' : 'ground'
