// One camera as it is registered, and changed by hand. What is drawn on its picture is not touched
// here: that has a page of its own.

import { call, find, make, onSubmit, say } from './desk.js'

const form = find('#entry form')
const TICKS = ['enabled', 'sign_posted', 'key_area']
let camera = null
let changed = async () => {}

/** Show the camera that the page's address names, if it names one. */
export async function showEntry(me) {
  const id = new URL(location.href).searchParams.get('camera')
  if (!/^\d{20}$/.test(id ?? '') || !me.roles.includes('operator')) return close()
  const [places, units, grids] = await Promise.all([call('GET', '/place-types'), call('GET', '/units'), call('GET', '/grids')])
  form.place_type.replaceChildren(
    ...places.filter((one) => one.cameras).map((one) => new Option(`${one.name.zh} · ${one.name.en}`, one.value)),
  )
  find('#entry-units').replaceChildren(...units.map((one) => new Option(one.name_en, one.name)))
  find('#entry-grids').replaceChildren(...grids.features.map(({ properties }) => new Option(properties.name, properties.code)))
  await open(id)
  find('#entry').scrollIntoView({ block: 'nearest' })
}

async function open(id) {
  camera = await call('GET', `/cameras/${id}`)
  const { name, region, grid, managing_unit: unit, location: at, streams, credentials, analytics } = camera
  find('#entry h2 code').textContent = camera.id
  const values = {
    name,
    region,
    grid: grid ?? '',
    managing_unit: unit,
    location: at ? at.join(', ') : '',
    sub: streams.sub,
    main: streams.main ?? '',
    credentials: credentials ?? '',
    place_type: camera.place_type,
  }
  for (const [field, value] of Object.entries(values)) form.elements[field].value = value
  for (const field of TICKS) form.elements[field].checked = camera[field]
  const zones = analytics.zones.length
  find('#entry-drawn').replaceChildren(
    make('a', { class: 'button', href: `./zones.html?camera=${id}` }, `区域与遮挡 · Zones (${zones} + ${camera.privacy_masks.length})`),
    make('a', { class: 'button', href: `./land.html?camera=${id}` }, '登记施工许可 · A building permit here'),
  )
  find('#entry').hidden = false
}

function close() {
  camera = null
  find('#entry').hidden = true
}

function placeOf(text) {
  if (!text.trim()) return null
  const place = text.trim().split(/[\s,，]+/).map(Number)
  if (place.length !== 2 || !place.every(Number.isFinite)) {
    throw new Error('位置应为“经度, 纬度” / a place is: longitude, latitude')
  }
  return place
}

/** Wire what stands in the page from the beginning; `then` is called when a camera was changed. */
export function wireEntry(then) {
  changed = then
  find('#entry-close').addEventListener('click', () => {
    close()
    history.replaceState(null, '', './registry.html')
  })
  onSubmit(form, async (fields) => {
    const answer = await call('PUT', `/cameras/${camera.id}`, {
      ...camera,
      name: fields.name,
      region: fields.region,
      grid: fields.grid || null,
      managing_unit: fields.managing_unit,
      location: placeOf(fields.location),
      place_type: fields.place_type,
      credentials: fields.credentials || null,
      streams: { ...camera.streams, sub: fields.sub, main: fields.main || null },
      ...Object.fromEntries(TICKS.map((one) => [one, form.elements[one].checked])),
    })
    await open(camera.id)
    await changed()
    say(
      answer.revision
        ? `已保存，第 ${answer.revision} 版，几秒内生效 · saved as revision ${answer.revision}; workers follow within seconds`
        : '没有变化 · nothing differs',
    )
  })
}
