// Says why somebody who came back from the provider was not let in; the words are ours alone.

const WHY = {
  state: '登录超时或不是由本浏览器发起，请重新登录。 · It took too long, or was not begun in this browser. Sign in again.',
  denied: '统一身份认证拒绝了登录。 · The provider, or you there, said no.',
  provider: '统一身份认证没有正常应答，请稍后重试或联系系统管理员。 · The provider does not answer as it should. Try again later, or tell the system administrator.',
  token: '统一身份认证的应答无法验证，请联系系统管理员。 · What the provider says cannot be verified. Tell the system administrator.',
  unknown: '本系统没有您的账号，请联系安全管理员开通。 · You have no account here. Ask the security administrator.',
  disabled: '您的账号已停用，请联系安全管理员。 · Your account is disabled. Ask the security administrator.',
  another: '该账号已绑定另一身份，请联系安全管理员解除绑定。 · The account belongs to another identity. Ask the security administrator.',
  'second-factor': '该账号须使用双因素认证，请在统一身份认证中启用，或用口令与验证码登录。 · The account needs a second factor: turn it on at the provider, or sign in with password and code.',
  administrators: '三员不得兼任，请联系安全管理员核对角色映射。 · Nobody is two of the three administrators. Ask the security administrator to look at the roles.',
  wait: '失败次数过多，请稍后再试。 · Too many failed. Wait a while before the next.',
}

const why = new URLSearchParams(location.search).get('why')
document.querySelector('#why').textContent = Object.hasOwn(WHY, why) ? WHY[why] : WHY.state
