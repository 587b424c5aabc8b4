// Operators draw zones, watched areas, privacy masks and ground points on a camera's picture.

import { asTime, attempt, call, find, openDesk, say } from './desk.js'
import { Drawing, PARTS } from './zones_drawing.js'
import { Side } from './zones_side.js'
import { Stage } from './zones_stage.js'
import { Stills } from './zones_stills.js'

const CHECK_MS = 450
const LOOK_MS = 3000
const MOST_LISTED = 300
const TYPING_MS = 250
const HINTS = {
  crowd: '依次点击角点，双击、回车或点回起点结束；直接按回车得到一个矩形。Click corner after corner; double-click, Enter or the first corner ends it; Enter alone gives a rectangle.',
  ground: '点击画面中能在地图上找到的地面位置。Click a place on the ground that you can find on the map.',
  none: '拖动角点或整个形状；拖动边上的圆点加角点。键盘：Tab 选中，方向键移动（Shift 加快），+ 加角点，Delete 删除。Drag corners, shapes, or the dots on edges for new corners. Keys: Tab, arrows (Shift: faster), + adds, Delete removes.',
}

let camera = null
let editable = false
let told = { faults: [], areas: {}, residual: null }
let checking = null
let asked = 0
let searches = 0
let typing = null

const drawing = new Drawing(changed)
const side = new Side(find('#side'), drawing, () => ({ ...told, location: camera?.location ?? null, editable }))
const stage = new Stage(find('#picture'), drawing, {
  told: inHand,
  editable: () => editable,
  labelOf: (part, index) => side.labelOf(part, index),
  faultOf: (part, index) =>
    drawing.faultOf(part, index) ??
    told.faults.find((one) => one.part === part && one.index === index && !one.mild) ??
    null,
})
const stills = new Stills((blob) => void stage.show(blob))

function inHand(tool) {
  for (const one of document.querySelectorAll('#tools [data-tool]')) {
    one.setAttribute('aria-pressed', String(one.dataset.tool === tool))
  }
  find('#hint').textContent = tool === null ? HINTS.none : (HINTS[tool] ?? HINTS.crowd)
}

function changed(why) {
  if (camera === null) return
  if (why === 'edit' || why === 'step') checkSoon()
  stage.render()
  side.renderList()
  if (why === 'edit') side.renderFaults()
  if (why !== 'edit' || shownShape() !== side.built) side.renderForm()
  side.built = shownShape()
  buttons()
}

/** What the form is of: it is built anew only when that is another one, so that typing is not cut off. */
const shownShape = () => (drawing.selected ? `${drawing.selected.part}/${drawing.selected.index}/${drawing.shape?.id}` : '')

const faultCount = () =>
  PARTS.flatMap((part) => drawing.shapes[part].map((_, index) => drawing.faultOf(part, index))).filter(Boolean).length +
  told.faults.filter((one) => !one.mild && one.field !== 'polygon').length

function buttons() {
  find('#undo').disabled = !editable || !drawing.canUndo
  find('#redo').disabled = !editable || !drawing.canRedo
  find('#save').disabled = !editable || !drawing.dirty || faultCount() > 0
  find('#confirm').disabled = !editable || drawing.dirty
  find('#confirm').title = drawing.dirty ? '请先保存 · save first' : ''
}

// Talking to the centre

const path = () => `/cameras/${camera.camera}/zones`

function take(view) {
  camera = view
  told = {
    faults: view.warnings.map((one) => ({ ...one, mild: true })),
    areas: view.areas_m2,
    residual: view.ground_residual,
  }
  drawing.load(view)
  about(view)
}

