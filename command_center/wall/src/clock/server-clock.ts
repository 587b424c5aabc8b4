/** Samples kept for the offset; at one tick every 5 s this is a minute. */
const SAMPLES = 12

/**
 * The centre's clock as this page knows it, from the times in `hello` and `tick`.
 *
 * It runs on the page's monotonic clock, so that nobody who sets the computer's clock makes an old
 * picture young, and it goes on when the line is cut, so that ages keep counting.
 */
export class ServerClock {
  private readonly monotonicMs: () => number
  /** Server time minus monotonic time, of the last samples, in ms. */
  private offsetsMs: number[] = []

  /** @param monotonicMs a clock that never goes back, in ms. */
  constructor(monotonicMs: () => number = () => performance.now()) {
    this.monotonicMs = monotonicMs
  }

  /** Whether the centre has told its time yet. */
  get known(): boolean {
    return this.offsetsMs.length > 0
  }

  /** Take in a time just received; one that cannot be read is left out. */
  observe(serverTime: string): void {
    const at = Date.parse(serverTime)
    if (Number.isNaN(at)) return
    this.offsetsMs.push(at - this.monotonicMs())
    if (this.offsetsMs.length > SAMPLES) this.offsetsMs.shift()
  }

  /** Forget everything: the next centre may be another one. */
  reset(): void {
    this.offsetsMs = []
  }

  /** Server time in ms since 1970, or null while it is not known. */
  nowMs(): number | null {
    if (!this.known) return null
    // A message can be late, never early: the largest offset is the one least delayed, and where
    // it errs it makes pictures older, not younger.
    return this.monotonicMs() + Math.max(...this.offsetsMs)
  }
}
