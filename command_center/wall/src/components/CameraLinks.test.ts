// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { reactive } from 'vue'
import { ApiClient } from '../api/client'
import type { Me } from '../api/types'
import { readSettings } from '../composables/use-settings'
import { Wall, WALL } from '../composables/wall'
import { makeI18n } from '../i18n'
import CameraLinks from './CameraLinks.vue'

describe('links to the pages about a camera', () => {
  it.each([
    [['operator'], ['./zones.html?camera=37', './registry.html?camera=37']],
    [['duty_officer'], ['./zones.html?camera=37']],
    [['duty_officer', 'operator'], ['./zones.html?camera=37', './registry.html?camera=37']],
    [['supervisor'], []],
  ])('for %s', (roles, hrefs) => {
    const me = { username: 'u', region: '', roles } as unknown as Me
    const wall = new Wall({ api: new ApiClient(), me, settings: reactive(readSettings(null)), onSessionOver() {} })
    const page = mount(CameraLinks, {
      props: { camera: '37' },
      global: { plugins: [makeI18n('en')], provide: { [WALL as symbol]: wall } },
    })
    expect(page.findAll('a').map((one) => one.attributes('href'))).toEqual(hrefs)
    for (const one of page.findAll('a')) expect(one.attributes('rel')).toBe('noopener')
  })
})
