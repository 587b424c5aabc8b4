// The list of what is drawn, and the fields of what is selected.

import { find, make } from './desk.js'
import { toolOf } from './zones_drawing.js'
import { toDegrees, toMetres } from './zones_geometry.js'

const GROUPS = [
  ['crowd', 'zones', '人群区 · Crowd zones'],
  ['construction', 'zones', '监看区 · Watched areas'],
  ['mask', 'privacy_masks', '隐私遮挡 · Privacy masks'],
  ['ground', 'ground_points', '地面参考点 · Ground points'],
]

/** Fields of a zone's limits: name, words, attributes, and by how much what is shown is more. */
const LIMITS = {
  crowd: [
    ['people', '人数达到 · People from', { min: 1, max: 10000, step: 1 }],
    ['density', '密度达到（人/m²）· People per m² from', { min: 0.1, max: 12, step: 'any' }],
    ['peak_density', '最密处达到（人/m²）· In the densest part', { min: 0.1, max: 12, step: 'any' }],
    ['hold_s', '持续（秒）· For so long, s', { min: 0, max: 3600, step: 'any' }],
  ],
  construction: [
    ['min_area', '变化达到画面的（%）· Change, % of the picture', { min: 0.01, max: 100, step: 'any' }, 100],
    ['min_area_m2', '变化达到（m²）· Change, m²', { min: 0.1, step: 'any' }],
    ['lasting_visits', '连续看到（次）· At so many visits in a row', { min: 2, max: 1000, step: 1 }],
  ],
}
const MORE = {
  crowd: [
    ['clear_below', '降到限值的（%）以下为解除 · Cleared below, % of the limit', { min: 0, max: 100, step: 'any' }, 100],
    ['clear_hold_s', '解除须持续（秒）· Cleared for, s', { min: 0, max: 3600, step: 'any' }],
    ['cooldown_s', '结束后静默（秒）· Quiet after the end, s', { min: 0, max: 86400, step: 'any' }],
    ['warn_ahead_s', '提前预警（秒）· Warn ahead, s', { min: 1, max: 600, step: 'any' }],
  ],
  construction: [],
}
const NEEDED = new Set(['hold_s', 'min_area', 'lasting_visits', 'clear_below', 'clear_hold_s'])

export class Side {
  /** `about()` gives `{location, areas, faults, residual, editable}` of the camera. */
  constructor(box, drawing, about) {
    this.box = box
    this.drawing = drawing
    this.about = about
    this.list = make('div', { class: 'list' })
    this.form = make('div', { id: 'shape' })
    box.append(this.list, this.form)
  }

  /** Name and ground area of a shape. */
  labelOf(part, index) {
    const shape = this.drawing.shapes[part][index]
    if (part === 'ground_points') return `${index + 1}`
    const area = part === 'zones' ? this.about().areas[shape.id] : undefined
    return `${shape.name || shape.id}${area === undefined ? '' : `  ${asArea(area)}`}`
  }

