// One piece of land: its fields, and its outline in a camera's picture or on the map.

import { attempt, call, find, say } from './desk.js'
import { Plan } from './land_plan.js'
import { Drawing } from './zones_drawing.js'
import { areaOf, crossingOf, MIN_AREA } from './zones_geometry.js'
import { Stage } from './zones_stage.js'
import { Stills } from './zones_stills.js'

const TITLES = { permit: '施工许可 · Building permit', protected: '保护地 · Protected land' }
const TYPING_MS = 250
const MOST_LISTED = 300
const MOST_ON_MAP = 512
const MOST_IN_PICTURE = 64
const looksForBuilding = (camera) => Number(camera.analytics.includes('construction'))
const HINTS = {
  draw: '依次点击角点，双击、回车或点回起点结束。Click corner after corner; double-click, Enter or the first corner ends it.',
  change: '拖动角点或整个形状；拖动边上的圆点加角点。Drag corners, the shape, or the dots on edges for new corners.',
}

export class LandEditor {
  #kind = 'permit'
  #camera = null
  #plan = null
  #typing = null
  #searches = 0
  /** Counts what was opened: an answer to what was opened before comes too late. */
  #opened = 0
  /** Whether the text of the corners was typed, and not made from the drawing. */
  #typed = false

  /** `save(kind, piece)` sends it; `others()` are the pieces there are, each with its `kind`. */
  constructor({ save, others }) {
    this.save = save
    this.others = others
    this.form = find('#shape')
    this.drawing = new Drawing((why) => this.#changed(why))
    this.stage = new Stage(find('#picture'), this.drawing, {
      told: (tool) => {
        find('#draw').setAttribute('aria-pressed', String(tool !== null))
        find('#hint').textContent = tool === null ? HINTS.change : HINTS.draw
      },
      editable: () => true,
      labelOf: () => this.form.elements.id.value,
      faultOf: () => this.#fault(),
    })
    this.stills = new Stills((blob) => {
      if (this.#inPicture) void this.stage.show(blob)
    })
    this.#wire()
  }

  get #inPicture() {
    return this.form.where.value === 'camera'
  }

  get #polygon() {
    return this.drawing.shapes.zones[0]?.polygon ?? null
  }

