// The audit administrator's page. What it shows was typed by anybody, also at refused sign-ins.

import { ACTS } from './acts.js'
import { attempt, call, find, make, onSubmit, openDesk, say } from './desk.js'

const body = find('table').tBodies[0]

/** The query of the rows that are shown, and where the next page begins. */
let shown = new URLSearchParams()
let next = null

function asQuery(fields) {
  const query = new URLSearchParams({ limit: '100' })
  for (const [name, value] of Object.entries(fields)) {
    const text = value.trim()
    if (!text) continue
    query.set(name, name === 'since' || name === 'until' ? new Date(text).toISOString() : text)
  }
  return query
}

function rowOf(row) {
  const at = new Date(row.at).toLocaleString('zh-CN', { hour12: false })
  const what = [ACTS[row.what] ?? '', make('br'), make('span', { class: 'quiet' }, row.what)]
  const texts = [row.position, at, row.who, what, row.purpose, row.subject, row.detail]
  return make('tr', {}, ...texts.map((text) => make('td', {}, ...[text ?? ''].flat())))
}

async function page(query, fresh) {
  const answer = await call('GET', `/audit?${query}`)
  if (fresh) body.replaceChildren()
  body.append(...answer.rows.map(rowOf))
  next = answer.next
  find('#found').hidden = false
  find('#more').hidden = next === null
  say(`${body.rows.length} 条 · ${body.rows.length === 1 ? 'row' : 'rows'}`)
}

onSubmit(find('#search'), async (fields) => {
  shown = asQuery(fields)
  await page(shown, true)
})

find('#more').addEventListener('click', () => {
  void attempt(async () => {
    const query = new URLSearchParams(shown)
    query.set('before', String(next))
    await page(query, false)
  })
})

find('#acts').replaceChildren(...Object.entries(ACTS).map(([act, text]) => new Option(text, act)))
openDesk({
  purpose: '审计 audit',
  // Nothing of somebody else's search stays on the screen.
  show: () => {
    body.replaceChildren()
    find('#found').hidden = true
  },
})
