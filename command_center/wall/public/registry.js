// The operators' page of the registry: a spreadsheet is tried, put right and imported.

import { attempt, find, openDesk, say } from './desk.js'
import { download, post } from './registry_calls.js'
import { showCameras, wireCameras } from './registry_cameras.js'
import { showEntry, wireEntry } from './registry_entry.js'
import { showPlan } from './registry_plan.js'
import { showRevisions, wireRevisions } from './registry_revisions.js'

/** What is being worked on: the file, what was decided about it, and how its dry run went. */
const work = { file: null, correct: new Set(), asWritten: false, plan: null }

function query() {
  const found = new URLSearchParams()
  for (const one of work.correct) found.append('correct', one)
  if (work.asWritten) found.set('as_written', 'true')
  return found
}

async function tryOut() {
  const { file } = work
  find('#chosen').textContent = `${file.name} · ${(file.size / 1024).toFixed(0)} KB`
  say('正在试导入… · trying …')
  find('#import').disabled = true
  try {
    work.plan = await post(`/registry/sheets/plan?${query()}`, file)
  } catch (error) {
    find('#plan').hidden = true
    throw error
  }
  showPlan(work.plan, work, {
    decide: (correction, accepted) => {
      if (accepted) work.correct.add(correction)
      else work.correct.delete(correction)
      work.asWritten = false
      void attempt(tryOut)
    },
    leave: (asWritten) => {
      work.asWritten = asWritten
      work.correct.clear()
      void attempt(tryOut)
    },
  })
  say('')
}

function take(file) {
  if (!file) return
  Object.assign(work, { file, correct: new Set(), asWritten: false, plan: null })
  void attempt(tryOut)
}

async function importIt() {
  find('#import').disabled = true
  const parts = query()
  parts.set('filename', work.file.name.slice(0, 120))
  const done = await post(`/registry/sheets?${parts}`, work.file)
  await showRevisions()
  await showCameras()
  await tryOut()
  say(
    done.revision
      ? `已导入，第 ${done.revision} 版：新增 ${done.added}、变更 ${done.changed} · imported as revision ` +
          `${done.revision}: ${done.added} added, ${done.changed} changed`
      : '与现有台账相同，未作更改 · the same as what is registered, nothing changed',
  )
}

const drop = find('#drop')
const file = find('#file')
file.addEventListener('change', () => {
  take(file.files[0])
  // So that the same file, corrected, can be chosen again.
  file.value = ''
})
drop.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' || event.key === ' ') file.click()
})
for (const name of ['dragover', 'dragleave', 'drop']) {
  drop.addEventListener(name, (event) => {
    event.preventDefault()
    drop.classList.toggle('over', name === 'dragover')
    if (name === 'drop') take(event.dataTransfer.files[0])
  })
}
find('#import').addEventListener('click', () => void attempt(importIt))
find('#marked').addEventListener('click', () =>
  void attempt(() => download(`/registry/sheets/errors?${query()}`, work.file)),
)
wireCameras()
wireRevisions()
wireEntry(async () => {
  await Promise.all([showCameras(), showRevisions()])
})
openDesk({
  purpose: '台账维护 registry',
  show: async (me) => {
    find('#sheets').hidden = !me.roles.includes('operator')
    await Promise.all([showCameras(me), showRevisions(me), showEntry(me)])
  },
})
