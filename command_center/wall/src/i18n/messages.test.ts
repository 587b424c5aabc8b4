import { describe, expect, it } from 'vitest'
import { en } from './en'
import { makeI18n } from './index'
import { chooseLocale } from './locale'
import { zh } from './zh'

type Tree = { [key: string]: string | Tree }

function leaves(tree: Tree, path = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    const here = path === '' ? key : `${path}.${key}`
    if (typeof value === 'string') found.set(here, value)
    else for (const [below, text] of leaves(value, here)) found.set(below, text)
  }
  return found
}

const chinese = leaves(zh as unknown as Tree)
const english = leaves(en as unknown as Tree)
const slots = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort()
const sources = import.meta.glob<string>(['../**/*.vue', '../**/*.ts', '!../**/*.test.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
})

describe('the texts', () => {
  it('both languages say the same things', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort())
  })

  it('both languages have the same places to fill in', () => {
    for (const [key, text] of english) expect([key, slots(chinese.get(key) ?? '')]).toEqual([key, slots(text)])
  })

  it('no text is empty, and Chinese ones are Chinese but for signs and names', () => {
    const without = [...chinese].filter(([key, text]) => text === '' || (!/[\u4e00-\u9fff]/.test(text) && !NOT_WORDS.has(key)))
    expect(without).toEqual([])
  })

  it('every text that a component asks for exists', () => {
    const missing: string[] = []
    for (const [file, source] of Object.entries(sources)) {
      for (const [, key = ''] of source.matchAll(/\bt\('([a-zA-Z][\w.-]*)'/g)) {
        if (!english.has(key)) missing.push(`${file}: ${key}`)
      }
    }
    expect(Object.keys(sources).length).toBeGreaterThan(30)
    expect(missing).toEqual([])
  })

  it('are compiled without eval, so that the page\'s policy needs none', () => {
    const real = globalThis.Function
    let called = 0
    globalThis.Function = new Proxy(real, {
      construct() {
        called += 1
        throw new Error('eval')
      },
      apply() {
        called += 1
        throw new Error('eval')
      },
    })
    try {
      const { t } = makeI18n('zh').global
      expect(t('tiles.page', { page: 2, pages: 3 })).toBe('第 2 / 3 页')
      for (const key of english.keys()) t(key)
    } finally {
      globalThis.Function = real
    }
    expect(called).toBe(0)
  })
})

/** Signs, figures and the other language's own name. */
const NOT_WORDS = new Set([
  'app.subtitle',
  'app.language',
  'app.languageHint',
  'task.noDue',
  'tiles.label',
  'evidence.alt',
  'unit.share',
  'unit.area',
])

describe('the language', () => {
  it.each([
    [null, ['zh-CN', 'en'], 'zh'],
    [null, ['en-GB'], 'en'],
    [null, ['fr-FR', 'en'], 'en'],
    [null, ['fr-FR'], 'zh'],
    [null, [], 'zh'],
    ['en', ['zh-CN'], 'en'],
    ['zh', ['en'], 'zh'],
    ['klingon', ['en'], 'en'],
  ] as const)('stored %j and a browser of %j give %s', (stored, wanted, locale) => {
    expect(chooseLocale({ stored, wanted })).toBe(locale)
  })
})
