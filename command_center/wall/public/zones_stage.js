// The picture with what is drawn on it, by mouse, finger and keyboard.

import { toolOf } from './zones_drawing.js'
import { clamp, middleOf, moved, tidy } from './zones_geometry.js'

const WIDTH = 1600
const STEP = 0.002
const LEAP = 0.02
const CLOSE_PX = 14
const TWICE_MS = 500
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
const SVG = 'http://www.w3.org/2000/svg'
const NAMES = {
  crowd: '人群区 · crowd zone',
  construction: '监看区 · watched area',
  mask: '隐私遮挡 · privacy mask',
  ground: '地面点 · ground point',
  permit: '施工许可 · building permit',
  protected: '保护地 · protected land',
}

function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) made.setAttribute(name, String(value))
  }
  made.append(...children)
  return made
}

export class Stage {
  #aspect = 16 / 9
  #pending = []
  #cursor = null
  #clicked = 0
  #drag = null
  #url = null
  #behind = []

  /** `told` is called with what the tool in hand asks for; `editable()` says whether one may draw. */
  constructor(box, drawing, { told, editable, labelOf, faultOf }) {
    this.drawing = drawing
    this.told = told
    this.editable = editable
    this.labelOf = labelOf
    this.faultOf = faultOf
    this.tool = null
    this.image = svg('image', { width: WIDTH, preserveAspectRatio: 'none' })
    this.grid = svg('rect', { class: 'grid', width: WIDTH, fill: 'url(#grid)' })
    this.layer = svg('g')
    this.root = svg(
      'svg',
      { role: 'application', 'aria-label': '摄像机画面 · The camera’s picture', tabindex: 0 },
      patterns(),
      this.grid,
      this.image,
      this.layer,
    )
    box.append(this.root)
    this.root.addEventListener('pointerdown', (event) => this.#down(event))
    this.root.addEventListener('pointermove', (event) => this.#move(event))
    this.root.addEventListener('pointerup', () => this.#up())
    this.root.addEventListener('pointercancel', () => this.#up())
    this.root.addEventListener('keydown', (event) => this.#key(event))
    this.#fit()
  }

  get #height() {
    return WIDTH / this.#aspect
  }

  #fit() {
    this.root.setAttribute('viewBox', `0 0 ${WIDTH} ${this.#height}`)
    for (const one of [this.image, this.grid]) one.setAttribute('height', this.#height)
  }

  /** Show a still, or the grid where there is none. */
  async show(blob) {
    const old = this.#url
    this.#url = blob ? URL.createObjectURL(blob) : null
    if (this.#url === null) this.image.removeAttribute('href')
    else {
      const loaded = new Image()
      loaded.src = this.#url
      try {
        await loaded.decode()
      } catch {
        return
      }
      this.image.setAttribute('href', loaded.src)
      const aspect = loaded.naturalWidth / loaded.naturalHeight
      if (Math.abs(aspect - this.#aspect) > 0.001) {
        this.#aspect = aspect
        this.#fit()
        this.render()
      }
    }
    this.root.classList.toggle('pictured', this.#url !== null)
    if (old) URL.revokeObjectURL(old)
  }

  /** Show what cannot be touched under what is drawn: each `{tool, name, polygon}`. */
  behind(shapes) {
    this.#behind = shapes
    this.render()
  }

  /** Take a tool into the hand, or none. */
  take(tool) {
    this.tool = tool
    this.#pending = []
    this.#cursor = null
    this.root.classList.toggle('drawing', tool !== null)
    if (tool !== null) {
      this.drawing.select(null)
      this.root.focus({ preventScroll: true })
    }
    this.told(tool)
    this.render()
  }

  #place(event) {
    const box = this.root.getBoundingClientRect()
    return tidy([clamp((event.clientX - box.left) / box.width), clamp((event.clientY - box.top) / box.height)])
  }

  #at([u, v]) {
    return [u * WIDTH, v * this.#height]
  }

  #text(corners) {
    return corners.map((corner) => this.#at(corner).map((value) => value.toFixed(1)).join(',')).join(' ')
  }

  // Drawing a new shape

  #draw(place) {
    if (this.tool === 'ground') {
      this.#finish([place])
      return
    }
    const box = this.root.getBoundingClientRect()
    const near = (corner) =>
      Math.hypot((corner[0] - place[0]) * box.width, (corner[1] - place[1]) * box.height) < CLOSE_PX
    const now = performance.now()
    // No double click comes of it by itself: what was clicked on first is drawn anew meanwhile.
    const twice = this.#pending.length > 0 && near(this.#pending.at(-1)) && now - this.#clicked < TWICE_MS
    this.#clicked = now
    if (twice || (this.#pending.length >= 3 && near(this.#pending[0]))) {
      if (this.#pending.length >= 3) this.#close()
      return
    }
    this.#pending.push(place)
    this.render()
  }

  #close() {
    if (this.tool === null || this.tool === 'ground') return
    if (this.#pending.length >= 3) this.#finish(this.#pending)
    else if (this.#pending.length === 0) this.#finish(RECTANGLE)
  }

  #finish(corners) {
    const tool = this.tool
    this.take(null)
    this.drawing.add(tool, corners.map(tidy))
    this.#focus(`${this.drawing.selected.part}/${this.drawing.selected.index}`)
  }

  // By mouse and finger

  #down(event) {
    if (event.button !== 0) return
    const place = this.#place(event)
    if (this.tool !== null) {
      event.preventDefault()
      // So that Enter ends it, whatever was typed into before.
      this.root.focus({ preventScroll: true })
      this.#draw(place)
      return
    }
    const target = event.target.closest('[data-key]')
    if (target === null) {
      this.drawing.select(null)
      return
    }
    event.preventDefault()
    const [part, index, what, number] = target.dataset.key.split('/')
    const shape = this.drawing.shapes[part][Number(index)]
    if (this.drawing.selected?.part !== part || this.drawing.selected.index !== Number(index)) {
      this.drawing.select(part, Number(index))
    }
    if (!this.editable()) return
    let corner = what === 'corner' ? Number(number) : null
    if (what === 'edge') {
      corner = Number(number) + 1
      this.drawing.edit((shapes) => shapes[part][index].polygon.splice(corner, 0, place))
    }
    this.#drag = { part, index: Number(index), corner, from: place, before: structuredClone(shape), key: `drag${event.timeStamp}` }
    this.root.setPointerCapture(event.pointerId)
    this.#focus(corner === null ? `${part}/${index}` : `${part}/${index}/corner/${corner}`)
  }

  #move(event) {
    const place = this.#place(event)
    if (this.tool !== null) {
      this.#cursor = place
      if (this.#pending.length) this.render()
      return
    }
    const drag = this.#drag
    if (drag === null) return
    this.drawing.edit((shapes) => {
      const shape = shapes[drag.part][drag.index]
      if (drag.part === 'ground_points') shape.picture = place
      else if (drag.corner !== null) shape.polygon[drag.corner] = place
      else shape.polygon = moved(drag.before.polygon, place[0] - drag.from[0], place[1] - drag.from[1])
    }, drag.key)
  }

  #up() {
    this.#drag = null
  }

  // By keyboard

  #key(event) {
    if (this.tool !== null) return this.#drawingKey(event)
    const key = event.target.dataset?.key
    if (!key || !this.editable()) return
    const [part, index, what, number] = key.split('/')
    const arrow = ARROWS[event.key]
    if (arrow) {
      const by = event.shiftKey ? LEAP : STEP
      this.#nudge(part, Number(index), what === 'corner' ? Number(number) : null, arrow[0] * by, arrow[1] * by)
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      this.#delete(part, Number(index), what === 'corner' ? Number(number) : null)
    } else if ((event.key === '+' || event.key === 'Insert') && what === 'corner') {
      this.#insert(part, Number(index), Number(number))
    } else if (event.key === 'Enter' && what === undefined) {
      this.drawing.select(part, Number(index))
      this.#focus(`${part}/${index}/corner/0`)
    } else if (event.key === 'Escape') {
      this.drawing.select(null)
      this.root.focus({ preventScroll: true })
    } else return
    event.preventDefault()
  }

  #drawingKey(event) {
    const arrow = ARROWS[event.key]
    if (arrow) {
      const by = event.shiftKey ? LEAP / 4 : LEAP
      const [u, v] = this.#cursor ?? [0.5, 0.5]
      this.#cursor = tidy([clamp(u + arrow[0] * by), clamp(v + arrow[1] * by)])
      this.render()
    } else if (event.key === ' ') {
      this.#draw(this.#cursor ?? [0.5, 0.5])
    } else if (event.key === 'Enter') {
      if (this.tool === 'ground') this.#finish([this.#cursor ?? [0.5, 0.5]])
      else this.#close()
    } else if (event.key === 'Backspace') {
      this.#pending.pop()
      this.render()
    } else if (event.key === 'Escape') this.take(null)
    else return
    event.preventDefault()
  }

  #nudge(part, index, corner, du, dv) {
    const by = ([u, v]) => tidy([clamp(u + du), clamp(v + dv)])
    this.drawing.edit((shapes) => {
      const shape = shapes[part][index]
      if (part === 'ground_points') shape.picture = by(shape.picture)
      else if (corner !== null) shape.polygon[corner] = by(shape.polygon[corner])
      else shape.polygon = moved(shape.polygon, du, dv)
    }, `nudge/${part}/${index}/${corner}`)
  }

  #delete(part, index, corner) {
    const shape = this.drawing.shapes[part][index]
    if (corner === null || part === 'ground_points' || shape.polygon.length <= 3) {
      this.drawing.selected = { part, index }
      this.drawing.remove()
      this.root.focus({ preventScroll: true })
      return
    }
    this.drawing.edit((shapes) => shapes[part][index].polygon.splice(corner, 1))
    this.#focus(`${part}/${index}/corner/${Math.max(0, corner - 1)}`)
  }

  #insert(part, index, corner) {
    this.drawing.edit((shapes) => {
      const { polygon } = shapes[part][index]
      polygon.splice(corner + 1, 0, tidy(middleOf([polygon[corner], polygon[(corner + 1) % polygon.length]])))
    })
    this.#focus(`${part}/${index}/corner/${corner + 1}`)
  }

