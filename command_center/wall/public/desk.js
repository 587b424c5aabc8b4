// What all pages beside the wall share: calls, signing in, the bar with the pages there are. Much of
// what is shown was typed by people: it is only ever put in as text, never as markup.

const API = '/api/v1'

/** The pages there are, and which roles see them named in the bar; none stands for everybody. */
const PAGES = [
  ['./', '电视墙 · Wall', ['duty_officer', 'operator', 'supervisor']],
  ['./shifts.html', '值班与交接 · Shifts', ['duty_officer', 'grid_worker', 'operator', 'supervisor']],
  ['./registry.html', '摄像机台账 · Registry', ['operator', 'system_admin']],
  ['./finding.html', '查找摄像机 · Find cameras', ['operator']],
  ['./zones.html', '区域与遮挡 · Zones', ['operator']],
  ['./land.html', '许可与保护地 · Land', ['duty_officer', 'operator', 'supervisor']],
  ['./units.html', '单位与场所 · Units', ['operator', 'supervisor', 'system_admin']],
  ['./dead_letters.html', '死信 · Refused alerts', ['operator', 'system_admin']],
  ['./accounts.html', '账号与权限 · Accounts', ['security_admin']],
  ['./audit.html', '审计记录 · Audit trail', ['audit_admin']],
  ['./account.html', '本人账号 · My account', null],
]

export const find = (selector) => document.querySelector(selector)

/** Make an element: text is put in as text, attributes as they are. */
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null) continue
    made.setAttribute(name, value === true ? '' : value)
  }
  made.append(...children.filter((one) => one !== null))
  return made
}

/** Call the centre; throws an error with `message`, `status` and the problem's own `problem`. */
export async function call(method, path, body) {
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
    const text = `${content.detail_zh ?? answer.status} / ${content.detail ?? answer.statusText}`
    throw Object.assign(new Error(text), { status: answer.status, problem: content })
  }
  return content
}

export function say(text, bad = false) {
  const said = find('#said')
  said.textContent = text
  said.classList.toggle('bad', bad)
}

/** A time as people read it. */
export const asTime = (text) =>
  text ? new Date(text).toLocaleString('zh-CN', { hour12: false, dateStyle: 'short', timeStyle: 'short' }) : '—'

/**
 * Do something and say what went wrong; a session that is over brings the sign-in back, and who owes
 * something is led to where it is done.
 */
export async function attempt(work) {
  say('…')
  try {
    await work()
    if (find('#said').textContent === '…') say('')
  } catch (error) {
    if (error.problem?.owes) return leadToAccount()
    say(error.message, true)
    if (error.status === 401 && !error.problem?.needs) over()
    // Whoever may not be here has to be able to leave.
    if (error.status === 403) find('#sign-out').hidden = false
  }
}

export function button(text, work, attributes = {}) {
  const made = make('button', { type: 'button', ...attributes }, text)
  made.addEventListener('click', () => void attempt(work))
  return made
}

/** Run `work` with a form's fields when it is sent; `work` decides what is emptied. */
export function onSubmit(form, work) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void attempt(() => work(Object.fromEntries(new FormData(form)), form))
  })
}

/** Put rows into a table: each an array of texts, elements, or arrays of these. */
export function fill(table, rows) {
  table.tBodies[0].replaceChildren(
    ...rows.map((cells) => make('tr', {}, ...cells.map((cell) => make('td', {}, ...[cell ?? '—'].flat())))),
  )
}

let desk = null

/**
 * Build the bar and the sign-in around a page's `main`, and show it to who is signed in.
 *
 * `show(me)` fills the page; `purpose` stands in the sign-in form; `owing` is true for the page on
 * which what is owed is done.
 */
