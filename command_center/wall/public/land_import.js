// Land out of GeoJSON: tried, then all of it imported, or nothing. The centre reads the file.

import { attempt, find, say } from './desk.js'
import { post } from './registry_calls.js'
import { showPlan } from './registry_plan.js'

const form = find('#import-form')
let file = null

export function closeImport() {
  find('#plan').hidden = true
}

function query() {
  const found = new URLSearchParams({ polygons: form.polygons.value })
  if (form.polygons.value === 'permits') {
    for (const name of ['valid_from', 'valid_until']) if (form[name].value) found.set(name, form[name].value)
  }
  return found
}

async function tryOut() {
  for (const one of form.querySelectorAll('.days')) one.hidden = form.polygons.value !== 'permits'
  find('#import').disabled = true
  find('#import-file').textContent = file.name
  let plan
  try {
    plan = await post(`/registry/sheets/plan?${query()}`, file)
  } catch (error) {
    closeImport()
    throw error
  }
  // Of land nothing is offered to be corrected.
  showPlan(plan, {}, {})
}

/** Wire what stands in the page from the beginning; `changed` is called when land was imported. */
export function wireImport(changed) {
  find('#file').addEventListener('change', (event) => {
    const [chosen] = event.target.files
    // So that the same file, corrected, can be chosen again.
    event.target.value = ''
    if (!chosen) return
    // Whatever it is called, the page takes maps alone.
    file = new File([chosen], chosen.name, { type: 'application/geo+json' })
    void attempt(tryOut)
  })
  form.addEventListener('submit', (event) => event.preventDefault())
  form.addEventListener('change', () => void attempt(tryOut))
  find('#import-cancel').addEventListener('click', closeImport)
  find('#import').addEventListener('click', () => {
    void attempt(async () => {
      find('#import').disabled = true
      const parts = query()
      parts.set('filename', file.name.slice(0, 120))
      const done = await post(`/registry/sheets?${parts}`, file)
      await changed()
      await tryOut()
      say(
        `已导入：新增 ${done.added}、变更 ${done.changed}，下次巡看时生效 · imported: ${done.added} added, ` +
          `${done.changed} changed; it counts from the next visit on`,
      )
    })
  })
}