function about(view) {
  find('#saved').textContent = view.saved_by
    ? `第 ${view.revision} 版，${view.saved_by} 于 ${asTime(view.saved_at)} 保存 · revision ${view.revision}, last saved by ${view.saved_by}`
    : '尚无修改记录 · never changed here'
  const { state, moved_since: since, confirmed_at: confirmed } = view.view
  const box = find('#moved')
  const at = confirmed ? `上次确认 ${asTime(confirmed)} · last confirmed then` : '从未确认 · never confirmed'
  const masked = view.privacy_masks.length > 0
  const texts = {
    moved: [
      `画面已移位（${asTime(since)} 起），整个画面被遮挡 · The view has moved; all of the picture is masked`,
      masked
        ? '请先转回摄像机，或按轮廓重画遮挡与区域并保存，再确认；确认后画面按现有遮挡显示。Turn the camera back, or draw masks and zones anew and save; then confirm: the picture is shown with the masks as they are.'
        : '请核对区域并保存，再确认；随后重新学习画面。Look at the zones, save, then confirm: the view is learned anew.',
    ],
    confirmed: ['已确认，等待节点执行 · Confirmed; its worker follows within seconds', at],
    'in-place': [`画面在位 · The view is in its place. ${at}`, ''],
    unknown: [`节点无消息，画面状况未知 · Its worker is silent. ${at}`, ''],
  }
  ;[box.querySelector('strong').textContent, box.querySelector('span').textContent] = texts[state]
  box.hidden = false
  box.className = state === 'moved' ? 'bad' : state === 'confirmed' ? '' : 'calm'
  find('#confirm').hidden = !editable
  find('#confirm').textContent =
    { moved: '画面已确认 · The view is as it should be now', confirmed: '再次确认 · Confirm once more' }[state] ??
    '重新学习画面 · Learn the view anew'
  buttons()
}

function checkSoon() {
  clearTimeout(checking)
  checking = setTimeout(() => void check(), CHECK_MS)
}

/** Ask the centre what it thinks of the drawing: it knows more than this page. */
async function check() {
  const mine = ++asked
  let answer
  try {
    answer = await call('PUT', path(), { ...drawing.shapes, revision: camera.revision, dry_run: true })
    answer = { faults: [], warnings: answer.warnings, areas_m2: answer.areas_m2, ground_residual: answer.ground_residual }
  } catch (error) {
    if (error.problem?.code !== 'faulty') return
    answer = error.problem
  }
  if (mine !== asked) return
  told = {
    faults: [...answer.faults, ...answer.warnings.map((one) => ({ ...one, mild: true }))],
    areas: answer.areas_m2,
    residual: answer.ground_residual,
  }
  stage.render()
  side.renderList()
  side.renderFaults()
  buttons()
}

async function save() {
  clearTimeout(checking)
  asked++
  find('#conflict').hidden = true
  try {
    take(await call('PUT', path(), { ...drawing.shapes, revision: camera.revision }))
    say('已保存，几秒内生效 · Saved; workers follow within seconds')
  } catch (error) {
    if (error.problem?.code === 'changed') conflict(error.problem)
    else if (error.problem?.code === 'faulty') {
      told = { faults: error.problem.faults, areas: error.problem.areas_m2, residual: error.problem.ground_residual }
      changed('select')
    }
    throw error
  }
}

function conflict(problem) {
  find('#conflict span').textContent =
    `${problem.saved_by ?? '?'} 于 ${asTime(problem.saved_at)} 改过这台摄像机（第 ${problem.revision} 版）。 · Changed meanwhile by ${problem.saved_by ?? '?'}.`
  find('#conflict').hidden = false
}

/** Save over what somebody else has saved, as it is by now. */
async function saveOver() {
  const theirs = await call('GET', path())
  camera.revision = theirs.revision
  drawing.rename(theirs.retired)
  await save()
}

async function open(id) {
  clearTimeout(checking)
  asked++
  find('#conflict').hidden = true
  const view = await call('GET', `/cameras/${id}/zones`)
  drawing.selected = null
  void stage.show(null)
  stage.take(null)
  take(view)
  stills.watch(view.enabled ? view.camera : null)
  const address = new URL(location.href)
  address.searchParams.set('camera', view.camera)
  history.replaceState(null, '', address)
}

async function confirmView() {
  const moved = ['moved', 'confirmed'].includes(camera.view.state)
  const question = moved
    ? '遮挡与区域与现在的画面相符？确认后将按现有遮挡显示画面。\nDo masks and zones fit what the camera shows now? The picture is shown with the masks as they are.'
    : '画面没有移位报告。仍要重新学习？违建比对也将从头开始。\nNo move is known. Learn it anew all the same? The references of construction begin anew, too.'
  if (!confirm(question)) return
  const form = { revision: camera.revision, ...(moved ? {} : { unmoved_too: true }) }
  take(await call('POST', `/cameras/${camera.camera}/view/confirm`, form))
  say('已确认 · Confirmed')
}

