// What an import would do: counts, corrections offered, and each row with its cells.

import { find, make } from './desk.js'

const PAGE = 200

const ACTIONS = {
  refuse: ['拒绝', 'refused', 'bad'],
  add: ['新增', 'added', 'good'],
  change: ['变更', 'changed', ''],
  same: ['不变', 'the same', ''],
}

const FIELDS = {
  id: '设备编码 · Camera ID',
  name: '名称 · Name',
  name_en: '英文名称 · English name',
  sub: '子码流 · Sub-stream',
  main: '主码流 · Main stream',
  region: '行政区划 · Region',
  grid: '网格 · Grid',
  longitude: '经度 · Longitude',
  latitude: '纬度 · Latitude',
  place: '经纬度 · Coordinates',
  place_type: '场所类型 · Place type',
  key_area: '重点部位 · Key area',
  managing_unit: '管理单位 · Managing unit',
  sign_posted: '提示标识 · Sign posted',
  username: '用户名 · User name',
  password: '密码 · Password',
  credentials: '凭据 · Credentials',
  enabled: '启用 · Enabled',
  code: '代码 · Code',
  kind: '类别 · Kind',
  unit: '网格队伍 · Unit',
  polygon: '边界顶点 · Corners',
  ground: '边界顶点 · Corners',
  min_area_m2: '变化面积（m²）· Change, m²',
  lasting_visits: '连续次数 · Visits in a row',
  valid_from: '自 · From',
  valid_until: '至 · Until',
  geometry: '边界 · Outline',
  location: '位置 · Location',
  'streams.sub': '子码流 · Sub-stream',
  'streams.main': '主码流 · Main stream',
}

/** A field as people read it. */
export const fieldName = (field) => FIELDS[field] ?? field

/** A value before and after, as text. */
export function asChange(old, fresh) {
  const text = (value) =>
    value === null || value === undefined || value === ''
      ? '—'
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value)
  return make('span', {}, make('del', {}, text(old)), ' → ', make('ins', {}, text(fresh)))
}

/** Show a dry run; `acts.decide` and `acts.leave` are told what is decided about corrections. */
export function showPlan(plan, work, acts) {
  find('#plan').hidden = false
  const rows = plan.rows.filter((row) => row.action !== 'same')
  const noted = plan.rows.filter((row) => row.notes.length)
  const encoding = { gb18030: 'GBK', 'utf-8': 'UTF-8', 'utf-8-sig': 'UTF-8', 'utf-16': 'UTF-16' }
  find('#about').textContent = [plan.kind.toUpperCase(), encoding[plan.encoding]].filter(Boolean).join(' · ')
  const views = [
    ['refuse', plan.refuse, plan.rows.filter((row) => row.action === 'refuse')],
    ['add', plan.add, rows.filter((row) => row.action === 'add')],
    ['change', plan.change, rows.filter((row) => row.action === 'change')],
    ['same', plan.same, []],
  ]
  const first = plan.refuse ? 'refuse' : plan.add ? 'add' : plan.change ? 'change' : noted.length ? 'note' : 'same'
  const chips = views.map(([action, count, listed]) => {
    const [zh, en] = ACTIONS[action]
    return chip(action, count, `${zh} · ${en}`, listed)
  })
  if (noted.length) chips.push(chip('note', noted.length, '提示 · remarks', noted))
  find('#counts').replaceChildren(...chips)
  const faults = plan.faults.map((one) => make('li', { class: 'bad' }, `${one.zh} · ${one.en}`))
  const notes = plan.notes.map((one) => make('li', { class: 'quiet' }, `${one.zh} · ${one.en}`))
  find('#remarks').replaceChildren(...faults, ...notes)
  find('#offers').replaceChildren(...plan.offers.map((one) => offer(one, work, acts)))
  const nothing = plan.add + plan.change === 0 && plan.ready
  find('#import').disabled = !plan.ready || nothing
  find('#marked').hidden = plan.refuse === 0 || plan.kind === 'geojson'
  find('#why').textContent = reason(plan, nothing)
  find(`#counts .${first}`).click()
}

function reason(plan, nothing) {
  if (plan.refuse || plan.faults.length) return '改正被拒绝的行后重新选择文件 · Correct what is refused and choose the file again'
  if (!plan.ready) return '请先决定坐标是否更正 · Say first whether coordinates are to be corrected'
  return nothing ? '与现有台账相同 · It is the same as what is registered' : '全部导入，或全部不导入 · All of it, or nothing'
}

