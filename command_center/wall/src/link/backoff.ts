const FIRST_MS = 500
const LONGEST_MS = 10_000

/** Waiting times between attempts: doubled each time, at most 10 s, half of it drawn by chance. */
export class Backoff {
  private readonly random: () => number
  private attempts = 0

  /** @param random gives a figure in 0..1. */
  constructor(random: () => number = Math.random) {
    this.random = random
  }

  /** The next wait in ms; the jitter keeps many walls from coming back at once. */
  nextMs(): number {
    const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(this.attempts, 10))
    this.attempts += 1
    return full / 2 + (full / 2) * this.random()
  }

  reset(): void {
    this.attempts = 0
  }
}
