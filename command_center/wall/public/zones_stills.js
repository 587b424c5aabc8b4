// The newest still of one camera, as long as the page is looked at. The centre writes down who looks.

const AGAIN_MS = 3000
const EVERY_S = 2

export class Stills {
  #socket = null
  #camera = null
  #timer = null

  /** `came(blob, capturedAt)` for each still. */
  constructor(came) {
    this.came = came
    document.addEventListener('visibilitychange', () => this.#ask())
  }

  /** Look at another camera, or at none. */
  watch(camera) {
    this.#camera = camera
    if (camera === null) {
      clearTimeout(this.#timer)
      this.#socket?.close()
      this.#socket = null
    } else if (this.#socket === null) this.#open()
    else this.#ask()
  }

  #open() {
    const address = new URL('./api/v1/stills', location.href)
    address.protocol = address.protocol.replace('http', 'ws')
    const socket = new WebSocket(address)
    this.#socket = socket
    socket.binaryType = 'arraybuffer'
    socket.addEventListener('open', () => this.#ask())
    socket.addEventListener('message', (event) => this.#take(event.data))
    socket.addEventListener('close', (event) => {
      if (this.#socket !== socket) return
      this.#socket = null
      // Without a session, or the role: it would be refused again.
      if (event.code === 4401 || event.code === 4403 || this.#camera === null) return
      this.#timer = setTimeout(() => this.#socket === null && this.#camera !== null && this.#open(), AGAIN_MS)
    })
  }

  #ask() {
    if (this.#socket?.readyState !== WebSocket.OPEN) return
    const cameras = this.#camera === null || document.hidden ? [] : [this.#camera]
    this.#socket.send(JSON.stringify({ cameras, every_s: EVERY_S }))
  }

  #take(data) {
    const length = new DataView(data).getUint32(0)
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, length)))
    this.#socket.send(JSON.stringify({ taken: header.camera, sequence: header.sequence }))
    if (header.camera !== this.#camera) return
    this.came(new Blob([new Uint8Array(data, 4 + length)], { type: 'image/jpeg' }), header.captured_at)
  }
}
