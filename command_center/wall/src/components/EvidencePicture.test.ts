// @vitest-environment happy-dom
import { mount, type VueWrapper } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import type { EvidenceView } from '../api/types'
import { makeI18n } from '../i18n'
import EvidencePicture from './EvidencePicture.vue'

const SHA = 'a'.repeat(64)

function shown(part: Partial<EvidenceView>, locale: 'zh' | 'en' = 'en'): VueWrapper {
  const evidence: EvidenceView = { sha256: SHA, role: 'scene', media_type: 'image/jpeg', status: 'stored', ...part }
  return mount(EvidencePicture, { props: { evidence, alt: 'a crowd' }, global: { plugins: [makeI18n(locale)] } })
}

const clip: Partial<EvidenceView> = { role: 'clip', media_type: 'video/mp4' }

describe('evidence', () => {
  it('a still is a picture', () => {
    const page = shown({})
    expect(page.find('img').attributes('src')).toContain(SHA)
    expect(page.find('video').exists()).toBe(false)
  })

  it('a clip is a video, silent, with controls, and does not begin by itself', () => {
    const video = shown(clip).find('video')
    expect(video.attributes('src')).toContain(SHA)
    expect(video.attributes('aria-label')).toBe('a crowd')
    expect((video.element as HTMLVideoElement).muted).toBe(true)
    expect(video.attributes()).toHaveProperty('controls')
    expect(video.attributes()).not.toHaveProperty('autoplay')
    expect(video.attributes('controlslist')).toContain('nodownload')
  })

  it.each([
    ['pending', {}, 'en', 'picture on its way'],
    ['lost', {}, 'en', 'picture lost'],
    ['pending', clip, 'en', 'clip on its way'],
    ['lost', clip, 'en', 'clip lost'],
    ['pending', clip, 'zh', '短片传输中'],
    ['lost', clip, 'zh', '短片丢失'],
  ] as const)('what is %s says so: %j in %s', (status, part, locale, text) => {
    const page = shown({ ...part, status }, locale)
    expect(page.text()).toBe(text)
    expect(page.find('img, video').exists()).toBe(false)
  })

  it('one that cannot be shown says so, until another comes', async () => {
    const page = shown(clip)
    await page.find('video').trigger('error')
    expect(page.text()).toBe('clip cannot be played')
    await page.setProps({ evidence: { sha256: 'b'.repeat(64), role: 'clip', media_type: 'video/mp4', status: 'stored' } })
    await nextTick()
    expect(page.find('video').exists()).toBe(true)
  })
})
