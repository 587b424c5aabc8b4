import { agePart } from '../format/time'
import { useTexts } from '../i18n/use-texts'
import { useWall } from './wall'

/** Ages in words, counted on with the centre's clock. */
export function useAge() {
  const wall = useWall()
  const { t } = useTexts()

  const span = (spanS: number): string => {
    const { unit, n } = agePart(spanS)
    return t(`age.${unit}`, { n })
  }

  /** `3 min ago`; a dash while the centre's time is not known. */
  const ago = (at: string): string => {
    const now = wall.secondMs.value
    if (now === null) return '—'
    const seconds = (now - Date.parse(at)) / 1000
    return seconds < 5 ? t('age.now') : t('age.ago', { age: span(seconds) })
  }

  return { span, ago }
}
