// The security administrator's page. Names were typed by people: they are only ever put in as text,
// never as markup.

const API = '/api/v1'
const ROLES = {
  duty_officer: '值班员 · duty officer',
  grid_worker: '网格员 · grid worker',
  operator: '运维人员 · operator',
  supervisor: '督查督办员 · supervisor',
  tester: '测试员 · tester',
  system_admin: '系统管理员 · system administrator',
  security_admin: '安全管理员 · security administrator',
  audit_admin: '审计管理员 · audit administrator',
}

const find = (name) => document.querySelector(name)
const signIn = find('#sign-in')
const main = find('main')
const said = find('#said')
const password = find('#password')

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

/** Do something, say how it went, and show the accounts as they are now. */
async function attempt(work) {
  said.textContent = '…'
  password.hidden = true
  try {
    const account = await work()
    if (account?.password) {
      password.textContent = `${account.username}：${account.password}（只显示这一次 · shown this once）`
      password.hidden = false
    }
    await show()
  } catch (error) {
    said.textContent = error.message
    // Whoever may not be here has to be able to leave.
    if (error.status === 403) find('#sign-out').hidden = false
    if (error.status === 401) {
      signIn.hidden = false
      main.hidden = find('#sign-out').hidden = true
    }
  }
}

async function show() {
  const [me, users, regions] = await Promise.all([
    call('GET', '/session'),
    call('GET', '/users'),
    call('GET', '/regions'),
  ])
  const names = new Map(regions.map((one) => [one.code, `${one.name} ${one.name_en}`]))
  find('#regions').replaceChildren(...regions.map((one) => new Option(names.get(one.code), one.code)))
  const others = users.filter((one) => one.username !== me.username)
  const chosen = find('#grant').username.value
  find('#grant').username.replaceChildren(...others.map((one) => new Option(one.username)))
  if (others.some((one) => one.username === chosen)) find('#grant').username.value = chosen
  find('table').tBodies[0].replaceChildren(...users.map((one) => rowOf(one, names, one.username === me.username)))
  signIn.hidden = true
  main.hidden = find('#sign-out').hidden = false
  said.textContent = `${me.display_name}：${users.length} 个账号 · accounts`
}

function place(region, names) {
  return region ? `${region} ${names.get(region) ?? ''}` : '全部 · everywhere'
}

function rowOf(user, names, own) {
  const row = document.createElement('tr')
  const path = `/users/${encodeURIComponent(user.username)}`
  row.insertCell().textContent = user.username
  row.insertCell().textContent = user.display_name
  row.insertCell().textContent = user.region ? place(user.region, names) : '—'
  const list = row.insertCell().appendChild(document.createElement('ul'))
  for (const grant of user.grants) {
    const item = list.appendChild(document.createElement('li'))
    const unit = grant.unit ? ` (${grant.unit})` : ''
    item.append(`${ROLES[grant.role] ?? grant.role} @ ${place(grant.region, names)}${unit} `)
    if (!own) item.append(button('收回 · Revoke', () => call('POST', `${path}/grants/revoke`, grant)))
  }
  row.insertCell().textContent = user.disabled ? '停用 · disabled' : '启用 · enabled'
  const cell = row.insertCell()
  if (own) {
    cell.append(button('修改口令 · Change password', changeOwn))
    return row
  }
  if (user.disabled) cell.append(button('启用 · Enable', () => call('POST', `${path}/enable`, {})))
  else
    cell.append(
      button('停用 · Disable', () => {
        const reason = prompt('停用原因 · Why?')?.trim()
        return reason ? call('POST', `${path}/disable`, { reason }) : null
      }),
    )
  cell.append(
    button('重置口令 · New password', () =>
      confirm(`${user.username}: 重置口令并结束其会话？ · End its sessions and make another password?`)
        ? call('POST', `${path}/password`, {})
        : null,
    ),
    button('结束会话 · End sessions', async () => {
      for (const session of await call('GET', `${path}/sessions`)) {
        await call('DELETE', `${path}/sessions/${session.id}`)
      }
    }),
  )
  return row
}

async function changeOwn() {
  const old = prompt('原口令 · Present password')
  const fresh = old && prompt('新口令 · New password')
  if (fresh) await call('POST', '/me/password', { old, new: fresh })
}

function button(text, work) {
  const made = document.createElement('button')
  made.type = 'button'
  made.textContent = text
  made.addEventListener('click', () => void attempt(work))
  return made
}

function onSubmit(form, work) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void attempt(async () => {
      const answer = await work(Object.fromEntries(new FormData(form)))
      if (form !== find('#grant')) form.reset()
      return answer
    })
  })
}

onSubmit(signIn, async (form) => {
  await call('POST', '/session', form)
})
onSubmit(find('#create'), (form) => call('POST', '/users', form))
onSubmit(find('#grant'), ({ username, ...grant }) =>
  call('POST', `/users/${encodeURIComponent(username)}/grants`, grant),
)
find('#sign-out').addEventListener('click', () => void attempt(() => call('DELETE', '/session')))
find('#grant').role.replaceChildren(...Object.entries(ROLES).map(([role, text]) => new Option(text, role)))
void attempt(async () => {})
