import { computed, ref, type ComputedRef, type Ref } from 'vue'
import type { ApiClient } from '../api/client'
import { Problem } from '../api/problem'
import type { ServerClock } from '../clock/server-clock'
import { SocketLink, socketUrl, type LinkState } from '../link/socket-link'
import { parseStill } from '../stills/protocol'
import type { StillsStore } from '../stills/stills-store'
import { parseFeedMessage } from '../store/feed-message'
import { FeedSession } from '../store/feed-session'
import type { Lists, WallStore } from '../store/wall-store'

/** The feed ticks every 5 s; two missing and a little is a dead line. */
const FEED_SILENCE_MS = 12_000

/** Shortest time between two stills of a camera that this page asks for, in s. */
const STILL_EVERY_S = 1

/** One line's state as the wall shows it. */
export interface LineState {
  state: Ref<LinkState>
  /** Server time at which it was lost, ms; null while it stands. */
  lostAtMs: Ref<number | null>
  lost: ComputedRef<boolean>
  /** Whether the account's roles do not reach it. */
  notGranted: Ref<boolean>
}

export interface WallLinksOptions {
  api: ApiClient
  clock: ServerClock
  store: WallStore
  stills: StillsStore
  onLoaded: () => void
  onSessionOver: () => void
}

/** The wall's two lines to the centre: the feed and the stills. */
export class WallLinks {
  readonly feed: LineState = lineState()
  readonly pictures: LineState = lineState()

  private readonly options: WallLinksOptions
  private readonly feedLink: SocketLink
  private readonly stillsLink: SocketLink
  private asked: string[] = []
  private probing = false
  private ended = false

  constructor(options: WallLinksOptions) {
    this.options = options
    const session = new FeedSession({
      store: options.store,
      clock: options.clock,
      loadLists: () => this.loadLists(),
      onLoaded: options.onLoaded,
      onFailed: () => this.feedLink.retry(),
    })
    this.feedLink = new SocketLink({
      url: () => socketUrl(`/api/v1/feed${session.query()}`),
      silenceMs: FEED_SILENCE_MS,
      onOpen: () => session.opened(),
      onMessage: (data) => {
        const message = parseFeedMessage(data)
        if (message) session.take(message)
      },
      onState: (state) => this.feedChanged(state),
      onSessionOver: () => this.sessionOver(),
      onNotGranted: () => this.refuse(this.feed),
      onRefused: () => void this.probe(),
    })
    this.stillsLink = new SocketLink({
      url: () => socketUrl('/api/v1/stills'),
      // Says nothing while all cameras are away: its silence is no sign.
      silenceMs: 0,
      onOpen: () => this.sendAsked(),
      onMessage: (data) => {
        const still = parseStill(data)
        if (!still) return
        options.stills.offer(still)
        // The next still of this camera comes only after this, so that none grows old on its way.
        this.stillsLink.send(JSON.stringify({ taken: still.camera, sequence: still.sequence }))
      },
      onState: (state) => this.change(this.pictures, state),
      onSessionOver: () => this.sessionOver(),
      onNotGranted: () => this.refuse(this.pictures),
      onRefused: () => void this.probe(),
    })
  }

  start(): void {
    this.feedLink.start()
    this.stillsLink.start()
  }

  stop(): void {
    this.ended = true
    this.feedLink.stop()
    this.stillsLink.stop()
  }

  /** Ask for the stills of exactly these cameras. */
  ask(cameras: readonly string[]): void {
    const next = [...cameras]
    if (next.length === this.asked.length && next.every((id, index) => id === this.asked[index])) return
    this.asked = next
    this.options.stills.ask(next)
    this.sendAsked()
  }

  private sendAsked(): void {
    this.stillsLink.send(JSON.stringify({ cameras: this.asked, every_s: STILL_EVERY_S }))
  }

  private async loadLists(): Promise<Lists> {
    const { api } = this.options
    const [cameras, recent, open, tasks, openTasks] = await Promise.all([
      api.cameras(),
      api.incidents('all'),
      api.incidents('open'),
      api.tasks('all'),
      api.tasks('open'),
    ])
    return { cameras, incidents: [...recent, ...open], tasks: [...tasks, ...openTasks] }
  }

  private feedChanged(state: LinkState): void {
    const wasLost = this.feed.lost.value
    this.change(this.feed, state)
    // What cut the one line has often cut the other without a word.
    if (state === 'open' && wasLost) this.stillsLink.restart()
  }

  private refuse(line: LineState): void {
    line.notGranted.value = true
    line.lostAtMs.value = null
  }

  private change(line: LineState, state: LinkState): void {
    line.state.value = state
    if (state === 'open') line.lostAtMs.value = null
    if (state === 'lost') line.lostAtMs.value ??= this.options.clock.nowMs() ?? Date.now()
  }

  /** The browser hides why a socket was refused; the session's own call tells. */
  private async probe(): Promise<void> {
    if (this.probing || this.ended) return
    this.probing = true
    try {
      await this.options.api.me()
    } catch (error) {
      if (error instanceof Problem && error.status === 401) this.sessionOver()
    } finally {
      this.probing = false
    }
  }

  private sessionOver(): void {
    if (this.ended) return
    this.stop()
    this.options.onSessionOver()
  }
}

function lineState(): LineState {
  const lostAtMs = ref<number | null>(null)
  return {
    state: ref<LinkState>('connecting'),
    lostAtMs,
    lost: computed(() => lostAtMs.value !== null),
    notGranted: ref(false),
  }
}