  renderList() {
    const groups = GROUPS.map(([tool, part, title]) => {
      const items = this.drawing.shapes[part]
        .map((shape, index) => ({ shape, index }))
        .filter(({ shape }) => toolOf(part, shape) === tool)
      const listed = items.map(({ shape, index }) => this.#item(tool, part, shape, index))
      const none = make('p', { class: 'quiet' }, '无 · none')
      return make('section', { 'data-group': tool }, make('h2', {}, title), ...(listed.length ? listed : [none]), ...this.#notes(part, tool))
    })
    this.list.replaceChildren(...groups)
  }

  #item(tool, part, shape, index) {
    const chosen = this.drawing.selected?.part === part && this.drawing.selected.index === index
    const faults = this.#faults(part, index)
    const words =
      part === 'ground_points'
        ? `${index + 1} · ${shape.location ? shape.location.map((value) => value.toFixed(6)).join(', ') : '—'}`
        : this.labelOf(part, index)
    const made = make(
      'button',
      { type: 'button', class: 'item', 'aria-pressed': chosen ? 'true' : 'false', 'data-shape': `${part}/${index}` },
      make('i', { class: `swatch ${tool}` }),
      make('span', {}, words),
      faults.some((one) => !one.mild) ? make('b', { class: 'tag bad' }, '!') : null,
      faults.length && faults.every((one) => one.mild) ? make('b', { class: 'tag warn' }, '!') : null,
    )
    made.addEventListener('click', () => this.drawing.select(part, index))
    return made
  }

  /** What concerns a whole list. */
  #notes(part, tool) {
    const notes = this.about()
      .faults.filter((one) => one.part === part && one.index === null)
      .filter(() => tool !== 'construction')
      .map((one) => make('p', { class: one.mild ? 'note' : 'note bad' }, words(one)))
    if (tool === 'ground') {
      const { residual } = this.about()
      if (residual !== null) notes.push(make('p', { class: 'quiet' }, `平面误差 · plane fits within ${(residual * 100).toFixed(2)} %`))
      else if (!this.drawing.shapes.ground_points.length) {
        notes.push(make('p', { class: 'quiet' }, '4 个以上地面点即可换算平方米与密度 · four or more give m² and densities'))
      }
    }
    return notes
  }

