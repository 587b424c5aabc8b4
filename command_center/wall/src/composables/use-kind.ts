import type { IncidentView } from '../api/types'
import { isOutage } from '../store/wall-store'
import { useTexts } from '../i18n/use-texts'

/** What an incident is about, in words: of a camera's fault also which. */
export function useKind() {
  const { word } = useTexts()

  const kind = (incident: IncidentView, texts: 'kind' | 'kindRow' = 'kind'): string => {
    if (isOutage(incident)) return word(texts, 'village-outage')
    const name = word(texts, incident.kind)
    if (incident.kind !== 'camera-fault' || !incident.measurement) return name
    return `${name} · ${word('quantity', incident.measurement.quantity)}`
  }

  return { kind }
}
