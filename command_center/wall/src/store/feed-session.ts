import type { FeedMessage } from '../api/types'
import type { ServerClock } from '../clock/server-clock'
import type { Lists, WallStore } from './wall-store'

/** Messages held while the lists are on their way; with more it starts again. */
const HELD_AT_MOST = 5_000

/** What {@link FeedSession} needs from its owner. */
export interface FeedSessionOptions {
  store: WallStore
  clock: ServerClock
  /** Ask the centre for the lists; throws when it cannot be had. */
  loadLists: () => Promise<Lists>
  /** The lists are in: the wall can show them. */
  onLoaded: () => void
  /** The lists could not be had, or too much came meanwhile: connect anew. */
  onFailed: () => void
}

/**
 * Joins lists and feed without a gap.
 *
 * The first `hello` gives the position at which this page begins; then the lists are asked for,
 * which hold at least everything up to it, while later messages wait. A reconnect names the last
 * position applied and needs no lists, unless the centre's positions have gone back (another
 * database), which begins anew.
 */
export class FeedSession {
  private readonly options: FeedSessionOptions
  private held: FeedMessage[] | null = null
  /** Tells a late answer for an older connection from one for this. */
  private round = 0

  constructor(options: FeedSessionOptions) {
    this.options = options
  }

  /** What to put after `/api/v1/feed`. */
  query(): string {
    const { position } = this.options.store
    return position === null ? '' : `?after=${position}`
  }

  /** A new connection: what was held for the last one is told again by this one. */
  opened(): void {
    this.round += 1
    this.held = null
  }

  take(message: FeedMessage): void {
    const { store, clock } = this.options
    if (message.type === 'tick') {
      clock.observe(message.data.server_time)
      return
    }
    if (message.type === 'hello') {
      clock.observe(message.data.server_time)
      // With a position of our own the messages after it are still to come: keep ours.
      if (store.position === null || message.data.position < store.position) {
        void this.begin(message.data.position)
      }
      return
    }
    if (this.held) {
      this.held.push(message)
      if (this.held.length > HELD_AT_MOST) this.fail()
      return
    }
    if (store.position === null && message.type !== 'cameras') return
    store.apply(message)
  }

  private async begin(position: number): Promise<void> {
    const { store, loadLists, onLoaded } = this.options
    const round = this.round
    this.held = []
    store.position = null
    let lists: Lists
    try {
      lists = await loadLists()
    } catch {
      if (round === this.round) this.fail()
      return
    }
    if (round !== this.round || !this.held) return
    const held = this.held
    this.held = null
    store.load(lists, position)
    onLoaded()
    for (const message of held) store.apply(message)
  }

  private fail(): void {
    this.held = null
    this.options.store.position = null
    this.options.onFailed()
  }
}
