// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { makeI18n } from '../i18n'
import { anIncident } from '../store/samples'
import { useMeasurement } from './use-measurement'

function said(changes: object, locale: 'zh' | 'en'): string {
  const one = defineComponent(() => {
    const shown = useMeasurement().figure(anIncident('a', changes))
    return () => h('p', shown ? `${shown.value}, ${shown.limit}` : '')
  })
  return mount(one, { global: { plugins: [makeI18n(locale)] } }).text()
}

const people = (value: number) => ({
  quantity: 'people',
  value,
  unit: 'people',
  limit: 10,
  at_least: false,
  seconds_to_limit: null,
})

describe('what an incident is about', () => {
  it.each([
    ['a crowd', { measurement: people(12), peak: people(17) }, 'en', '12 people, limit 10 people'],
    ['a crowd that is over', { state: 'ended', measurement: people(0), peak: people(17) }, 'en', 'peak 17 people, limit 10 people'],
    ['a crowd that is over', { state: 'ended', measurement: people(0), peak: people(17) }, 'zh', '峰值 17 人, 限值 10 人'],
    ['what has no peak', { state: 'ended', measurement: people(3) }, 'en', '3 people, limit 10 people'],
    ['what was not measured', { measurement: null }, 'en', ''],
  ] as const)('%s', (_name, changes, locale, text) => {
    expect(said(changes, locale)).toBe(text)
  })
})
