// The audit administrator's page. What it shows was typed by anybody, also at refused sign-ins: it is
// only ever put in as text, never as markup.

const API = '/api/v1'
const signIn = document.querySelector('#sign-in')
const search = document.querySelector('#search')
const table = document.querySelector('table')
const more = document.querySelector('#more')
const said = document.querySelector('#said')

/** The query of the rows that are shown, and where the next page begins. */
let shown = new URLSearchParams()
let next = null

async function call(method, path, body) {
  const headers = { Accept: 'application/json' }
  if (method !== 'GET') {
    headers['Sharp-Eyes-Request'] = '1'
    headers['Idempotency-Key'] = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
      byte.toString(16).padStart(2, '0'),
    ).join('')
    headers['Content-Type'] = 'application/json'
  }
  const answer = await fetch(API + path, { method, headers, body: body && JSON.stringify(body) })
  const content = await answer.json().catch(() => ({}))
  if (!answer.ok) {
    const error = new Error(`${content.detail_zh ?? answer.status} / ${content.detail ?? answer.statusText}`)
    error.status = answer.status
    throw error
  }
  return content
}

function asQuery(form) {
  const query = new URLSearchParams({ limit: '100' })
  for (const [name, value] of new FormData(form)) {
    const text = value.trim()
    if (!text) continue
    query.set(name, name === 'since' || name === 'until' ? new Date(text).toISOString() : text)
  }
  return query
}

function rowOf(row) {
  const line = document.createElement('tr')
  const at = new Date(row.at).toLocaleString('zh-CN', { hour12: false })
  for (const text of [row.position, at, row.who, row.what, row.purpose, row.subject, row.detail]) {
    line.insertCell().textContent = text
  }
  return line
}

async function page(query, fresh) {
  const answer = await call('GET', `/audit?${query}`)
  const body = table.tBodies[0]
  if (fresh) body.replaceChildren()
  body.append(...answer.rows.map(rowOf))
  next = answer.next
  table.hidden = false
  more.hidden = next === null
  said.textContent = `${body.rows.length} 条 · rows`
}

async function attempt(work) {
  said.textContent = '…'
  try {
    await work()
  } catch (error) {
    said.textContent = error.message
    if (error.status === 401) show(signIn)
  }
}

function show(form) {
  signIn.hidden = form !== signIn
  search.hidden = form !== search
  table.hidden = more.hidden = true
}

signIn.addEventListener('submit', (event) => {
  event.preventDefault()
  void attempt(async () => {
    await call('POST', '/session', Object.fromEntries(new FormData(signIn)))
    signIn.reset()
    show(search)
    said.textContent = ''
  })
})

search.addEventListener('submit', (event) => {
  event.preventDefault()
  void attempt(async () => {
    shown = asQuery(search)
    await page(shown, true)
  })
})

document.querySelector('#sign-out').addEventListener('click', () => {
  void attempt(async () => {
    await call('DELETE', '/session')
    table.tBodies[0].replaceChildren()
    show(signIn)
    said.textContent = ''
  })
})

more.addEventListener('click', () => {
  void attempt(async () => {
    const query = new URLSearchParams(shown)
    query.set('before', String(next))
    await page(query, false)
  })
})

void attempt(async () => {
  await call('GET', '/session')
  show(search)
  said.textContent = ''
})
