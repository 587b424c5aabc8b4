// The duty roster, and shifts handed over.

import { asTime, attempt, button, call, fill, find, make, onSubmit, openDesk, say } from './desk.js'
import { showSilences, wireSilences } from './shifts_silences.js'

const DAY_MS = 86_400_000
const KINDS = { crowd: '人员聚集 · crowd', construction: '疑似违建 · construction', 'camera-fault': '摄像机故障 · camera fault' }
const SILENT = {
  'silenced camera': '人工静默 · silenced by a person',
  silence: '静默中的告警 · alert under a silence',
  'village outage': '并入村级离线 · part of a village’s outage',
  permit: '施工许可 · permit',
  camera: '停用 · switched off',
}
const TEMPLATE = '日期,班次,开始,结束,账号,区划\r\n2026-06-01,白班,08:00,20:00,li.si,370499101201\r\n2026-06-01,夜班,20:00,08:00,wang.wu,370499101201\r\n'

/** What the page shows: who looks, names of regions, the handover that waits, the table to write. */
const state = { me: null, names: new Map(), waiting: null, table: null }

const place = (region) => (region ? `${region} ${state.names.get(region) ?? ''}` : '全部 · everywhere')
const may = (...roles) => roles.some((role) => state.me.roles.includes(role))

async function show(me) {
  if (state.me?.username !== me.username) find('#place').region.value = me.region
  state.me = me
  const regions = await call('GET', '/regions')
  state.names = new Map(regions.map((one) => [one.code, `${one.name} ${one.name_en ?? ''}`]))
  find('#regions').replaceChildren(...regions.map((one) => new Option(state.names.get(one.code), one.code)))
  if (!find('#week').from.value) find('#week').from.value = dayOf(new Date())
  find('#write').hidden = !may('supervisor')
  find('#handover').hidden = !may('duty_officer')
  find('#silencing').hidden = !may('duty_officer', 'supervisor')
  await showRoster()
  if (may('duty_officer', 'supervisor')) {
    await showSilences(may('duty_officer'))
    await showHandovers()
  }
  if (!may('duty_officer')) return
  try {
    await showPlace()
  } catch (error) {
    // The highest region of all one's roles may lie above where one is on duty.
    if (error.status !== 409) throw error
    find('#sheet').hidden = find('#give').hidden = find('#take').hidden = true
    say('请选择您值班的区划 · choose the region where you are on duty')
  }
}

const dayOf = (at) => `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`

async function showRoster() {
  const since = new Date(`${find('#week').from.value}T00:00`)
  const query = new URLSearchParams({
    since: since.toISOString(),
    until: new Date(since.getTime() + 7 * DAY_MS).toISOString(),
  })
  const shifts = await call('GET', `/roster?${query}`)
  fill(
    find('#roster'),
    shifts.map((one) => [
      new Date(one.begins_at).toLocaleDateString('zh-CN', { month: 'numeric', day: 'numeric', weekday: 'short' }),
      `${hour(one.begins_at)} – ${hour(one.ends_at)}`,
      one.label || '—',
      [`${one.display_name} (${one.username}) `, one.now ? make('span', { class: 'tag good' }, '在班 · on duty') : ''],
      place(one.region),
      may('supervisor')
        ? button('删除 · Remove', async () => {
            if (!confirm(`${one.display_name} ${asTime(one.begins_at)}?`)) return
            await call('DELETE', `/roster/${one.id}`)
            await showRoster()
          })
        : '',
    ]),
  )
  if (shifts.length === 0) fill(find('#roster'), [['本周无排班 · nobody this week', '', '', '', '', '']])
}

const hour = (text) => new Date(text).toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false })

async function showHandovers() {
  const found = await call('GET', '/handovers')
  state.list = found
  fill(
    find('#handovers'),
    found.map((one) => [
      `${one.given_by_name} ${asTime(one.given_at)}`,
      takenText(one),
      place(one.region) + (one.unit ? ` (${one.unit})` : ''),
      [one.given_note, one.taken_note].filter(Boolean).join(' / ') || '—',
      may('duty_officer', 'supervisor')
        ? button('查看 · Show', async () => {
            const whole = await call('GET', `/handovers/${one.id}`)
            find('#handover').hidden = false
            showSheet(whole.sheet, whole.sheet_sha256)
            find('#give').hidden = find('#take').hidden = find('#withdraw').hidden = true
            find('#waiting').hidden = true
            find('#sheet').scrollIntoView()
          })
        : '',
    ]),
  )
  if (found.length === 0) fill(find('#handovers'), [['还没有 · none yet', '', '', '', '']])
}

function takenText(one) {
  if (one.withdrawn_at) return make('span', { class: 'tag' }, `已撤回 · withdrawn ${asTime(one.withdrawn_at)}`)
  if (!one.taken_at) return make('span', { class: 'tag warn' }, '待接班 · waiting')
  const text = `${one.taken_by_name} ${asTime(one.taken_at)} `
  return one.taken_on_roster ? text : [text, make('span', { class: 'tag warn' }, '不在值班表 · not on the roster')]
}

