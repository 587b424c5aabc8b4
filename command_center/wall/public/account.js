// One's own account: password, codes, sessions. Who owes one of the first two is led here from every
// page, and back once it is done.

import { asTime, button, call, fill, find, make, onSubmit, openDesk, say } from './desk.js'

/** What the wall's sign-in form offers; the other pages write theirs in both languages. */
const PURPOSES = { duty: '值班 · duty', case: '案件 · case', drill: '演练 · drill' }

const OWED = {
  password:
    '口令由他人设置，请先修改，之后才能使用其他功能。 · Somebody else knows your password: change it, the rest opens then.',
  totp: '管理员须启用动态验证码，请先设置。 · Administrators have to sign in with codes: set them up, the rest opens then.',
}

/** Only pages that lie beside this one. */
function cameFrom() {
  const next = new URLSearchParams(location.search).get('next')
  return next !== null && /^[a-z-]*(\.html)?$/.test(next) ? `./${next}` : null
}

async function show(me) {
  const [state, sessions] = await Promise.all([call('GET', '/me/totp'), call('GET', '/me/sessions')])
  find('#owed').hidden = me.owes === null
  find('#owed').textContent = OWED[me.owes] ?? ''
  find('#change').username.value = me.username
  showCodes(state)
  fill(
    find('#sessions'),
    sessions.map((one) => [
      asTime(one.created_at),
      one.address || '—',
      PURPOSES[one.purpose] ?? one.purpose,
      asTime(one.expires_at),
      one.current
        ? make('span', { class: 'tag good' }, '本会话 · this one')
        : button('结束 · End', async () => {
            await call('DELETE', `/me/sessions/${one.id}`)
            await show(me)
          }),
    ]),
  )
}

function showCodes(state) {
  const on = state.on_since !== null
  const tag = find('#codes-state')
  tag.textContent = on ? '已启用 · on' : '未启用 · off'
  tag.className = on ? 'tag good' : 'tag'
  find('#codes-text').textContent = on
    ? `自 ${asTime(state.on_since)} 起登录须输入验证码，剩余恢复码 ${state.recovery_left} 个。 · Asked for at sign-in since then; ${state.recovery_left} recovery codes left.`
    : `除口令外再输入手机验证器上的 6 位数字。${state.required ? '本角色必须启用。' : ''} · Six digits of an authenticator on your telephone, besides the password.${state.required ? ' Your role has to have them.' : ''}`
  find('#begin').hidden = on
  find('#enrol').hidden = true
  find('#both').hidden = !on
}

/** Show the page anew; whoever owes nothing any more goes back to where they came from. */
async function again(text) {
  const me = await call('GET', '/session')
  await show(me)
  say(text)
  const back = cameFrom()
  if (me.owes !== null || back === null) return
  // Codes that are shown once are not taken off the screen by us.
  if (find('#recovery').hidden) return location.assign(back)
  find('#on').href = back
  find('#on').hidden = false
}

function showRecovery(codes) {
  find('#recovery').hidden = codes === null
  find('#recovery pre').textContent = (codes ?? []).join('\n')
}

onSubmit(find('#change'), async (fields, form) => {
  if (fields.fresh !== fields.again) throw new Error('两次输入的新口令不同 / the two new passwords differ')
  await call('POST', '/me/password', { old: fields.old, new: fields.fresh })
  form.reset()
  await again('口令已修改 · password changed')
})

onSubmit(find('#begin'), async (fields, form) => {
  const made = await call('POST', '/me/totp', fields)
  form.reset()
  find('#qr').src = made.picture
  find('#secret').textContent = made.secret
  find('#begin').hidden = true
  find('#enrol').hidden = false
  find('#confirm').code.focus()
})

onSubmit(find('#confirm'), async (fields, form) => {
  const { codes } = await call('POST', '/me/totp/confirm', fields)
  form.reset()
  find('#qr').removeAttribute('src')
  find('#secret').textContent = ''
  showRecovery(codes)
  await again('动态验证码已启用 · codes are on')
})

find('#both').addEventListener('submit', (event) => {
  find('#both').dataset.what = event.submitter?.value ?? 'recovery'
}, true)
onSubmit(find('#both'), async ({ password, code }, form) => {
  const what = form.dataset.what
  const answer = await call('POST', `/me/totp/${what}`, { password, code })
  form.reset()
  showRecovery(answer.codes ?? null)
  await again(what === 'off' ? '动态验证码已停用 · codes are off' : '恢复码已更换 · recovery codes changed')
})

openDesk({ purpose: '本人账号 my account', show, owing: true })
