import type { Still } from './protocol'

/** Makes a bitmap of a JPEG; the browser decodes it off the page's thread. */
export type Decode = (jpeg: Blob) => Promise<ImageBitmap>

/** A picture of a larger side than this is refused: no camera's still is. */
const SIDE_AT_MOST = 4_096

/**
 * Paints stills on one canvas, the newest first: while one is being decoded the next waits, and a
 * newer one takes the waiting one's place. Every bitmap is closed, so that nothing is left behind
 * however long the wall runs.
 */
export class StillPainter {
  private readonly canvas: HTMLCanvasElement
  private readonly onPainted: (still: Still) => void
  private readonly decode: Decode
  private waiting: Still | null = null
  private busy = false
  private ended = false

  /** @param onPainted called when the still is on the canvas, not before. */
  constructor(
    canvas: HTMLCanvasElement,
    onPainted: (still: Still) => void,
    decode: Decode = (jpeg) => createImageBitmap(jpeg),
  ) {
    this.canvas = canvas
    this.onPainted = onPainted
    this.decode = decode
  }

  offer(still: Still): void {
    this.waiting = still
    if (!this.busy) void this.work()
  }

  end(): void {
    this.ended = true
    this.waiting = null
    // Gives the picture's memory back at once instead of at the next collection.
    this.canvas.width = this.canvas.height = 0
  }

  private async work(): Promise<void> {
    this.busy = true
    while (this.waiting && !this.ended) {
      const still = this.waiting
      this.waiting = null
      try {
        this.paint(still, await this.decode(new Blob([still.jpeg], { type: 'image/jpeg' })))
      } catch {
        // A broken picture: the last good one stays, and its age goes on counting.
      }
    }
    this.busy = false
  }

  private paint(still: Still, bitmap: ImageBitmap): void {
    try {
      const { width, height } = bitmap
      if (this.ended || width === 0 || height === 0 || Math.max(width, height) > SIDE_AT_MOST) return
      if (this.canvas.width !== width) this.canvas.width = width
      if (this.canvas.height !== height) this.canvas.height = height
      const context = this.canvas.getContext('2d', { alpha: false })
      if (!context) return
      context.drawImage(bitmap, 0, 0)
      this.onPainted(still)
    } finally {
      bitmap.close()
    }
  }
}