/** Follow what the worker says of the view, and what others save while nothing is drawn here. */
async function look() {
  if (camera === null || document.hidden || find('main').hidden) return
  const id = camera.camera
  const view = await call('GET', path()).catch(() => null)
  if (view === null || camera.camera !== id) return
  if (view.revision !== camera.revision && !drawing.dirty) take(view)
  else about({ ...camera, view: view.view })
  camera.view = view.view
}

// The page

/** List what is searched for, and the camera in hand; returns the ids found. */
async function listed() {
  const { camera: select, search } = find('#choose')
  const mine = ++searches
  const wanted = new URLSearchParams({ limit: MOST_LISTED, q: search.value.trim() })
  const found = await call('GET', `/cameras?${wanted}`)
  const ids = found.map((one) => one.id)
  // Whoever types on must not see an answer to what was typed before.
  if (mine !== searches) return ids
  select.replaceChildren(...found.map((one) => new Option(`${one.name}　${one.id}`, one.id)))
  chosen(ids)
  return ids
}

/** Show in the list which camera is in hand. */
function chosen(ids) {
  const { camera: select } = find('#choose')
  if (camera === null) return
  if (!ids.includes(camera.camera)) select.prepend(new Option(`${camera.name}　${camera.camera}`, camera.camera))
  select.value = camera.camera
}

const leaving = () => !drawing.dirty || confirm('有未保存的修改，放弃？ · Leave what is not saved?')

find('#choose').addEventListener('submit', (event) => event.preventDefault())
find('#choose').search.addEventListener('input', () => {
  clearTimeout(typing)
  typing = setTimeout(() => void attempt(listed), TYPING_MS)
})
find('#choose').camera.addEventListener('change', (event) => {
  if (leaving()) void attempt(() => open(event.target.value))
  else event.target.value = camera.camera
})
for (const one of document.querySelectorAll('#tools [data-tool]')) {
  one.addEventListener('click', () => stage.take(stage.tool === one.dataset.tool ? null : one.dataset.tool))
}
find('#undo').addEventListener('click', () => drawing.undo())
find('#redo').addEventListener('click', () => drawing.redo())
find('#save').addEventListener('click', () => void attempt(save))
find('#confirm').addEventListener('click', () => void attempt(confirmView))
find('#theirs').addEventListener('click', () => void attempt(() => open(camera.camera)))
find('#mine').addEventListener('click', () => void attempt(saveOver))
addEventListener('keydown', (event) => {
  if (!(event.ctrlKey || event.metaKey) || camera === null || !editable) return
  const key = event.key.toLowerCase()
  // In a field it takes back what was typed there.
  if (event.target.matches?.('input')) return
  if (key === 'z' && !event.shiftKey) drawing.undo()
  else if (key === 'y' || (key === 'z' && event.shiftKey)) drawing.redo()
  else if (key === 's') {
    if (!find('#save').disabled) void attempt(save)
  } else return
  event.preventDefault()
})
addEventListener('beforeunload', (event) => {
  if (drawing.dirty) event.preventDefault()
})
setInterval(() => void look(), LOOK_MS)

openDesk({
  purpose: '区域标定 zones',
  show: async (me) => {
    editable = me.roles.includes('operator')
    const ids = await listed()
    const wanted = new URL(location.href).searchParams.get('camera')
    const known = /^\d{20}$/.test(wanted ?? '') && (await call('GET', `/cameras?${new URLSearchParams({ limit: 1, q: wanted })}`))
    const first = known && known[0]?.id === wanted ? wanted : ids[0]
    for (const one of document.querySelectorAll('#tools [data-tool]')) one.disabled = !editable
    if (first === undefined) {
      say('您的辖区内没有摄像机 · There is no camera in your regions', true)
      return
    }
    await open(first)
    chosen(ids)
  },
})