  /** Begin with a piece, or a new one, perhaps of a camera. */
  async open(kind, piece, camera = null) {
    const { form } = this
    this.#kind = kind
    this.#typed = false
    form.reset()
    form.querySelector('h2').textContent = TITLES[kind]
    for (const one of form.querySelectorAll('.permit, .protected')) one.hidden = !one.classList.contains(kind)
    form.valid_from.required = form.valid_until.required = kind === 'permit'
    form.elements.id.value = piece?.id ?? ''
    form.elements.id.readOnly = piece !== null
    if (kind === 'permit') {
      form.valid_from.value = piece?.valid_from ?? ''
      form.valid_until.value = piece?.valid_until ?? ''
    } else {
      form.elements.name.value = piece?.name ?? ''
      form.min_area.value = Number(((piece?.min_area ?? 0.005) * 100).toPrecision(6))
      form.min_area_m2.value = piece?.min_area_m2 ?? ''
      form.lasting_visits.value = piece?.lasting_visits ?? 4
    }
    form.where.value = piece && !piece.camera ? 'map' : 'camera'
    find('#draw').textContent = '绘制范围 · Draw it'
    find('#desk').hidden = false
    this.#camera = piece?.camera ?? camera
    if (this.#inPicture) await this.#openPicture(piece?.polygon ?? null)
    else await this.#openMap(piece?.ground ?? null)
    find('#desk').scrollIntoView({ block: 'start' })
    form.elements.id.focus({ preventScroll: true })
  }

  close() {
    this.#opened++
    find('#desk').hidden = true
    this.stage.take(null)
    this.stills.watch(null)
  }

  // Where it is drawn

  async #openPicture(polygon) {
    const mine = ++this.#opened
    this.#arrange()
    await this.#searched()
    if (mine !== this.#opened) return
    this.#camera = this.form.camera.value
    this.#load(polygon)
    void this.stage.show(null)
    if (!this.#camera) return say('您的辖区内没有摄像机 · there is no camera in your regions', true)
    const view = await call('GET', `/cameras/${this.#camera}/zones`)
    if (mine !== this.#opened) return
    const watched = view.zones.filter((one) => one.limits.kind === 'construction')
    this.stage.behind([
      ...watched.map((one) => ({ tool: 'construction', name: one.name || one.id, polygon: one.polygon })),
      ...this.#others((one) => one.camera === this.#camera, (one) => one.polygon),
    ])
    this.stills.watch(view.enabled ? this.#camera : null)
    find('#unwatched').hidden = watched.length > 0
    find('#unwatched a').href = `./zones.html?camera=${this.#camera}`
  }

  async #openMap(ground) {
    const mine = ++this.#opened
    this.stills.watch(null)
    this.#arrange()
    if (this.#plan === null) {
      const [grids, cameras] = await Promise.all([call('GET', '/grids'), call('GET', '/map/cameras')])
      if (mine !== this.#opened) return
      this.#plan = new Plan(grids.features, cameras.points)
      this.form.grid.replaceChildren(
        new Option('全部 · all', ''),
        ...this.#plan.grids.map((one) => new Option(`${one.name}　${one.code}`, one.code)),
      )
    }
    if (ground) this.#plan.around(ground)
    this.#showPlan(ground)
  }

  /** Show the plan as it lies now, with this land on it. */
  #showPlan(ground) {
    this.#load(ground?.map((one) => this.#plan.toPicture(one)) ?? null)
    this.stage.behind(
      this.#others((one) => one.ground, (one) => one.ground.map((place) => this.#plan.toPicture(place))),
    )
    void this.stage.show(this.#plan.drawn())
  }

  #others(where, polygonOf) {
    return this.others()
      .filter((one) => where(one) && one.id !== this.form.elements.id.value)
      .map((one) => ({ tool: one.kind, name: one.name || one.id, polygon: polygonOf(one) }))
  }

  #arrange() {
    for (const one of this.form.querySelectorAll('.camera')) one.hidden = !this.#inPicture
    find('#unwatched').hidden = true
    for (const one of this.form.querySelectorAll('.map')) one.hidden = this.#inPicture
    find('#closer').hidden = find('#farther').hidden = this.#inPicture
  }

  #load(polygon) {
    const shape = { id: 'land', name: '', view: 'fixed', polygon, limits: { kind: this.#kind } }
    this.drawing.selected = polygon ? { part: 'zones', index: 0 } : null
    this.drawing.load({ zones: polygon ? [shape] : [], privacy_masks: [], ground_points: [], retired: [] })
    // Whoever has nothing yet draws.
    this.stage.take(polygon ? null : this.#kind)
  }

  async #searched() {
    const { camera, search } = this.form
    const mine = ++this.#searches
    const found = await call('GET', `/cameras?${new URLSearchParams({ limit: MOST_LISTED, q: search.value.trim() })}`)
    if (mine !== this.#searches) return
    if (this.#camera && !found.some((one) => one.id === this.#camera)) {
      const known = await call('GET', `/cameras?${new URLSearchParams({ limit: 1, q: this.#camera })}`)
      found.unshift(...known.filter((one) => one.id === this.#camera))
    }
    // Of cameras that do not look for building nobody needs a permit.
    found.sort((a, b) => looksForBuilding(b) - looksForBuilding(a))
    camera.replaceChildren(...found.map((one) => new Option(`${one.name}　${one.id}`, one.id)))
    if (this.#camera) camera.value = this.#camera
  }

  // What was drawn

  #changed(why) {
    const { zones } = this.drawing.shapes
    if (why === 'edit' || why === 'step') this.#typed = false
    if (zones.length > 1) {
      // Drawn anew: it takes the place of what was there.
      zones.splice(0, zones.length - 1)
      this.drawing.selected = { part: 'zones', index: 0 }
    }
    this.stage.render()
    find('#undo').disabled = !this.drawing.canUndo
    find('#redo').disabled = !this.drawing.canRedo
    if (!this.#inPicture && this.#plan && !(this.#typed && why === 'load')) {
      const ground = this.#ground()
      this.form.corners.value = ground.map((one) => one.join(', ')).join('\n')
    }
    const fault = this.#polygon ? this.#fault() : null
    find('#shape .faults').replaceChildren(fault ?? '')
  }

  #ground() {
    return (this.#polygon ?? []).map((one) => this.#plan.toMap(one))
  }

  #fault() {
    const corners = this.#polygon
    const most = this.#inPicture ? MOST_IN_PICTURE : MOST_ON_MAP
    if (corners === null || corners.length < 3) return '请绘制范围 · draw where it is'
    if (corners.length > most) return `最多 ${most} 个角点 · at most ${most} corners`
    if (crossingOf(corners)) return '边线自相交 · its outline crosses itself'
    if (this.#inPicture && areaOf(corners) < MIN_AREA) return '太小 · too small'
    return null
  }

  /** Corners that were typed, or none where a line is no place. */
  #typedGround() {
    const lines = this.form.corners.value.split('\n').map((line) => line.trim()).filter(Boolean)
    const places = lines.map((line) => line.split(/[\s,，]+/).map(Number))
    const fine = places.every((one) => one.length === 2 && one.every(Number.isFinite) && Math.abs(one[0]) <= 180 && Math.abs(one[1]) <= 90)
    return fine && places.length >= 3 ? places : null
  }

  async #send() {
    const fault = this.#fault()
    if (fault) throw new Error(fault.replace(' · ', ' / '))
    const { form } = this
    const piece = { id: form.elements.id.value.trim() }
    if (this.#kind === 'permit') Object.assign(piece, { valid_from: form.valid_from.value, valid_until: form.valid_until.value })
    else {
      piece.name = form.elements.name.value.trim()
      if (form.min_area.value) piece.min_area = Number((form.min_area.value / 100).toPrecision(8))
      if (form.min_area_m2.value) piece.min_area_m2 = Number(form.min_area_m2.value)
      if (form.lasting_visits.value) piece.lasting_visits = Number(form.lasting_visits.value)
    }
    if (this.#inPicture) Object.assign(piece, { camera: this.#camera, polygon: this.#polygon })
    // As it was typed, where it was: the plan rounds.
    else piece.ground = (this.#typed && this.#typedGround()) || this.#ground()
    await this.save(this.#kind, piece)
    this.close()
  }

  // The page

  #wire() {
    const { form } = this
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      void attempt(() => this.#send())
    })
    find('#cancel').addEventListener('click', () => this.close())
    find('#undo').addEventListener('click', () => this.drawing.undo())
    find('#redo').addEventListener('click', () => this.drawing.redo())
    find('#draw').addEventListener('click', () => this.stage.take(this.stage.tool === null ? this.#kind : null))
    form.where.addEventListener('change', () =>
      void attempt(() => (this.#inPicture ? this.#openPicture(null) : this.#openMap(null))),
    )
    form.camera.addEventListener('change', () => {
      this.#camera = form.camera.value
      void attempt(() => this.#openPicture(null))
    })
    form.search.addEventListener('input', () => {
      clearTimeout(this.#typing)
      this.#typing = setTimeout(() => void attempt(() => this.#searched()), TYPING_MS)
    })
    form.grid.addEventListener('change', () => {
      const chosen = this.#plan.grids.filter((one) => !form.grid.value || one.code === form.grid.value)
      const ground = this.#polygon ? this.#ground() : []
      if (chosen.length) this.#plan.around([...chosen.flatMap((one) => one.ring), ...ground])
      this.#showPlan(ground.length ? ground : null)
    })
    for (const [id, factor] of [['#closer', 0.5], ['#farther', 2]]) {
      find(id).addEventListener('click', () => {
        const ground = this.#polygon ? this.#ground() : []
        this.#plan.zoom(factor, ground)
        this.#showPlan(ground.length ? ground : null)
      })
    }
    form.corners.addEventListener('input', () => {
      const ground = this.#typedGround()
      if (ground === null) return
      this.#typed = true
      this.#plan.around(ground)
      this.#showPlan(ground)
    })
    form.elements.id.addEventListener('input', () => this.stage.render())
  }
}