function chip(action, count, text, listed) {
  const made = make(
    'button',
    { type: 'button', class: count ? `${action} some` : action, 'aria-pressed': 'false' },
    make('b', {}, String(count)),
    make('span', {}, text),
  )
  made.addEventListener('click', () => {
    for (const one of find('#counts').children) one.setAttribute('aria-pressed', String(one === made))
    list(listed, PAGE)
  })
  return made
}

/** Lists of what a cell may say that stand on the page already: a long one is said once. */
const listed = new Set()

function list(rows, limit) {
  listed.clear()
  find('#rows').hidden = rows.length === 0
  find('#rows').tBodies[0].replaceChildren(...rows.slice(0, limit).map(rowOf))
  const more = find('#more')
  more.hidden = rows.length <= limit
  const left = rows.length - limit
  more.textContent = `还有 ${left} 行 · ${left} more ${left === 1 ? 'row' : 'rows'}`
  more.onclick = () => list(rows, limit + 5 * PAGE)
}

function rowOf(row) {
  const [zh, en, tone] = ACTIONS[row.action]
  const what = [
    ...row.faults.map((one) => cell(one, row, 'bad')),
    ...row.changes.map((one) =>
      make(
        'div',
        { class: 'said-of' },
        make('code', {}, fieldName(one.field)),
        one.field === 'password' ? make('ins', {}, one.new) : asChange(one.old, one.new),
      ),
    ),
    ...row.notes.map((one) => cell(one, row, 'note')),
  ]
  return make(
    'tr',
    {},
    make('td', {}, `${row.sheet === 'CSV' || row.sheet === 'GeoJSON' ? '' : `${row.sheet} `}${row.row}`),
    make('td', {}, make('span', { class: `tag ${tone}` }, `${zh} · ${en}`)),
    make('td', {}, row.key || '—'),
    make('td', {}, row.name || '—'),
    make('td', {}, ...what),
  )
}

function cell(one, row, tone) {
  const where = one.column ? `${one.column}${row.row}` : fieldName(one.field)
  return make(
    'div',
    { class: `said-of ${tone}` },
    make('code', { title: fieldName(one.field) }, where),
    make('span', {}, once(one.reason.zh, /：.*/), make('small', {}, once(one.reason.en, / is none of: .*/, ' is not in the list'))),
  )
}

/** A reason, without the list at its end where that has been said. */
function once(text, end, instead = '') {
  if (!/不在列表中：| is none of: /.test(text)) return text
  const [tail] = end.exec(text) ?? ['']
  if (listed.has(tail)) return text.replace(end, instead)
  listed.add(tail)
  return text
}

function offer(one, work, acts) {
  const percent = `${(one.probability * 100).toFixed(one.probability > 0.999 ? 0 : 1)}%`
  const box = make('input', { type: 'checkbox', checked: one.accepted })
  box.addEventListener('change', () => acts.decide(one.correction, box.checked))
  const leave = make('input', { type: 'checkbox', checked: work.asWritten })
  leave.addEventListener('change', () => acts.leave(leave.checked))
  const place = (pair) => pair.map((value) => value.toFixed(6)).join(', ')
  return make(
    'div',
    { class: 'offer' },
    make('strong', {}, `建议更正坐标：${one.name.zh} · Correction offered: ${one.name.en}`),
    make(
      'p',
      {},
      `${one.certainty.zh} · ${one.certainty.en} `,
      make('meter', { min: '0', max: '1', low: '0.8', high: '0.99', optimum: '1', value: String(one.probability) }),
      ` ${percent} — ${one.rows} 行 · ${one.rows === 1 ? 'row' : 'rows'}`,
    ),
    make('p', {}, one.how.zh),
    make('p', {}, one.how.en),
    one.example_row === null
      ? null
      : make(
          'p',
          {},
          `第 ${one.example_row} 行 · row ${one.example_row}: `,
          asChange(place(one.example_before), place(one.example_after)),
        ),
    make(
      'div',
      { class: 'row' },
      make('label', { class: 'check' }, box, ' 更正 · Correct'),
      make('label', { class: 'check' }, leave, ' 保持原样 · Leave as written'),
    ),
  )
}

