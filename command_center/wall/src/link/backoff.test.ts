import { describe, expect, it } from 'vitest'
import { Backoff } from './backoff'

describe('waiting between attempts', () => {
  it('doubles up to ten seconds', () => {
    const backoff = new Backoff(() => 1)
    expect(Array.from({ length: 7 }, () => backoff.nextMs())).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000])
  })

  it('draws half of each wait by chance', () => {
    const backoff = new Backoff(() => 0)
    expect([backoff.nextMs(), backoff.nextMs()]).toEqual([250, 500])
  })

  it('stays bounded after very many attempts', () => {
    const backoff = new Backoff(() => 1)
    for (let n = 0; n < 2_000; n += 1) backoff.nextMs()
    expect(backoff.nextMs()).toBe(10_000)
  })

  it('begins anew once it was connected', () => {
    const backoff = new Backoff(() => 1)
    backoff.nextMs()
    backoff.nextMs()
    backoff.reset()
    expect(backoff.nextMs()).toBe(500)
  })
})
