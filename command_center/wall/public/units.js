// Units, kept by operators, and the kinds of places with what each refuses.

import { button, call, fill, find, make, onSubmit, openDesk, say } from './desk.js'

const form = find('#unit')
let names = new Map()
let operator = false

const place = (region) => (region ? `${names.get(region) ?? ''} ${region}`.trim() : '不限 · anywhere')
const allowed = (yes) =>
  make('span', { class: yes ? 'tag good' : 'tag bad' }, yes ? '允许 · allowed' : '拒绝 · refused')

async function show(me) {
  operator = me.roles.includes('operator')
  form.hidden = !operator
  const [regions, places] = await Promise.all([call('GET', '/regions'), call('GET', '/place-types')])
  names = new Map(regions.map((one) => [one.code, one.name]))
  find('#regions').replaceChildren(...regions.map((one) => new Option(`${one.name} ${one.name_en ?? ''}`, one.code)))
  fill(
    find('#places'),
    places.map((one) => [`${one.name.zh} · ${one.name.en}`, allowed(one.cameras), allowed(one.analytics)]),
  )
  await showUnits()
}

async function showUnits() {
  const units = await call('GET', '/units')
  find('#count').textContent = units.length
  fill(find('#units'), units.map(rowOf))
  if (!units.length) fill(find('#units'), [['还没有单位 · no units yet', '', '', '', '', '']])
}

function rowOf(unit) {
  const english = unit.name_en === unit.name ? '' : unit.name_en
  return [
    [unit.name, ' ', make('span', { class: 'quiet' }, english)],
    unit.kind_name
      ? `${unit.kind_name.zh} · ${unit.kind_name.en}`
      : make('span', { class: 'tag warn' }, '未登记 · not registered'),
    unit.kind_name ? place(unit.region) : '—',
    String(unit.cameras),
    String(unit.grids),
    operator ? acts(unit) : '',
  ]
}

function acts(unit) {
  const made = [button(unit.kind ? '修改 · Change' : '登记 · Register', async () => take(unit))]
  const used = unit.cameras + unit.grids
  if (unit.kind) {
    made.push(
      button(
        '删除 · Remove',
        async () => {
          if (!confirm(`删除 ${unit.name}？ · Remove it?`)) return
          await call('DELETE', `/units?${new URLSearchParams({ name: unit.name })}`)
          await showUnits()
          say(`${unit.name}：已删除 · removed`)
        },
        { disabled: used > 0, title: used ? '仍有摄像机或网格使用 · cameras or grids name it' : null },
      ),
    )
  }
  return made
}

/** Put a unit into the form; its name is what it is known by, and stays. */
function take(unit) {
  for (const name of ['name', 'name_en', 'region']) form[name].value = unit[name]
  form.kind.value = unit.kind ?? 'department'
  form.name.readOnly = true
  find('#new').hidden = false
  form.name_en.focus()
}

function fresh() {
  form.reset()
  form.name.readOnly = false
  find('#new').hidden = true
}

find('#new').addEventListener('click', fresh)
onSubmit(form, async (fields) => {
  const done = await call('POST', '/units', fields)
  fresh()
  await showUnits()
  say(done.revision ? `${fields.name}：已保存 · saved` : '没有变化 · nothing differs')
})

openDesk({ purpose: '台账维护 registry', show })
