import type { Bilingual } from './types'

/** A call that the centre refused or that did not reach it; `text` is fit for the screen. */
export class Problem extends Error {
  /** HTTP status; 0 when there was no answer at all. */
  readonly status: number
  /** The centre's own words; none when it gave none, then the status has to speak. */
  readonly text: Bilingual | null
  /** What the call lacks; `code` at a sign-in of an account that has codes. */
  readonly needs: string | null

  constructor(status: number, text: Bilingual | null, needs: string | null = null) {
    super(text?.en ?? `HTTP status ${status}`)
    this.name = 'Problem'
    this.status = status
    this.text = text
    this.needs = needs
  }

  /** Read `application/problem+json`; anything else gives a problem without words. */
  static async from(response: Response): Promise<Problem> {
    try {
      const body: unknown = await response.json()
      if (typeof body === 'object' && body !== null) {
        const { detail, detail_zh, title, needs } = body as Record<string, unknown>
        const english = typeof detail === 'string' ? detail : title
        if (typeof english === 'string') {
          const chinese = typeof detail_zh === 'string' ? detail_zh : english
          return new Problem(
            response.status,
            { en: english, zh: chinese },
            typeof needs === 'string' ? needs : null,
          )
        }
      }
    } catch {
      // Not JSON: a proxy's error page, for example.
    }
    return new Problem(response.status, null)
  }
}
