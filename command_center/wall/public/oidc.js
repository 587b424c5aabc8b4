// Says why somebody who came back from the provider was not let in, and what to do now. The words
// are ours alone: of the address only a key of this table is taken.

const AGAIN = ['请返回后重新登录。', 'Go back and sign in again.']

/** Key → [what happened, what to do] in Chinese, the same in English. */
const WHY = {
  state: [
    ['本次登录不是由此浏览器发起的，或已过去太久', `${AGAIN[0]}如同时打开了多个登录页，只用最后打开的那一个。`],
    [
      'This sign-in was not begun in this browser, or long ago',
      `${AGAIN[1]} With several sign-in pages open, use the one opened last.`,
    ],
  ],
  expired: [
    ['登录超时：须在 10 分钟内完成', AGAIN[0]],
    ['Signing in took too long: there are 10 minutes for it', AGAIN[1]],
  ],
  used: [
    ['该登录链接已使用过，不能再次使用', '如已登录，可直接返回系统；否则请返回后重新登录。'],
    [
      'This way back has been used already and is good only once',
      'If you are signed in, just go back to the system; else sign in again there.',
    ],
  ],
  denied: [
    [
      '登录已取消，或统一身份认证不允许您登录本系统',
      `如是您取消的，${AGAIN[0]}否则请联系统一身份认证的管理员为您开通本系统。`,
    ],
    [
      'You broke off, or the provider does not let you use this system',
      "If you broke off, go back and sign in again. If not, ask the provider's administrators to let you use this system.",
    ],
  ],
  client: [
    ['统一身份认证不接受本系统的请求', '请系统管理员核对两边的设置：客户端、密钥与回调地址。'],
    [
      'The provider does not accept what this system asks for',
      'Ask the system administrator to compare the settings of both: client, secret, and the address to come back to.',
    ],
  ],
  provider: [
    ['统一身份认证没有正常应答', '请稍后重试；仍不行时联系系统管理员，或用本系统的口令登录。'],
    [
      'The provider does not answer as it should',
      'Try again in a while. If it stays so, tell the system administrator, or sign in with your password here.',
    ],
  ],
  token: [
    ['统一身份认证的应答无法验证', '请重新登录；仍不行时联系系统管理员，并核对两边的时钟。'],
    [
      'What the provider says of you cannot be verified',
      'Sign in again. If it stays so, tell the system administrator, who should compare the clocks of both, too.',
    ],
  ],
  unknown: [
    ['本系统没有您的账号', '请联系安全管理员开通账号。'],
    ['You have no account here', 'Ask the security administrator for one.'],
  ],
  disabled: [
    ['您的账号已停用', '请联系安全管理员。'],
    ['Your account is disabled', 'Ask the security administrator.'],
  ],
  another: [
    ['该账号已绑定另一身份', '请联系安全管理员解除绑定。'],
    ['The account belongs to another identity', 'Ask the security administrator to release it.'],
  ],
  'second-factor': [
    ['该账号须使用双因素认证', '请在统一身份认证中启用双因素认证，或用本系统的口令与验证码登录。'],
    ['The account needs a second factor', 'Turn it on at the provider, or sign in with password and code here.'],
  ],
  administrators: [
    ['三员不得兼任：您的角色中有两个管理员', '请联系安全管理员核对角色映射。'],
    [
      'Nobody is two of the three administrators, and your roles would make you so',
      'Ask the security administrator to look at the roles.',
    ],
  ],
  wait: [
    ['失败次数过多', '请等待 15 分钟后再试。'],
    ['Too many sign-ins failed from here', 'Wait 15 minutes before the next.'],
  ],
  off: [
    ['本系统未启用统一身份认证', '请用本系统的用户名和口令登录。'],
    ['Single sign-on is not set up here', 'Sign in with your user name and password.'],
  ],
  centre: [
    ['统一身份认证已通过，但指挥中心未能完成登录', '请稍后重试；仍不行时联系系统管理员查看日志。'],
    [
      'The provider let you in, but the command centre could not go on',
      'Try again in a while. If it stays so, tell the system administrator to look at its log.',
    ],
  ],
}

const said = new URLSearchParams(location.search).get('why')
const why = Object.hasOwn(WHY, said) ? said : 'state'
WHY[why].forEach(([happened, next], index) => {
  const language = ['zh', 'en'][index]
  document.querySelector(`#happened-${language}`).textContent = happened
  document.querySelector(`#do-${language}`).textContent = next
})
document.querySelector('#on').textContent =
  why === 'used' ? '返回系统 · Back to the system' : '返回登录 · Back to sign-in'
