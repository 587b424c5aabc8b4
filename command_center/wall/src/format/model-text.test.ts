import { describe, expect, it } from 'vitest'
import { unitText } from './measurement'
import { parseModelText } from './model-text'

describe('what a task says of its model', () => {
  it.each([
    ['nanodet-g 416, threshold 0.45, limit 10 people', 'nanodet-g 416', '0.45', { unit: 'people', limit: '10' }],
    ['lasting-change 2, threshold 0.5, limit 0.01 share of picture', 'lasting-change 2', '0.5', { unit: 'share', limit: '1.0' }],
    ['outbox 1, threshold 0, limit 0.8 share', 'outbox 1', '0', { unit: 'share', limit: '80' }],
  ] as const)('%s', (text, name, threshold, limit) => {
    const found = parseModelText(text)
    expect(found).toMatchObject({ name, threshold })
    expect(found && unitText(found.limit)).toMatchObject(limit)
  })

  it.each(['', 'nanodet-g 416', 'a, threshold 1, limit 2 apples', 'a, threshold 1, limit - people'])('%j stays as it is', (text) => {
    expect(parseModelText(text)).toBeNull()
  })
})
