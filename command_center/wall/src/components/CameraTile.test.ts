// @vitest-environment happy-dom
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, reactive } from 'vue'
import { ApiClient } from '../api/client'
import type { CameraView, Me } from '../api/types'
import { readSettings } from '../composables/use-settings'
import { Wall, WALL } from '../composables/wall'
import { makeI18n } from '../i18n'
import { aCamera, anIncident } from '../store/samples'
import CameraTile from './CameraTile.vue'

const ID = '37049901001326000001'
const T0 = Date.parse('2026-11-03T12:00:00Z')
const ME: Me = {
  username: 'duty',
  display_name: 'An Officer',
  roles: [],
  region: '',
  purpose: 'duty',
  session_expires_at: '2026-11-03T20:00:00Z',
}

let wall: Wall
let tile: VueWrapper

async function show(camera: Partial<CameraView> = {}): Promise<void> {
  wall.store.load({ cameras: [aCamera(ID, { name: 'Square', ...camera })], incidents: [], tasks: [] }, 1)
  tile = mount(CameraTile, {
    props: { camera: wall.store.cameras.get(ID) as CameraView, tabindex: 0, selected: false },
    global: { plugins: [makeI18n('en')], provide: { [WALL as symbol]: wall } },
  })
  await nextTick()
}

async function at(ms: number): Promise<void> {
  vi.spyOn(wall.clock, 'nowMs').mockReturnValue(T0 + ms)
  wall.nowMs.value = T0 + ms
  await nextTick()
}

async function still(ms: number): Promise<void> {
  wall.stills.ask([ID])
  wall.stills.offer({
    camera: ID,
    capturedAt: new Date(T0 + ms).toISOString(),
    capturedAtMs: T0 + ms,
    timeSource: 'arrival',
    sequence: ms,
    jpeg: new Uint8Array([0xff, 0xd8]),
  })
  for (let turn = 0; turn < 10; turn += 1) await nextTick()
}

function link(up: boolean): void {
  wall.links.feed.state.value = wall.links.pictures.state.value = up ? 'open' : 'lost'
}

beforeEach(() => {
  vi.stubGlobal('createImageBitmap', async () => ({ width: 640, height: 360, close() {} }))
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue({ drawImage() {} } as unknown as null)
  wall = new Wall({ api: new ApiClient(), me: ME, settings: reactive(readSettings(null)), onSessionOver() {} })
  link(true)
})
afterEach(() => {
  tile.unmount()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('a camera\'s tile', () => {
  it('is live while its picture is young, then a still whose age counts on', async () => {
    await show()
    await at(0)
    expect(tile.attributes('data-state')).toBe('connecting')
    await still(0)
    await at(800)
    expect(tile.attributes()).toMatchObject({
      'data-camera': ID,
      'data-state': 'live',
      'data-captured-at': '2026-11-03T12:00:00.000Z',
      'data-age-s': '0.80',
    })
    expect(tile.find('.badge').text()).toBe('live 0.8 s')
    await at(12_400)
    expect(tile.attributes('data-state')).toBe('still')
    expect(tile.find('.badge').text()).toBe('still 12 s')
  })

  it('stops being live at the moment the line is lost', async () => {
    await show()
    await at(0)
    await still(0)
    await at(500)
    expect(tile.attributes('data-state')).toBe('live')
    link(false)
    await nextTick()
    expect(tile.attributes('data-state')).toBe('still')
  })

  it('speaks of the picture that is painted, not of one that is still being decoded', async () => {
    await show()
    await at(0)
    await still(0)
    let finish: (bitmap: unknown) => void = () => {}
    vi.stubGlobal('createImageBitmap', () => new Promise((resolve) => (finish = resolve)))
    await still(1_000)
    expect(tile.attributes('data-captured-at')).toBe('2026-11-03T12:00:00.000Z')
    finish({ width: 640, height: 360, close() {} })
    for (let turn = 0; turn < 10; turn += 1) await nextTick()
    expect(tile.attributes('data-captured-at')).toBe('2026-11-03T12:00:01.000Z')
  })

  it('says since when a camera is offline, and why', async () => {
    await show({ state: 'offline', since: '2026-11-03T11:59:00Z', error: { zh: '连接超时', en: 'timed out' } })
    await at(0)
    expect(tile.attributes('data-state')).toBe('offline')
    expect(tile.find('.badge').text()).toMatch(/^offline since \d\d:\d\d$/)
    expect(tile.find('.notice').text()).toContain('timed out')
  })

  it('carries the colour of its incident while that is open, and not once it is dismissed', async () => {
    await show()
    await at(0)
    wall.store.putIncident(anIncident('i', { camera: ID, severity: 3 }))
    await nextTick()
    expect(tile.classes()).toEqual(expect.arrayContaining(['alerting', 'severity-3']))
    wall.store.putIncident(anIncident('i', { camera: ID, severity: 3, review: 'dismissed' }))
    await nextTick()
    expect(tile.classes()).not.toContain('alerting')
  })

  it('carries the viewer\'s name and the time over the picture', async () => {
    await show()
    await at(0)
    await still(0)
    expect(tile.find('.watermark').text()).toMatch(/^An Officer 2026-11-0\d \d\d:00:00$/)
  })

  it('shows a name as text whatever it holds', async () => {
    await show({ name: '<img src=x onerror=alert(1)>' })
    expect(tile.find('.label img').exists()).toBe(false)
    expect(tile.find('.name').text()).toBe('<img src=x onerror=alert(1)>')
  })
})
