// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import type { ApiClient } from '../api/client'
import { Problem } from '../api/problem'
import { makeI18n } from '../i18n'
import SignInPage from './SignInPage.vue'

async function shown(signIn: ApiClient['signIn'], name: string | null = null) {
  const api = { signIn, provider: async () => ({ name }) } as unknown as ApiClient
  const page = mount(SignInPage, { props: { api, notice: null }, global: { plugins: [makeI18n('en')] } })
  await flushPromises()
  return page
}

describe('signing in', () => {
  it('asks for a code only once the centre does, and keeps the password meanwhile', async () => {
    const signIn = vi
      .fn()
      .mockRejectedValueOnce(new Problem(401, { en: 'a code is needed', zh: '验证码' }, 'code'))
      .mockResolvedValueOnce({ username: 'duty' })
    const page = await shown(signIn)
    expect(page.find('#code').exists()).toBe(false)
    await page.find('#username').setValue('duty')
    await page.find('#password').setValue('secret')
    await page.find('form').trigger('submit')
    await flushPromises()
    expect(page.text()).toContain('a code is needed')
    await page.find('#code').setValue(' 123 456 ')
    await page.find('form').trigger('submit')
    await flushPromises()
    expect(signIn.mock.calls).toEqual([
      ['duty', 'secret', 'duty', ''],
      ['duty', 'secret', 'duty', '123 456'],
    ])
    expect(page.emitted('signedIn')).toHaveLength(1)
  })

  it('a wrong password is taken out of the form, and asks for no code', async () => {
    const page = await shown(vi.fn().mockRejectedValue(new Problem(401, null)))
    await page.find('#username').setValue('duty')
    await page.find('#password').setValue('secret')
    await page.find('form').trigger('submit')
    await flushPromises()
    expect((page.find('#password').element as HTMLInputElement).value).toBe('')
    expect(page.find('#code').exists()).toBe(false)
  })

  it('names a provider where there is one', async () => {
    const without = await shown(vi.fn())
    expect(without.find('#provider').exists()).toBe(false)
    const page = await shown(vi.fn(), '县政务')
    expect(page.find('#provider').text()).toContain('县政务')
    expect(page.find('#provider').attributes('href')).toContain('purpose=duty')
  })
})