  #faults(part, index) {
    const own = this.drawing.faultOf(part, index)
    const told = this.about().faults.filter((one) => one.part === part && one.index === index)
    return own === null ? told : [{ own, field: '' }, ...told.filter((one) => one.field !== 'polygon' && one.field !== 'location')]
  }

  /** Build the fields of what is selected. */
  renderForm() {
    const shape = this.drawing.shape
    this.form.replaceChildren()
    if (!shape) {
      this.form.append(make('p', { class: 'quiet' }, '选中一个形状以修改；或在画面上方选择要绘制的类型。Select a shape to change it, or choose above the picture what to draw.'))
      return
    }
    const { part, index } = this.drawing.selected
    const tool = toolOf(part, shape)
    const fields = []
    if (part === 'zones') fields.push(...this.#zoneFields(shape, tool))
    else if (part === 'ground_points') fields.push(...this.#groundFields())
    else fields.push(make('p', { class: 'quiet' }, '在任何检测与显示之前涂黑。Blackened before anything looks at it or shows it.'))
    const remove = make('button', { type: 'button', id: 'remove' }, '删除 · Remove')
    remove.addEventListener('click', () => this.drawing.remove())
    const titles = { crowd: '人群区 · Crowd zone', construction: '监看区 · Watched area', mask: '隐私遮挡 · Privacy mask', ground: '地面点 · Ground point' }
    this.form.append(
      make('h2', {}, `${titles[tool]} ${part === 'ground_points' ? index + 1 : ''}`, part === 'ground_points' ? '' : make('code', {}, shape.id)),
      make('ul', { class: 'faults' }),
      make('fieldset', { disabled: !this.about().editable }, ...fields, remove),
    )
    this.renderFaults()
  }

  renderFaults() {
    const list = this.form.querySelector('.faults')
    if (list === null || !this.drawing.selected) return
    const { part, index } = this.drawing.selected
    list.replaceChildren(
      ...this.#faults(part, index).map((one) => make('li', { class: one.mild ? 'mild' : null }, one.own ?? words(one))),
    )
  }

  #zoneFields(shape, tool) {
    const name = this.#field('名称 · Name', { maxlength: 60, value: shape.name ?? '', name: 'name' }, (value, now) => {
      now.name = value
    })
    const numbers = (fields) => fields.map(([key, text, attributes, times]) => this.#limit(shape, key, text, attributes, times ?? 1))
    const view = this.#field('视角（预置位）· View (preset)', { maxlength: 40, value: shape.view, name: 'view' }, (value, now) => {
      now.view = value || 'fixed'
    })
    return [
      name,
      ...numbers(LIMITS[tool]),
      make('details', {}, make('summary', {}, '更多 · More'), ...numbers(MORE[tool]), view),
    ]
  }

  #limit(shape, key, text, attributes, times) {
    const value = shape.limits[key]
    const shown = value === null || value === undefined ? '' : Number((value * times).toPrecision(8))
    return this.#field(text, { type: 'number', name: key, value: shown, required: NEEDED.has(key), ...attributes }, (typed, now) => {
      if (typed === '') {
        // Without a value it is the default where one is needed, and no limit elsewhere.
        if (NEEDED.has(key)) delete now.limits[key]
        else now.limits[key] = null
      } else now.limits[key] = Number((Number(typed) / times).toPrecision(8))
    })
  }

  #field(text, attributes, change) {
    const input = make('input', { autocomplete: 'off', ...attributes })
    const { part, index } = this.drawing.selected
    input.addEventListener('input', () => {
      if (input.type === 'number' && input.value === '' && input.validity.badInput) return
      this.drawing.edit((shapes) => change(input.value, shapes[part][index]), `field/${part}/${index}/${attributes.name}`)
    })
    return make('label', {}, text, input)
  }

  #groundFields() {
    const { part, index } = this.drawing.selected
    const inputs = {}
    const field = (name, text, attributes = {}) => {
      inputs[name] = make('input', { type: 'number', step: 'any', name, autocomplete: 'off', ...attributes })
      return make('label', {}, text, inputs[name])
    }
    const fields = [
      field('longitude', '经度（CGCS2000）· Longitude', { min: -180, max: 180 }),
      field('latitude', '纬度 · Latitude', { min: -90, max: 90 }),
      field('east', '东（米）· Metres east'),
      field('north', '北（米）· Metres north'),
    ]
    const from = make('p', { class: 'quiet' })
    const show = (except) => {
      const shape = this.drawing.shapes[part][index]
      const origin = this.#origin(index)
      const place = shape?.location
      const values = place
        ? { longitude: place[0], latitude: place[1] }
        : except === 'degrees' ? {} : { longitude: '', latitude: '' }
      if (origin && place && except !== 'metres') {
        const [east, north] = toMetres(place, origin.at)
        Object.assign(values, { east: east.toFixed(2), north: north.toFixed(2) })
      }
      for (const [name, value] of Object.entries(values)) {
        if (except === 'degrees' && (name === 'longitude' || name === 'latitude')) continue
        inputs[name].value = value
      }
      inputs.east.disabled = inputs.north.disabled = origin === null
      from.textContent = origin ? `米数自 · metres from ${origin.name}` : '先填第一个点的经纬度，其余可填米数 · type degrees for the first point, metres for others'
    }
    const set = (location, except) => {
      this.drawing.edit((shapes) => {
        shapes[part][index].location = location
      }, `field/${part}/${index}/location`)
      show(except)
    }
    const numbers = (...names) => names.map((name) => (inputs[name].value === '' ? NaN : Number(inputs[name].value)))
    for (const name of ['longitude', 'latitude']) {
      inputs[name].addEventListener('input', () => {
        const place = numbers('longitude', 'latitude')
        set(place.every(Number.isFinite) ? place : null, 'degrees')
      })
    }
    for (const name of ['east', 'north']) {
      inputs[name].addEventListener('input', () => {
        const place = numbers('east', 'north')
        const origin = this.#origin(index)
        if (origin && place.every(Number.isFinite)) set(toDegrees(place, origin.at), 'metres')
      })
    }
    show(null)
    return [...fields, from]
  }

  /** Where metres are counted from: the camera's place, else the first other point that has one. */
  #origin(index) {
    const { location } = this.about()
    if (location) return { at: location, name: '摄像机位置 · the camera' }
    const other = this.drawing.shapes.ground_points.findIndex((one, number) => number !== index && one.location)
    if (other < 0) return null
    return { at: this.drawing.shapes.ground_points[other].location, name: `地面点 ${other + 1} · ground point ${other + 1}` }
  }
}

export const asArea = (area) =>
  area >= 100 ? `${Math.round(area).toLocaleString('zh-CN')} m²` : `${area.toFixed(1)} m²`

const words = (fault) => `${fault.field && fault.field !== 'polygon' ? `${fault.field}: ` : ''}${fault.message.zh} · ${fault.message.en}`

export const focusShape = () => find('#shape input')?.focus()
