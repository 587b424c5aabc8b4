// Permits and protected land: listed, drawn in a camera's picture or on the map, imported.

import { attempt, button, call, fill, find, make, openDesk, say } from './desk.js'
import { LandEditor } from './land_editor.js'
import { closeImport, wireImport } from './land_import.js'

const KINDS = {
  permit: { path: '/permits', title: '施工许可 · building permit' },
  protected: { path: '/protected-land', title: '保护地 · protected land' },
}

/** All pieces, each with its `kind`; the names of cameras that they are drawn in. */
let land = []
let names = new Map()
let operator = false

const editor = new LandEditor({
  save: async (kind, piece) => {
    const done = await call('POST', KINDS[kind].path, piece)
    await list()
    say(
      done.revision
        ? `${piece.id}：已保存，下次巡看时生效 · saved; it counts from the next visit on`
        : '没有变化 · nothing differs',
    )
  },
  others: () => land,
})

const today = () => new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' })

async function list() {
  const [permits, protectedLand] = await Promise.all([call('GET', '/permits'), call('GET', '/protected-land')])
  land = [
    ...permits.map((one) => ({ ...one, kind: 'permit' })),
    ...protectedLand.map((one) => ({ ...one, kind: 'protected' })),
  ]
  const unnamed = new Set(land.map((one) => one.camera).filter((id) => id && !names.has(id)))
  for (const id of unnamed) {
    const [camera] = await call('GET', `/cameras?${new URLSearchParams({ q: id, limit: 1 })}`)
    names.set(id, camera?.name ?? id)
  }
  find('#count').textContent = `${permits.length} · ${protectedLand.length}`
  fill(find('#land'), land.map(rowOf))
  if (!land.length) fill(find('#land'), [['还没有 · none yet', '', '', '', '']])
}

function rowOf(one) {
  const title = [make('i', { class: `swatch ${one.kind}` }), KINDS[one.kind].title]
  return [
    title,
    [one.id, ' ', make('span', { class: 'quiet' }, one.name ?? '')],
    one.camera ? `${names.get(one.camera)}（画面 · picture）` : '地图 · on the map',
    one.kind === 'permit' ? validity(one) : limitsOf(one),
    operator ? acts(one) : '',
  ]
}

function validity(one) {
  const now = today()
  const [kind, text] =
    now > one.valid_until ? ['', '已过期 · over'] : now < one.valid_from ? ['warn', '未生效 · not yet'] : ['good', '有效 · valid']
  return [`${one.valid_from} – ${one.valid_until} `, make('span', { class: `tag ${kind}` }, text)]
}

const limitsOf = (one) =>
  [`≥ ${Number((one.min_area * 100).toPrecision(3))} %`, one.min_area_m2 ? `≥ ${one.min_area_m2} m²` : '', `${one.lasting_visits} ×`]
    .filter(Boolean)
    .join('，')

function acts(one) {
  return [
    button('修改 · Change', () => edit(one.kind, one)),
    button('删除 · Remove', async () => {
      if (!confirm(`删除 ${one.id}？其范围将重新核对。 · Remove it? What stands there is looked at anew.`)) return
      await call('DELETE', `${KINDS[one.kind].path}?${new URLSearchParams({ id: one.id })}`)
      editor.close()
      await list()
      say(`${one.id}：已删除 · removed`)
    }),
  ]
}

async function edit(kind, piece = null) {
  closeImport()
  await editor.open(kind, piece)
}

wireImport(async () => {
  editor.close()
  await list()
})
find('#new-permit').addEventListener('click', () => void attempt(() => edit('permit')))
find('#new-protected').addEventListener('click', () => void attempt(() => edit('protected')))

openDesk({
  purpose: '许可与保护地 land',
  show: async (me) => {
    operator = me.roles.includes('operator')
    find('#acts').hidden = !operator
    await list()
    const camera = new URL(location.href).searchParams.get('camera')
    if (operator && /^\d{20}$/.test(camera ?? '')) await editor.open('permit', null, camera)
  },
})
