// @vitest-environment happy-dom
import { mount, type VueWrapper } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { reactive } from 'vue'
import { ApiClient } from '../api/client'
import type { Me } from '../api/types'
import { readSettings } from '../composables/use-settings'
import { Wall, WALL } from '../composables/wall'
import { makeI18n } from '../i18n'
import { anIncident } from '../store/samples'
import { isOutage } from '../store/wall-store'
import OutageCameras from './OutageCameras.vue'

const ME = { username: 'duty', region: '', roles: [] as string[] } as Me
const outage = anIncident('o', {
  kind: 'camera-fault',
  camera: null,
  camera_name: '',
  cameras: [
    { id: '1', name: 'one', gone_at: '2026-11-03T11:58:00Z', back_at: '2026-11-03T12:05:00Z' },
    { id: '2', name: 'two', gone_at: '2026-11-03T11:58:01Z', back_at: null },
    { id: '3', name: 'three', gone_at: '2026-11-03T11:58:02Z', back_at: null },
  ],
})

function list(locale: 'zh' | 'en'): { wall: Wall; page: VueWrapper } {
  const wall = new Wall({ api: new ApiClient(), me: ME, settings: reactive(readSettings(null)), onSessionOver() {} })
  const page = mount(OutageCameras, {
    props: { incident: outage },
    global: { plugins: [makeI18n(locale)], provide: { [WALL as symbol]: wall } },
  })
  return { wall, page }
}

describe('a village\'s outage', () => {
  it('is a fault of no single camera', () => {
    expect(isOutage(outage)).toBe(true)
    expect(isOutage(anIncident('a', { kind: 'camera-fault' }))).toBe(false)
    expect(isOutage(anIncident('b', { camera: null }))).toBe(false)
  })

  it.each([
    ['en', '2 of 3', 'gone since', 'back since'],
    ['zh', '3 台中尚有 2 台', '起离线', '恢复'],
  ] as const)('lists its cameras, those still gone first, in %s', (locale, count, goneText, backText) => {
    const { page } = list(locale)
    expect(page.find('h3').text()).toContain(count)
    const rows = page.findAll('[data-outage-camera]')
    expect(rows.map((row) => row.attributes('data-outage-camera'))).toEqual(['2', '3', '1'])
    expect(rows[0]?.text()).toContain(goneText)
    expect(rows[2]?.text()).toContain(backText)
  })

  it('leads to each of its cameras', async () => {
    const { wall, page } = list('en')
    await page.find('[data-outage-camera="3"] button').trigger('click')
    expect(wall.selected.value).toBe('3')
    expect(page.emitted('shown')).toHaveLength(1)
  })
})
