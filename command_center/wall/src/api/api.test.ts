import { afterEach, describe, expect, it, vi } from 'vitest'
import { ApiClient } from './client'
import { Problem } from './problem'
import { requestKey } from './request-key'

afterEach(() => vi.unstubAllGlobals())

function answer(status: number, body: unknown, type = 'application/json') {
  const calls: { url: string; init: RequestInit }[] = []
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    calls.push({ url, init })
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return new Response(status === 204 ? null : text, { status, headers: { 'Content-Type': type } })
  })
  return calls
}

const headersOf = (init: RequestInit | undefined) => init?.headers as Record<string, string>

describe('calls to the centre', () => {
  it('a changing call carries its header and a key of its own each time', async () => {
    const calls = answer(200, {})
    const api = new ApiClient()
    await api.dismissIncident('01J/..', 'a shadow')
    await api.dismissIncident('01J/..', 'a shadow')
    const [first, second] = calls
    expect(first?.url).toBe('/api/v1/incidents/01J%2F../dismiss')
    expect(headersOf(first?.init)['Sharp-Eyes-Request']).toBe('1')
    expect(headersOf(first?.init)['Idempotency-Key']).toMatch(/^[0-9a-f-]{32,64}$/)
    expect(headersOf(first?.init)['Idempotency-Key']).not.toBe(headersOf(second?.init)['Idempotency-Key'])
    expect(first?.init.body).toBe('{"reason":"a shadow"}')
  })

  it('signing out carries the header and no key', async () => {
    const calls = answer(204, null)
    await new ApiClient().signOut()
    expect(headersOf(calls[0]?.init)['Sharp-Eyes-Request']).toBe('1')
    expect(headersOf(calls[0]?.init)['Idempotency-Key']).toBeUndefined()
  })

  it('reading carries neither', async () => {
    const calls = answer(200, [])
    await new ApiClient().cameras()
    expect(Object.keys(headersOf(calls[0]?.init))).toEqual(['Accept'])
  })

  it('a session that is over is told to the page, but not by the sign-in itself', async () => {
    answer(401, {})
    const api = new ApiClient()
    const over = vi.fn()
    api.onUnauthorised = over
    await expect(api.me()).rejects.toMatchObject({ status: 401 })
    await expect(api.signIn('a', 'b', 'duty')).rejects.toMatchObject({ status: 401 })
    expect(over).not.toHaveBeenCalled()
    await expect(api.cameras()).rejects.toMatchObject({ status: 401 })
    expect(over).toHaveBeenCalledOnce()
  })

  it('no answer at all is a problem of status 0', async () => {
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('failed')
    })
    await expect(new ApiClient().cameras()).rejects.toMatchObject({ status: 0, text: null })
  })

  it.each([
    [{ title: 'T', detail: 'D', detail_zh: '中' }, { en: 'D', zh: '中' }],
    [{ title: 'T' }, { en: 'T', zh: 'T' }],
    [{ detail: 7 }, null],
    ['<html>502</html>', null],
    [null, null],
  ])('a refusal of %j says %j', async (body, text) => {
    answer(409, body as string)
    const problem = await new ApiClient().cameras().catch((error: unknown) => error)
    expect(problem).toBeInstanceOf(Problem)
    expect((problem as Problem).text).toEqual(text)
  })

  it('a page without a secure context still makes keys', () => {
    const source = { getRandomValues: crypto.getRandomValues.bind(crypto) } as Parameters<typeof requestKey>[0]
    const keys = new Set(Array.from({ length: 100 }, () => requestKey(source)))
    expect(keys.size).toBe(100)
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/)
  })
})
