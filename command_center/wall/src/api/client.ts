import { Problem } from './problem'
import { requestKey } from './request-key'
import type { CameraView, GridCollection, IncidentKind, IncidentView, Me, Provider, Purpose, Region, SilenceView, TaskView } from './types'

const BASE = '/api/v1'

/** How long one call may take before it is given up. */
const TIMEOUT_MS = 15_000

/** The people's side of the centre's HTTP interface. Every method throws {@link Problem}. */
export class ApiClient {
  /** Called when the centre no longer knows the session. */
  onUnauthorised: () => void = () => {}

  async me(): Promise<Me> {
    return this.call<Me>('GET', '/session', undefined, { quietUnauthorised: true })
  }

  async signIn(username: string, password: string, purpose: Purpose, code = ''): Promise<Me> {
    const form = { username, password, purpose, ...(code ? { code } : {}) }
    return this.call<Me>('POST', '/session', form, { quietUnauthorised: true })
  }

  /** The provider with which one may sign in, too. */
  provider = (): Promise<Provider> => this.call('GET', '/oidc')

  async signOut(): Promise<void> {
    await this.call('DELETE', '/session', undefined, { quietUnauthorised: true })
  }

  regions = (): Promise<Region[]> => this.call('GET', '/regions')
  grids = (): Promise<GridCollection> => this.call('GET', '/grids')
  cameras = (): Promise<CameraView[]> => this.call('GET', '/cameras')
  incidents = (state: 'open' | 'all', limit = 100): Promise<IncidentView[]> =>
    this.call('GET', `/incidents?state=${state}&limit=${limit}`)
  tasks = (state: 'open' | 'all', limit = 100): Promise<TaskView[]> =>
    this.call('GET', `/tasks?state=${state}&limit=${limit}`)

  confirmIncident = (id: string, note: string): Promise<IncidentView> =>
    this.call('POST', `/incidents/${encodeURIComponent(id)}/confirm`, note ? { note } : {})
  dismissIncident = (id: string, reason: string): Promise<IncidentView> =>
    this.call('POST', `/incidents/${encodeURIComponent(id)}/dismiss`, { reason })
  /** Keep alerts of one kind of a camera from calling on anybody, for a time. */
  silence = (camera: string, kind: IncidentKind, minutes: number, reason: string): Promise<unknown> =>
    this.call('POST', '/silences', { camera, kind, minutes, reason })
  /** What of a camera is silent now. */
  silences = (camera: string): Promise<SilenceView[]> =>
    this.call('GET', `/silences?camera=${encodeURIComponent(camera)}`)
  liftSilence = (id: string): Promise<void> => this.call('DELETE', `/silences/${encodeURIComponent(id)}`)
  stepTask = (id: string, action: string, note: string): Promise<TaskView> =>
    this.call('POST', `/tasks/${encodeURIComponent(id)}/steps`, note ? { action, note } : { action })

  /** The address of an evidence picture; opening it is recorded by the centre. */
  static evidenceUrl(sha256: string): string {
    return `${BASE}/evidence/${encodeURIComponent(sha256)}`
  }

  private async call<T>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
    options: { quietUnauthorised?: boolean } = {},
  ): Promise<T> {
    const headers: Record<string, string> = { Accept: 'application/json' }
    if (method !== 'GET') headers['Sharp-Eyes-Request'] = '1'
    if (method === 'POST') headers['Idempotency-Key'] = requestKey()
    if (body !== undefined) headers['Content-Type'] = 'application/json'
    let response: Response
    try {
      response = await fetch(BASE + path, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        credentials: 'same-origin',
        cache: 'no-store',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
    } catch {
      throw new Problem(0, null)
    }
    if (!response.ok) {
      if (response.status === 401 && !options.quietUnauthorised) this.onUnauthorised()
      throw await Problem.from(response)
    }
    if (response.status === 204) return undefined as T
    try {
      return (await response.json()) as T
    } catch {
      throw new Problem(response.status, null)
    }
  }
}