  #focus(key) {
    this.layer.querySelector(`[data-key="${key}"]`)?.focus({ preventScroll: true })
  }

  // Showing it

  render() {
    const held = this.layer.contains(document.activeElement) ? document.activeElement.dataset.key : null
    const drawn = this.#behind.map((one) =>
      svg(
        'g',
        { class: `shape behind ${one.tool}` },
        svg('polygon', { points: this.#text(one.polygon) }),
        this.#label(middleOf(one.polygon), one.name, [0, 8]),
      ),
    )
    // What is selected lies on top, so that its corners can be got hold of.
    const order = ['privacy_masks', 'zones', 'ground_points'].flatMap((part) =>
      this.drawing.shapes[part].map((shape, index) => ({ part, shape, index })),
    )
    order.sort((a, b) => this.#isSelected(a) - this.#isSelected(b))
    for (const one of order) drawn.push(this.#shape(one))
    if (this.tool !== null) drawn.push(this.#sketch())
    this.layer.replaceChildren(...drawn)
    if (held !== null && held !== undefined) this.#focus(held)
  }

  #isSelected({ part, index }) {
    return Number(this.drawing.selected?.part === part && this.drawing.selected.index === index)
  }

  #shape({ part, shape, index }) {
    const tool = toolOf(part, shape)
    const chosen = this.#isSelected({ part, index })
    const bad = this.faultOf(part, index) !== null
    const key = `${part}/${index}`
    const group = svg('g', { class: `shape ${tool}${chosen ? ' chosen' : ''}${bad ? ' bad' : ''}` })
    if (part === 'ground_points') {
      const [x, y] = this.#at(shape.picture)
      group.append(
        svg(
          'g',
          { 'data-key': key, tabindex: 0, transform: `translate(${x},${y})`, 'aria-label': `${NAMES.ground} ${index + 1}` },
          svg('circle', { r: 15, class: 'hit' }),
          svg('path', { d: 'M-18 0H-5M5 0H18M0 -18V-5M0 5V18' }),
          svg('circle', { r: 5 }),
        ),
        this.#label(shape.picture, String(index + 1), [26, -14]),
      )
      return group
    }
    const corners = shape.polygon
    const name = this.labelOf(part, index)
    group.append(
      svg('polygon', {
        points: this.#text(corners),
        'data-key': key,
        tabindex: 0,
        'aria-label': `${NAMES[tool]} ${name}, ${corners.length} 个角点 corners`,
      }),
      this.#label(middleOf(corners), name, [0, 8]),
    )
    if (!chosen || !this.editable()) return group
    corners.forEach((corner, number) => {
      const [x, y] = this.#at(middleOf([corner, corners[(number + 1) % corners.length]]))
      group.append(svg('circle', { class: 'edge', cx: x, cy: y, r: 7, 'data-key': `${key}/edge/${number}` }))
    })
    corners.forEach((corner, number) => {
      const [x, y] = this.#at(corner)
      group.append(
        svg('circle', {
          class: 'corner',
          cx: x,
          cy: y,
          r: 11,
          tabindex: 0,
          'data-key': `${key}/corner/${number}`,
          'aria-label': `${name} 角点 corner ${number + 1}: ${corner.map((value) => `${(value * 100).toFixed(1)} %`).join(', ')}`,
        }),
      )
    })
    return group
  }

  #label(place, words, [dx, dy]) {
    const [x, y] = this.#at(place)
    const made = svg('text', { x: x + dx, y: y + dy })
    made.textContent = words
    return made
  }

  #sketch() {
    const group = svg('g', { class: `sketch ${this.tool}` })
    const line = this.#cursor ? [...this.#pending, this.#cursor] : this.#pending
    if (line.length > 1) group.append(svg('polyline', { points: this.#text(line) }))
    for (const corner of this.#pending) {
      const [x, y] = this.#at(corner)
      group.append(svg('circle', { cx: x, cy: y, r: 9 }))
    }
    if (this.#cursor) {
      const [x, y] = this.#at(this.#cursor)
      group.append(svg('path', { class: 'cursor', d: `M${x - 22} ${y}h44M${x} ${y - 22}v44` }))
    }
    return group
  }
}

const RECTANGLE = [
  [0.35, 0.35],
  [0.65, 0.35],
  [0.65, 0.65],
  [0.35, 0.65],
]

function patterns() {
  const pattern = (id, size, transform, ...children) =>
    svg('pattern', { id, width: size, height: size, patternUnits: 'userSpaceOnUse', patternTransform: transform }, ...children)
  return svg(
    'defs',
    {},
    pattern(
      'hatch',
      22,
      'rotate(45)',
      svg('rect', { width: 22, height: 22, class: 'hatch-dark' }),
      svg('rect', { width: 8, height: 22, class: 'hatch-light' }),
    ),
    pattern('grid', 80, null, svg('path', { d: 'M80 0H0V80', class: 'grid-line' })),
  )
}