/** The handover that waits in this place, or what would be handed over now. */
async function showPlace() {
  const { region, unit } = Object.fromEntries(new FormData(find('#place')))
  const waiting = state.list.find(
    (one) => one.region === region && one.unit === unit && !one.taken_at && !one.withdrawn_at,
  )
  state.waiting = waiting ? await call('GET', `/handovers/${waiting.id}`) : null
  find('#give').hidden = waiting !== undefined
  find('#take').hidden = waiting === undefined || waiting.mine
  find('#withdraw').hidden = waiting === undefined || !waiting.mine
  find('#waiting').hidden = waiting === undefined
  if (state.waiting) {
    const note = state.waiting.given_note ? `：“${state.waiting.given_note}”` : ''
    find('#waiting').textContent = `${state.waiting.given_by_name} ${asTime(state.waiting.given_at)} 已交班${note}，待接班人签字 · handed over, waits for whoever takes over`
    showSheet(state.waiting.sheet, state.waiting.sheet_sha256)
  } else {
    const answer = await call('GET', `/handover-sheet?${new URLSearchParams({ region, unit })}`)
    showSheet(answer.sheet, null)
  }
}

function showSheet(sheet, hash) {
  find('#sheet').hidden = false
  for (const name of ['incidents', 'tasks', 'silences']) {
    find(`#${name}-total`).textContent = String(sheet[`${name}_total`])
  }
  const nothing = [['无 · none']]
  const said = (one) => [one.zh, make('br'), make('span', { class: 'quiet' }, one.en)]
  const incidents = sheet.incidents.map((one) => [KINDS[one.kind] ?? one.kind, said(one), asTime(one.opened_at)])
  const tasks = sheet.tasks.map((one) => [
    `${one.state_zh} · ${one.state_en}`,
    said(one),
    `${one.grid} ${one.unit}`.trim() || '—',
    one.overdue ? make('span', { class: 'tag bad' }, '超时 · overdue') : asTime(one.due_at),
  ])
  const silences = sheet.silences.map((one) => [SILENT[one.what] ?? one.what, said(one)])
  fill(find('#incidents'), incidents.length ? incidents : nothing)
  fill(find('#tasks'), tasks.length ? tasks : nothing)
  fill(find('#silences'), silences.length ? silences : nothing)
  find('#sheet-hash').textContent = hash
    ? `交班时 ${asTime(sheet.at)} · as it was then · SHA-256 ${hash}`
    : `截至 ${asTime(sheet.at)} · as of now`
}

async function signed(text) {
  await showHandovers()
  await showPlace()
  say(text)
}

onSubmit(find('#place'), showPlace)
onSubmit(find('#give'), async ({ note }, form) => {
  const { region, unit } = Object.fromEntries(new FormData(find('#place')))
  await call('POST', '/handovers', { region, unit, note })
  form.reset()
  await signed('已签字，待接班人签字 · signed; whoever takes over signs with their own account')
})
onSubmit(find('#take'), async ({ note }, form) => {
  await call('POST', `/handovers/${state.waiting.id}/take`, { note })
  form.reset()
  await signed('已接班 · you have taken over')
})
find('#withdraw').addEventListener('click', () => {
  void attempt(async () => {
    await call('POST', `/handovers/${state.waiting.id}/withdraw`, {})
    await signed('已撤回 · withdrawn')
  })
})

onSubmit(find('#week'), showRoster)
for (const [id, days] of [['#earlier', -7], ['#later', 7]]) {
  find(id).addEventListener('click', () => {
    const from = new Date(`${find('#week').from.value}T12:00`)
    find('#week').from.value = dayOf(new Date(from.getTime() + days * DAY_MS))
    void attempt(showRoster)
  })
}

onSubmit(find('#add'), async (fields, form) => {
  const moment = (text) => new Date(text).toISOString()
  await call('POST', '/roster', { ...fields, begins_at: moment(fields.begins_at), ends_at: moment(fields.ends_at) })
  form.username.value = ''
  await showRoster()
  say('已添加 · added')
})

/** Tables come from spreadsheets in UTF-8 or in GB 18030. */
function textOf(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

onSubmit(find('#import'), async ({ file }) => {
  state.table = textOf(await file.arrayBuffer())
  await importTable(true)
})
find('#import-write').addEventListener('click', () => void attempt(() => importTable(false)))

async function importTable(dry) {
  const answer = await call('POST', '/roster/import', { csv: state.table, dry_run: dry })
  const fine = answer.faults.length === 0
  const said = find('#import-said')
  said.hidden = false
  said.textContent = answer.written
    ? `已写入 ${answer.added} 个班次 · ${answer.added} shifts written`
    : fine
      ? `可写入 ${answer.added} 个班次，已有 ${answer.same} 个 · ${answer.added} new shifts, ${answer.same} there already`
      : `${answer.faults.length} 处有误，未写入 · ${answer.faults.length} faults, nothing is written`
  find('#faults').hidden = fine
  fill(
    find('#faults'),
    answer.faults.map((one) => [String(one.row), one.column || '—', `${one.message.zh} / ${one.message.en}`]),
  )
  find('#import-write').hidden = !fine || answer.written || answer.added === 0
  if (answer.written) await showRoster()
}

find('#template').addEventListener('click', () => {
  // With a mark at its beginning, by which spreadsheets know UTF-8.
  const link = make('a', { download: 'roster.csv' })
  link.href = URL.createObjectURL(new Blob(['\ufeff', TEMPLATE], { type: 'text/csv' }))
  link.click()
  URL.revokeObjectURL(link.href)
})

wireSilences(async () => {
  if (!find('#sheet').hidden) await showPlace()
})
openDesk({ purpose: '值班 duty', show })