export function openDesk({ purpose, show, owing = false }) {
  desk = { show, owing }
  const out = make('button', { id: 'sign-out', type: 'button', hidden: true }, '退出 · Sign out')
  out.addEventListener('click', () => void attempt(signOut))
  const [title] = document.title.split(' — ')
  const bar = make(
    'header',
    { class: 'bar' },
    make('img', { src: './favicon.svg', alt: '' }),
    make('h1', {}, title),
    make('nav', { 'aria-label': '页面 · Pages' }),
    out,
  )
  find('main').hidden = true
  document.body.prepend(bar, make('p', { id: 'said', role: 'status' }), signInForm(purpose))
  void attempt(async () => {
    try {
      await open()
    } catch (error) {
      // Whoever comes for the first time has done nothing wrong.
      if (error.status !== 401) throw error
      over()
    }
  })
}

function signInForm(purpose) {
  const code = make('label', { hidden: true }, '动态验证码或恢复码 · Code, or a recovery code')
  code.append(make('input', { name: 'code', autocomplete: 'one-time-code', maxlength: '24', inputmode: 'text' }))
  const form = make(
    'form',
    { id: 'sign-in', hidden: true },
    make(
      'label',
      {},
      '用户名 · User',
      make('input', { name: 'username', autocomplete: 'username', required: true, maxlength: '64' }),
    ),
    make(
      'label',
      {},
      '口令 · Password',
      make('input', {
        name: 'password',
        type: 'password',
        autocomplete: 'current-password',
        required: true,
        maxlength: '256',
      }),
    ),
    code,
    make(
      'label',
      {},
      '用途 · Purpose',
      make('input', { name: 'purpose', required: true, maxlength: '150', value: purpose }),
    ),
    make('button', {}, '登录 · Sign in'),
  )
  onSubmit(form, async (fields) => {
    if (!fields.code) delete fields.code
    try {
      await call('POST', '/session', fields)
    } catch (error) {
      if (error.problem?.needs === 'code') {
        code.hidden = false
        form.code.value = ''
        form.code.focus()
      }
      throw error
    }
    code.hidden = true
    form.reset()
    await open()
  })
  void offerProvider(form)
  return form
}

/** Where one may sign in with a provider, too, the form leads there. */
async function offerProvider(form) {
  try {
    const { name } = await call('GET', '/oidc')
    if (!name) return
    const link = make('a', { id: 'provider', class: 'button' }, `使用${name}登录 · Sign in with it`)
    link.addEventListener('click', (event) => {
      if (!form.purpose.reportValidity()) return event.preventDefault()
      const next = location.pathname.split('/').pop()
      link.href = `${API}/oidc/start?${new URLSearchParams({ purpose: form.purpose.value, next })}`
    })
    link.href = `${API}/oidc/start`
    form.append(link)
  } catch {
    // Then there is only the form.
  }
}

async function open() {
  const me = await call('GET', '/session')
  if (me.owes && !desk.owing) return leadToAccount()
  find('#sign-in').hidden = true
  find('#sign-out').hidden = false
  const here = location.pathname.split('/').pop()
  find('.bar nav').replaceChildren(
    ...PAGES.filter(([, , roles]) => roles === null || roles.some((role) => me.roles.includes(role))).map(
      ([href, text]) =>
        make('a', { href, 'aria-current': href === `./${here}` ? 'page' : null }, text),
    ),
  )
  void countRefused()
  await desk.show(me)
  find('main').hidden = false
}

/** Say beside the link how many alerts were refused and wait for somebody. */
async function countRefused() {
  const link = find('.bar nav a[href="./dead_letters.html"]')
  if (!link) return
  try {
    const { total } = await call('GET', '/dead-letters?limit=1')
    if (total) link.append(` (${total})`)
  } catch {
    // The page behind the link says why.
  }
}

async function signOut() {
  await call('DELETE', '/session')
  over()
}

function over() {
  find('main').hidden = find('#sign-out').hidden = true
  find('.bar nav').replaceChildren()
  find('#sign-in').hidden = false
}

function leadToAccount() {
  const here = location.pathname.split('/').pop() || ''
  location.assign(`./account.html?next=${encodeURIComponent(here)}`)
}
