// The security administrator's page.

import { button, call, fill, find, make, onSubmit, openDesk, say } from './desk.js'
import { ROLES } from './roles.js'

const password = find('#password')

async function show(me) {
  const [users, regions] = await Promise.all([call('GET', '/users'), call('GET', '/regions')])
  const names = new Map(regions.map((one) => [one.code, `${one.name} ${one.name_en ?? ''}`]))
  find('#regions').replaceChildren(...regions.map((one) => new Option(names.get(one.code), one.code)))
  const others = users.filter((one) => one.username !== me.username)
  const chosen = find('#grant').username.value
  find('#grant').username.replaceChildren(...others.map((one) => new Option(one.username)))
  if (others.some((one) => one.username === chosen)) find('#grant').username.value = chosen
  find('#count').textContent = users.length
  fill(
    find('table'),
    users.map((one) => rowOf(one, names, one.username === me.username, again)),
  )
  async function again(account) {
    password.hidden = !account?.password
    if (account?.password) {
      password.textContent = `${account.username}：${account.password}（只显示这一次 · shown this once）`
    }
    await show(me)
  }
  desk.again = again
}

/** What the forms above the table call once theirs is done. */
const desk = { again: async () => {} }

function place(region, names) {
  return region ? `${region} ${names.get(region) ?? ''}` : '全部 · everywhere'
}

function rowOf(user, names, own, again) {
  const path = `/users/${encodeURIComponent(user.username)}`
  const act = (text, work) => button(text, async () => again(await work()))
  const grants = make(
    'ul',
    {},
    ...user.grants.map((grant) => {
      const unit = grant.unit ? ` (${grant.unit})` : ''
      const text = `${ROLES[grant.role] ?? grant.role} @ ${place(grant.region, names)}${unit} `
      const revoke = act('收回 · Revoke', () => call('POST', `${path}/grants/revoke`, grant))
      return make('li', {}, text, own ? null : revoke)
    }),
  )
  return [
    user.username,
    user.display_name,
    user.region ? place(user.region, names) : '—',
    grants,
    statesOf(user),
    own ? make('a', { href: './account.html', class: 'button' }, '本人账号 · My account') : acts(user, path, act),
  ]
}

function statesOf(user) {
  const states = [
    user.disabled
      ? make('span', { class: 'tag bad' }, '停用 · disabled')
      : make('span', { class: 'tag good' }, '启用 · enabled'),
  ]
  if (user.codes) states.push(' ', make('span', { class: 'tag good' }, '动态验证码 · codes'))
  if (user.must_change_password) states.push(' ', make('span', { class: 'tag warn' }, '待改口令 · first password'))
  return states
}

function acts(user, path, act) {
  const sure = (zh, en, work) => (confirm(`${user.username}: ${zh}？ · ${en}?`) ? work() : null)
  const made = [
    user.disabled
      ? act('启用 · Enable', () => call('POST', `${path}/enable`, {}))
      : act('停用 · Disable', () => {
          const reason = prompt('停用原因 · Why?')?.trim()
          return reason ? call('POST', `${path}/disable`, { reason }) : null
        }),
    act('重置口令 · New password', () =>
      sure('重置口令并结束其会话', 'End its sessions and make another password', () =>
        call('POST', `${path}/password`, {}),
      ),
    ),
    act('结束会话 · End sessions', async () => {
      for (const session of await call('GET', `${path}/sessions`)) {
        await call('DELETE', `${path}/sessions/${session.id}`)
      }
    }),
  ]
  if (user.codes) {
    made.push(
      act('重置验证码 · Reset codes', () =>
        sure('重置动态验证码并结束其会话', 'End its sessions and take its codes away', () =>
          call('POST', `${path}/totp/reset`, {}),
        ),
      ),
    )
  }
  return made
}

onSubmit(find('#create'), async (fields, form) => {
  const account = await call('POST', '/users', fields)
  form.reset()
  await desk.again(account)
})
onSubmit(find('#grant'), async ({ username, ...grant }) => {
  await desk.again(await call('POST', `/users/${encodeURIComponent(username)}/grants`, grant))
  say(`${username}：已授权 · granted`)
})
find('#grant').role.replaceChildren(...Object.entries(ROLES).map(([role, text]) => new Option(text, role)))
openDesk({ purpose: '账号管理 accounts', show })
