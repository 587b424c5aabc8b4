// Silences: duty officers keep a camera's alerts from calling on anybody, for a time.

import { asTime, attempt, button, call, fill, find, make, onSubmit, say } from './desk.js'

const KINDS = {
  crowd: '人员聚集 · crowd',
  construction: '疑似违建 · construction',
  'camera-fault': '摄像机故障 · camera fault',
}
const MOST_LISTED = 300
const TYPING_MS = 250

const form = find('#silence')
let officer = false
let changed = async () => {}
let searches = 0
let typing = null

/** Show them; `mayChange` is whether they may be set and lifted. */
export async function showSilences(mayChange) {
  officer = mayChange
  form.hidden = !officer
  if (officer) await listCameras()
  await list()
}

async function list() {
  const silences = await call('GET', '/silences')
  find('#silenced-count').textContent = silences.length
  fill(
    find('#silenced'),
    silences.map((one) => [
      [one.camera_name, ' ', make('span', { class: 'quiet' }, one.camera)],
      KINDS[one.kind] ?? '全部 · all kinds',
      asTime(one.until),
      one.set_by_name,
      one.reason,
      officer
        ? button('解除 · Lift', async () => {
            await call('DELETE', `/silences/${one.id}`)
            await list()
            await changed()
            say('静默已解除 · the silence is over')
          })
        : '',
    ]),
  )
  if (!silences.length) fill(find('#silenced'), [['没有静默的摄像机 · nothing is silent', '', '', '', '', '']])
}

async function listCameras() {
  const mine = ++searches
  const wanted = new URLSearchParams({ limit: MOST_LISTED, q: form.search.value.trim() })
  const found = await call('GET', `/cameras?${wanted}`)
  // Whoever types on must not see an answer to what was typed before.
  if (mine !== searches) return
  form.camera.replaceChildren(...found.map((one) => new Option(`${one.name}　${one.id}`, one.id)))
}

/** Wire what stands in the page from the beginning; `then` is called when a silence was set or lifted. */
export function wireSilences(then) {
  changed = then
  form.search.addEventListener('input', () => {
    clearTimeout(typing)
    typing = setTimeout(() => void attempt(listCameras), TYPING_MS)
  })
  onSubmit(form, async ({ camera, kind, minutes, reason }) => {
    const made = await call('POST', '/silences', { camera, kind: kind || null, minutes: Number(minutes), reason })
    form.reason.value = ''
    await list()
    await changed()
    say(`${made.camera_name}：静默至 ${asTime(made.until)} · silent until then`)
  })
}
