// Revisions of the registry: what each did, and going back to one.

import { asTime, attempt, button, call, find, make, say } from './desk.js'
import { asChange, fieldName } from './registry_plan.js'

const PAGE = 30
const SIGNS = { add: ['+', 'plus'], change: ['~', ''], remove: ['−', 'minus'] }
const PARTS = {
  camera: '摄像机 camera',
  region: '区划 region',
  grid: '网格 grid',
  unit: '单位 unit',
  permit: '许可 permit',
  protected_land: '保护地 protected land',
}

let shown = []
let operator = false

/** List the newest revisions. */
export async function showRevisions(me) {
  if (me) operator = me.roles.includes('operator')
  shown = []
  find('#revisions').tBodies[0].replaceChildren()
  await further()
}

async function further() {
  const before = shown.at(-1)?.revision
  const found = await call('GET', `/registry/revisions?limit=${PAGE}${before ? `&before=${before}` : ''}`)
  const newest = shown.length ? null : found[0]?.revision
  shown.push(...found)
  find('#revisions').tBodies[0].append(...found.map((one) => rowOf(one, one.revision === newest)))
  find('#earlier').hidden = found.length < PAGE
}

function rowOf(one, newest) {
  const row = make(
    'tr',
    {},
    make('td', {}, String(one.revision), newest ? make('span', { class: 'tag good' }, '当前 · now') : ''),
    make('td', {}, asTime(one.at)),
    make('td', {}, one.who),
    make('td', {}, one.what),
    make(
      'td',
      {},
      make('span', { class: 'plus' }, `+${one.added}`),
      ` ~${one.changed} `,
      make('span', { class: 'minus' }, `−${one.removed}`),
    ),
  )
  const acts = make('td', {})
  if (one.recorded && one.added + one.changed + one.removed)
    acts.append(button('差异 · Difference', () => toggle(row, one)))
  if (operator && !newest) acts.append(button('返回此版 · Go back', () => ask(one)))
  row.append(acts)
  return row
}

async function toggle(row, one) {
  if (row.nextElementSibling?.classList.contains('detail')) {
    row.nextElementSibling.remove()
    return
  }
  const found = await call('GET', `/registry/revisions/${one.revision}?limit=100`)
  const detail = make('td', { colspan: '6' }, changes(found.changes))
  if (found.more) detail.append(make('p', { class: 'quiet' }, '其余略 · and more'))
  if (found.hidden) detail.append(make('p', { class: 'quiet' }, `另有 ${found.hidden} 项不在您的辖区 · out of your reach`))
  row.after(make('tr', { class: 'detail' }, detail))
}

function changes(listed) {
  const body = make('tbody')
  for (const one of listed) {
    const [sign, tone] = SIGNS[one.action]
    const what = make('td', {})
    if (one.action === 'change')
      what.append(
        ...one.fields.map((field) =>
          make('div', { class: 'said-of' }, make('code', {}, fieldName(field.field)), asChange(field.old, field.new)),
        ),
      )
    body.append(
      make(
        'tr',
        {},
        make('td', { class: tone }, sign),
        make('td', {}, PARTS[one.part]),
        make('td', {}, one.key),
        make('td', {}, one.name),
        what,
      ),
    )
  }
  return make('table', {}, body)
}

async function ask(one) {
  const way = await call('GET', `/registry/revisions/${one.revision}/restore`)
  const dialog = find('#back')
  dialog.querySelector('h2').textContent = `返回到第 ${one.revision} 版 · Back to revision ${one.revision}`
  dialog.querySelector('.said').textContent = way.allowed
    ? `将新增 ${way.added}、变更 ${way.changed}、删除 ${way.removed} 项 · ${way.added} added, ${way.changed} changed, ${way.removed} removed`
    : `不能返回 · Not possible: ${way.why.zh} · ${way.why.en}`
  dialog.querySelector('.table').replaceChildren(changes(way.changes.slice(0, 100)))
  dialog.querySelector('button.main').disabled = !way.allowed || !way.changes.length
  const form = dialog.querySelector('form')
  form.reset()
  form.onsubmit = (event) => {
    if (event.submitter?.value !== 'back') return
    void attempt(async () => {
      const done = await call('POST', `/registry/revisions/${one.revision}/restore`, { reason: form.reason.value.trim() })
      await showRevisions()
      say(`已返回，现为第 ${done.revision} 版 · gone back; this is revision ${done.revision}`)
    })
  }
  dialog.showModal()
}

/** Wire what stands in the page from the beginning. */
export function wireRevisions() {
  find('#earlier').addEventListener('click', () => void attempt(further))
}
