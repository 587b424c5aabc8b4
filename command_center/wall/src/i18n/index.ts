import { createI18n } from 'vue-i18n'
import { en, type Messages } from './en'
import type { Locale } from './locale'
import { zh } from './zh'

/** vue-i18n with both languages; since version 10 it compiles messages without `eval`. */
export function makeI18n(locale: Locale) {
  return createI18n<[Messages], Locale, false>({
    legacy: false,
    locale,
    fallbackLocale: 'en',
    messages: { zh, en },
  })
}
