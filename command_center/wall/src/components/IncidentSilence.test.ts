// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { reactive } from 'vue'
import { ApiClient } from '../api/client'
import type { IncidentView, Me, SilenceView } from '../api/types'
import { readSettings } from '../composables/use-settings'
import { Wall, WALL } from '../composables/wall'
import { makeI18n } from '../i18n'
import { anIncident } from '../store/samples'
import IncidentSilence from './IncidentSilence.vue'

const held: SilenceView = {
  id: 's-1',
  camera: anIncident('i').camera ?? '',
  kind: 'crowd',
  reason: 'market day',
  set_by_name: 'Li',
  until: '2026-11-03T12:30:00',
}

function shown(roles: string[], incident: IncidentView, ...holding: SilenceView[]) {
  const api = new ApiClient()
  const silence = vi.fn(async () => {
    holding.push(held)
  })
  const liftSilence = vi.fn(async () => {
    holding.length = 0
  })
  const silences = vi.fn(async () => [...holding])
  Object.assign(api, { silence, silences, liftSilence })
  const me = { username: 'u', region: '', roles } as unknown as Me
  const wall = new Wall({ api, me, settings: reactive(readSettings(null)), onSessionOver() {} })
  const page = mount(IncidentSilence, {
    props: { incident },
    global: { plugins: [makeI18n('en')], provide: { [WALL as symbol]: wall } },
  })
  return { page, silence, silences, liftSilence }
}

describe('silencing a camera from an incident', () => {
  it.each([
    ['a duty officer', ['duty_officer'], {}, true],
    ['an operator', ['operator'], {}, false],
    ['a duty officer where it is silent already', ['duty_officer'], { held_back_by: 'silence' }, false],
  ])('is for %s: %s', async (_who, roles, changes, offered) => {
    const { page } = shown(roles, anIncident('i', changes))
    await flushPromises()
    expect(page.find('#silence-camera').exists()).toBe(offered)
  })

  it('asks why before it sends anything, then says who it is by and until when', async () => {
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
    expect(page.text()).toMatch(/Silenced by Li until .*12:30: market day/)
  })

  it.each([
    ['of its kind', held, true],
    ['of all kinds', { ...held, kind: null }, true],
    ['of another kind', { ...held, kind: 'construction' as const }, false],
  ])('shows the silence %s that holds: %s', async (_what, silence, said) => {
    const { page } = shown(['supervisor'], anIncident('i'), silence)
    await flushPromises()
    expect(page.text().includes('Silenced by Li')).toBe(said)
    // To lift it is for whoever is on duty.
    expect(page.find('#lift-silence').exists()).toBe(false)
  })

  it('is lifted where it is shown', async () => {
    const { page, liftSilence } = shown(['duty_officer'], anIncident('i', { held_back_by: 'silence' }), held)
    await flushPromises()
    await page.find('#lift-silence').trigger('click')
    await flushPromises()
    expect(liftSilence).toHaveBeenCalledWith('s-1')
    expect(page.find('#lift-silence').exists()).toBe(false)
    // The incident itself calls as soon as the feed says so; then it can be silenced anew.
    expect(page.find('#silence-camera').exists()).toBe(false)
    await page.setProps({ incident: anIncident('i') })
    await flushPromises()
    expect(page.find('#silence-camera').exists()).toBe(true)
  })

  it('asks nothing of a centre that would refuse it', async () => {
    const { silences } = shown(['operator'], anIncident('i'))
    await flushPromises()
    expect(silences).not.toHaveBeenCalled()
  })
})
