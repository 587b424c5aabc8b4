// Alerts that were refused: seen, sent again, put aside.

import { asTime, attempt, call, fill, find, make, openDesk, say } from './desk.js'

const KINDS = {
  crowd: '人员聚集 · crowd',
  construction: '疑似违建 · construction',
  'camera-fault': '摄像机故障 · camera fault',
}
const NODES = {
  silent: ['warn', '失联 · silent'],
  removed: ['bad', '已移除 · removed'],
}
const ORDERS = { send_again: '重发 · send again', put_aside: '搁置 · put aside' }

const form = find('#order')
const boxes = () => [...find('#letters').tBodies[0].querySelectorAll('input')]

async function show() {
  const state = find('#aside').checked ? 'all' : 'waiting'
  const { total, letters } = await call('GET', `/dead-letters?state=${state}`)
  find('#total').textContent = total
  find('#every').checked = false
  fill(
    find('#letters'),
    letters.map((one) => [
      make('input', { type: 'checkbox', value: one.id, 'aria-label': one.id }),
      asTime(one.refused_at),
      [one.camera_name, ' ', make('span', { class: 'quiet' }, one.camera ?? '')],
      KINDS[one.kind] ?? one.kind,
      asTime(one.captured_at),
      [one.reason.zh, make('br'), make('span', { class: 'quiet' }, one.reason.en)],
      [one.node, ' ', make('span', { class: 'quiet' }, one.shard), ' ', nodeTag(one.node_state)],
      one.ordered ? [ORDERS[one.ordered], make('br'), make('span', { class: 'quiet' }, `${one.ordered_by_name}：${one.why}`)] : '',
    ]),
  )
  if (!letters.length) fill(find('#letters'), [['', '没有死信 · none', '', '', '', '', '', '']])
}

function nodeTag(state) {
  if (!NODES[state]) return ''
  const [kind, text] = NODES[state]
  return make('span', { class: `tag ${kind}` }, text)
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  const letters = boxes().filter((box) => box.checked).map((box) => box.value)
  const order = event.submitter?.value ?? 'send_again'
  void attempt(async () => {
    if (!letters.length) return say('请先勾选 · choose some first', true)
    const done = await call('POST', '/dead-letters/orders', { letters, order, reason: form.reason.value.trim() })
    form.reason.value = ''
    await show()
    say(`${done.letters} 条：${ORDERS[order]}`)
  })
})

find('#every').addEventListener('change', ({ target }) => boxes().forEach((box) => (box.checked = target.checked)))
find('#reload').addEventListener('click', () => void attempt(show))
find('#aside').addEventListener('change', () => void attempt(show))

openDesk({ purpose: '处理死信 · refused alerts', show })
