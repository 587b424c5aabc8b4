/** Two soft tones, a fifth apart; made by the browser, so that no sound file is fetched. */
const TONES_HZ = [660, 990]
const TONE_S = 0.22
const LOUDNESS = 0.12

/** The alarm's sound. A browser lets a page sound only after a first click or key. */
export class AlarmSound {
  private context: AudioContext | null = null

  play(): void {
    try {
      this.context ??= new AudioContext()
      void this.context.resume()
      const start = this.context.currentTime + 0.02
      TONES_HZ.forEach((frequency, index) => this.tone(frequency, start + index * TONE_S))
    } catch {
      // No sound device: the picture on the wall is the alarm.
    }
  }

  close(): void {
    void this.context?.close()
    this.context = null
  }

  private tone(frequencyHz: number, startS: number): void {
    const { context } = this
    if (!context) return
    const oscillator = context.createOscillator()
    const gain = context.createGain()
    oscillator.frequency.value = frequencyHz
    gain.gain.setValueAtTime(0, startS)
    gain.gain.linearRampToValueAtTime(LOUDNESS, startS + 0.02)
    gain.gain.linearRampToValueAtTime(0, startS + TONE_S)
    oscillator.connect(gain).connect(context.destination)
    oscillator.start(startS)
    oscillator.stop(startS + TONE_S)
  }
}
