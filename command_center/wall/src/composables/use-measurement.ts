import type { IncidentView, Measurement } from '../api/types'
import { timeToLimit, unitText } from '../format/measurement'
import { useTexts } from '../i18n/use-texts'

/** Measurements in words. */
export function useMeasurement() {
  const { t } = useTexts()

  const value = (measurement: Measurement): string => {
    const text = unitText(measurement)
    const figure = t(`unit.${text.unit}`, { value: text.value })
    return measurement.at_least ? t('incident.atLeast', { value: figure }) : figure
  }

  const limit = (measurement: Measurement): string => {
    const text = unitText(measurement)
    const words = t('incident.limit', { value: t(`unit.${text.unit}`, { value: text.limit }) })
    const ahead = timeToLimit(measurement)
    return ahead ? `${words} · ${t(`incident.limitIn${ahead.unit}`, { n: ahead.n })}` : words
  }

  /** What an incident is about: of a crowd that is over how large it was, not that nobody is left. */
  const figure = (incident: IncidentView): { value: string; limit: string } | null => {
    const { measurement, peak, state } = incident
    if (state === 'ended' && peak) return { value: t('incident.peak', { value: value(peak) }), limit: limit(peak) }
    return measurement && { value: value(measurement), limit: limit(measurement) }
  }

  return { value, limit, figure }
}
