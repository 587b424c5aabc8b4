export type Locale = 'zh' | 'en'

const KEY = 'sharp-eyes.language'

/** The part of the browser that the choice of a language needs. */
export interface LocaleSource {
  stored: string | null
  wanted: readonly string[]
}

/** The language chosen before, else the browser's, else Chinese. */
export function chooseLocale({ stored, wanted }: LocaleSource): Locale {
  if (stored === 'zh' || stored === 'en') return stored
  for (const tag of wanted) {
    const language = tag.toLowerCase().split('-')[0]
    if (language === 'zh' || language === 'en') return language
  }
  return 'zh'
}

export function initialLocale(): Locale {
  return chooseLocale({ stored: localStorage.getItem(KEY), wanted: navigator.languages ?? [] })
}

/** Remember the language and tell the page, so that Chinese signs take their Chinese shapes. */
export function keepLocale(locale: Locale): void {
  localStorage.setItem(KEY, locale)
  showLocale(locale)
}

export function showLocale(locale: Locale): void {
  document.documentElement.lang = locale === 'zh' ? 'zh-CN' : 'en'
}
