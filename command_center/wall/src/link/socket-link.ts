import { Backoff } from './backoff'

export type LinkState = 'connecting' | 'open' | 'lost' | 'closed'

/** The close code with which the centre says that the session is over. */
export const SESSION_OVER = 4401

/** The close code with which it says that the account's roles do not reach this line. */
export const NOT_GRANTED = 4403

export interface SocketLinkOptions {
  /** The address, asked anew at every attempt (the feed's holds the position). */
  url: () => string
  /** Silence after which the line counts as dead, in ms; 0 never. */
  silenceMs: number
  onOpen?: () => void
  onMessage: (data: unknown) => void
  onState: (state: LinkState) => void
  /** The session is over; the link closes itself for good. */
  onSessionOver: () => void
  /** The account's roles do not reach this line; it closes itself for good. */
  onNotGranted?: () => void
  /**
   * An attempt failed before the socket was open. A browser does not tell the handshake's status,
   * so the owner asks elsewhere whether the session still stands.
   */
  onRefused?: () => void
  /** For tests. */
  makeSocket?: (url: string) => WebSocket
  backoff?: Backoff
}

/** One WebSocket that comes back by itself until it is closed. */
export class SocketLink {
  private readonly options: SocketLinkOptions
  private readonly backoff: Backoff
  private socket: WebSocket | null = null
  private timer: ReturnType<typeof setTimeout> | undefined
  private silence: ReturnType<typeof setTimeout> | undefined
  private ended = false

  constructor(options: SocketLinkOptions) {
    this.options = options
    this.backoff = options.backoff ?? new Backoff()
  }

  start(): void {
    this.ended = false
    this.connect()
  }

  /** Close for good; no callback but the state's comes after this. */
  stop(): void {
    this.ended = true
    this.drop()
    this.options.onState('closed')
  }

  /** Close and come back at once, for example to read everything anew. */
  restart(): void {
    if (this.ended) return
    this.drop()
    this.connect()
  }

  /** Close and come back after a wait: what came over this line could not be used. */
  retry(): void {
    if (this.ended) return
    this.drop()
    this.comeBack()
  }

  send(text: string): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false
    this.socket.send(text)
    return true
  }

  private connect(): void {
    if (this.ended) return
    clearTimeout(this.timer)
    const make = this.options.makeSocket ?? ((url: string) => new WebSocket(url))
    const socket = make(this.options.url())
    socket.binaryType = 'arraybuffer'
    this.socket = socket
    let opened = false
    this.options.onState('connecting')
    this.listenForSilence()
    socket.onopen = () => {
      if (socket !== this.socket) return
      opened = true
      this.backoff.reset()
      this.options.onState('open')
      this.options.onOpen?.()
      this.listenForSilence()
    }
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (socket !== this.socket) return
      this.listenForSilence()
      this.options.onMessage(event.data)
    }
    socket.onclose = (event: CloseEvent) => {
      if (socket !== this.socket) return
      this.drop()
      if (event.code === SESSION_OVER) {
        this.ended = true
        this.options.onState('closed')
        this.options.onSessionOver()
        return
      }
      if (event.code === NOT_GRANTED) {
        this.ended = true
        this.options.onState('closed')
        this.options.onNotGranted?.()
        return
      }
      if (!opened) this.options.onRefused?.()
      this.comeBack()
    }
  }

  private comeBack(): void {
    if (this.ended) return
    this.options.onState('lost')
    this.timer = setTimeout(() => this.connect(), this.backoff.nextMs())
  }

  /** A cable pulled out closes no socket: silence is what tells it. */
  private listenForSilence(): void {
    clearTimeout(this.silence)
    if (this.options.silenceMs <= 0) return
    this.silence = setTimeout(() => {
      this.drop()
      this.comeBack()
    }, this.options.silenceMs)
  }

  private drop(): void {
    clearTimeout(this.timer)
    clearTimeout(this.silence)
    const socket = this.socket
    this.socket = null
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null
    try {
      socket.close()
    } catch {
      // It was never open.
    }
  }
}

/** The address of a WebSocket beside this page. */
export function socketUrl(path: string, place: Pick<Location, 'protocol' | 'host'> = location): string {
  return `${place.protocol === 'https:' ? 'wss' : 'ws'}://${place.host}${path}`
}
