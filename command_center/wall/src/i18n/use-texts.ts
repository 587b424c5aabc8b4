import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Bilingual } from '../api/types'
import { Problem } from '../api/problem'
import { keepLocale, type Locale } from './locale'

/** Texts in the chosen language, and those that the centre brings in both. */
export function useTexts() {
  const { t, te, locale } = useI18n({ useScope: 'global' })
  const language = computed(() => locale.value as Locale)

  /** Pick the chosen language of a text that comes in both. */
  const say = (text: Bilingual): string => text[language.value] || text.en || text.zh

  /** A word of the centre's own list, or the bare word where this page does not know it yet. */
  const word = (group: string, name: string): string => {
    const key = `${group}.${name}`
    return te(key) ? t(key) : name.replaceAll('_', ' ')
  }

  /** Chinese name, or the English one where there is one and it is asked for. */
  const nameOf = (thing: { name: string; name_en?: string | null }): string =>
    language.value === 'en' && thing.name_en ? thing.name_en : thing.name

  /** What went wrong with a call, and what to do. */
  const explain = (error: unknown): string => {
    if (!(error instanceof Problem)) return String(error)
    if (error.text) return say(error.text)
    switch (error.status) {
      case 0:
        return t('problem.unreachable')
      case 403:
        return t('problem.forbidden')
      case 404:
        return t('problem.notFound')
      case 409:
        return t('problem.conflict')
      default:
        return t('problem.failed', { status: error.status })
    }
  }

  const toggle = (): void => {
    locale.value = language.value === 'zh' ? 'en' : 'zh'
    keepLocale(language.value)
  }

  return { t, say, word, nameOf, explain, language, toggle }
}
