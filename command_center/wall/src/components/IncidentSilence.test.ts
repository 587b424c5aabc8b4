// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { reactive } from 'vue'
import { ApiClient } from '../api/client'
import type { IncidentView, Me } from '../api/types'
import { readSettings } from '../composables/use-settings'
import { Wall, WALL } from '../composables/wall'
import { makeI18n } from '../i18n'
import { anIncident } from '../store/samples'
import IncidentSilence from './IncidentSilence.vue'

function shown(roles: string[], incident: IncidentView) {
  const api = new ApiClient()
  const silence = vi.fn(async () => ({}))
  api.silence = silence
  const me = { username: 'u', region: '', roles } as unknown as Me
  const wall = new Wall({ api, me, settings: reactive(readSettings(null)), onSessionOver() {} })
  const page = mount(IncidentSilence, {
    props: { incident },
    global: { plugins: [makeI18n('en')], provide: { [WALL as symbol]: wall } },
  })
  return { page, silence }
}

describe('silencing a camera from an incident', () => {
  it.each([
    ['a duty officer', ['duty_officer'], {}, true],
    ['an operator', ['operator'], {}, false],
    ['a duty officer where it is silent already', ['duty_officer'], { held_back_by: 'silence' }, false],
  ])('is for %s: %s', (_who, roles, changes, offered) => {
    const { page } = shown(roles, anIncident('i', changes))
    expect(page.find('#silence-camera').exists()).toBe(offered)
  })

  it('asks why before it sends anything', async () => {
    const incident = anIncident('i')
    const { page, silence } = shown(['duty_officer'], incident)
    await page.find('#silence-camera').trigger('click')
    await page.find('form').trigger('submit')
    expect(page.find('[role=alert]').text()).not.toBe('')
    expect(silence).not.toHaveBeenCalled()
    await page.find('input[maxlength="400"]').setValue(' market day ')
    await page.find('form').trigger('submit')
    await flushPromises()
    expect(silence).toHaveBeenCalledWith(incident.camera, incident.kind, 120, 'market day')
    expect(page.find('form').exists()).toBe(false)
  })
})
