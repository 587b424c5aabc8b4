// The cameras that are registered: searched and shown page by page, so that a county's are as quick
// as a village's.

import { attempt, call, find, make } from './desk.js'
import { read } from './registry_calls.js'

const PAGE = 50
/** Long enough that one does not search for every letter, short enough that nobody waits. */
const TYPING_MS = 250
const STATES = {
  online: '在线 · online',
  offline: '离线 · offline',
  connecting: '连接中 · connecting',
  unknown: '未知 · unknown',
}

/** Where the first one comes from. */
const NONE_YET =
  '还没有摄像机：请在下方导入表格，或由运维人员在“查找摄像机”页登记第一台 · none yet: import a spreadsheet below, or have an operator register the first by “Find cameras”'

let regions = new Map()
let operator = false
/** The last ids of the pages before the one that is shown. */
let behind = []
let latest = 0
let typing = 0

/** Fill the list for who is signed in, or anew after a change. */
export async function showCameras(me) {
  if (me) operator = me.roles.includes('operator')
  const found = await call('GET', '/regions')
  regions = new Map(found.map((one) => [one.code, one]))
  const { region } = find('#look')
  const chosen = region.value
  region.replaceChildren(
    new Option('全部 · everywhere', ''),
    ...found.map((one) => new Option(`${one.level === 'village' ? '　　' : one.level === 'town' ? '　' : ''}${one.name}`, one.code)),
  )
  region.value = regions.has(chosen) ? chosen : ''
  await search()
}

async function search() {
  behind = []
  await show()
}

async function show() {
  const mine = ++latest
  const { q, region, state } = find('#look')
  const asked = new URLSearchParams({ limit: PAGE })
  for (const one of [q, region, state]) if (one.value.trim()) asked.set(one.name, one.value.trim())
  if (behind.length) asked.set('after', behind.at(-1))
  const answer = await read(`/cameras?${asked}`)
  const cameras = await answer.json()
  // Whoever types on must not see an answer to what was typed before.
  if (mine !== latest) return
  const total = Number(answer.headers.get('Sharp-Eyes-Total'))
  find('#cameras').tBodies[0].replaceChildren(...cameras.map(row))
  const first = behind.length * PAGE
  find('#found').textContent = cameras.length
    ? `${first + 1}–${first + cameras.length} / ${total}`
    : asked.size > 1
      ? '没有符合的摄像机 · no camera fits'
      : NONE_YET
  find('#before').disabled = behind.length === 0
  find('#after').disabled = !answer.headers.has('Link')
  find('#after').dataset.after = cameras.at(-1)?.id ?? ''
}

function row(camera) {
  const marks = [
    camera.enabled ? null : make('span', { class: 'tag' }, '停用 · off'),
    camera.masked ? make('span', { class: 'tag' }, '遮挡 · masked') : null,
  ].filter(Boolean)
  const name = operator
    ? make('a', { href: `./registry.html?camera=${camera.id}`, title: '登记内容 · its entry' }, camera.name)
    : camera.name
  const state = make('span', { class: `state ${camera.state}` }, STATES[camera.state])
  if (camera.error) state.title = `${camera.error.zh} · ${camera.error.en}`
  return make(
    'tr',
    { 'data-camera': camera.id },
    make('td', {}, state),
    make('td', {}, name, ' ', ...marks),
    make('td', {}, make('code', {}, camera.id)),
    make('td', {}, regions.get(camera.region)?.name ?? camera.region),
    make('td', {}, camera.managing_unit || '—'),
  )
}

/** Wire what stands in the page from the beginning. */
export function wireCameras() {
  const form = find('#look')
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    clearTimeout(typing)
    void attempt(search)
  })
  form.q.addEventListener('input', () => {
    clearTimeout(typing)
    typing = setTimeout(() => void attempt(search), TYPING_MS)
  })
  for (const one of [form.region, form.state]) one.addEventListener('change', () => void attempt(search))
  find('#before').addEventListener('click', () => {
    behind.pop()
    void attempt(show)
  })
  find('#after').addEventListener('click', (event) => {
    behind.push(event.currentTarget.dataset.after)
    void attempt(show)
  })
}
