// The operators' page to find cameras. What it shows was said by devices: it is put in as text alone.

import { attempt, button, call, find, make, onSubmit, openDesk, say } from './desk.js'

const ASK_EVERY_MS = 1000
const NODES_EVERY_MS = 3000
const body = find('#cameras').tBodies[0]

/** The search that is shown, and the rows of its cameras. */
let search = null
let rows = []
/** The kinds of places where cameras may be. */
let places = []

const wait = (ms) => new Promise((done) => setTimeout(done, ms))
const both = (text) => `${text.zh} / ${text.en}`
const notes = (remarks) =>
  make('ul', { class: 'notes' }, ...(remarks ?? []).map((one) => make('li', { title: one.en }, both(one))))

function who() {
  const fields = Object.fromEntries(new FormData(find('#who')))
  if (!fields.username) delete fields.password
  return Object.fromEntries(Object.entries(fields).filter(([, text]) => text))
}

/** Ask a node and wait for what comes of it. */
async function asked(form) {
  let job = await call('POST', '/finding/jobs', { ...who(), ...form })
  while (job.state === 'waiting' || job.state === 'running') {
    const left = Math.max(0, Math.round((new Date(job.deadline) - Date.now()) / 1000))
    say(
      job.state === 'waiting'
        ? `等待节点 ${job.node} … · waiting for ${job.node} (${left} s)`
        : `节点 ${job.node} 正在查看 … · ${job.node} is looking (${left} s)`,
    )
    await wait(ASK_EVERY_MS)
    job = await call('GET', `/finding/jobs/${job.id}`)
  }
  if (job.state === 'lapsed') throw new Error('节点没有按时应答 / the node did not answer in time')
  say('')
  return job
}

// Searching

const facts = (stream) =>
  [
    { h264: 'H.264', h265: 'H.265' }[stream.codec] ?? stream.codec,
    stream.width_px ? `${stream.width_px}x${stream.height_px}` : '',
    stream.fps ? `${stream.fps}/s` : '',
    stream.gov_length && stream.fps ? `I ${(stream.gov_length / stream.fps).toFixed(1)} s` : '',
    stream.bitrate_kbps ? `${stream.bitrate_kbps} kbps` : '',
  ]
    .filter(Boolean)
    .join(' ')

function streamCell(camera, address) {
  if (!address) return make('td', {}, '—')
  const stream = (camera.streams ?? []).find((one) => one.address === address)
  return make('td', {}, stream ? facts(stream) : '', make('br'), make('code', {}, address))
}

function cameraRow(device, camera, own) {
  const chosen = make('input', { type: 'checkbox', 'aria-label': camera.name, disabled: !camera.sub })
  const name = make('input', { maxlength: '80', value: camera.name, disabled: !camera.sub })
  const place = make(
    'select',
    { disabled: !camera.sub },
    ...places.map((one) => new Option(`${one.name.zh} · ${one.name.en}${one.analytics ? '' : '（不分析 no detection）'}`, one.value)),
  )
  const look = camera.sub ? button('查看 · Look', () => lookAt(camera.sub)) : ''
  if (camera.sub) rows.push({ sub: camera.sub, chosen, name, place })
  return make(
    'tr',
    {},
    make('td', {}, chosen),
    make('td', {}, `${device.host}:${device.port}`, make('br'), own),
    make('td', {}, name),
    streamCell(camera, camera.sub),
    streamCell(camera, camera.main),
    make('td', {}, place),
    make('td', {}, notes([...(camera.remarks ?? []), ...(device.remarks ?? [])])),
    make('td', {}, look),
  )
}

function deviceRows(device) {
  const own = [device.manufacturer, device.model].filter(Boolean).join(' ')
  const made = (device.cameras ?? []).map((camera) => cameraRow(device, camera, own))
  if (device.problem || !made.length) {
    const said = device.problem ? [device.problem] : (device.remarks ?? [])
    made.push(
      make(
        'tr',
        {},
        make('td', {}),
        make('td', {}, `${device.host}:${device.port}`, make('br'), own),
        make('td', { colspan: '6' }, notes(said)),
      ),
    )
  }
  return made
}

function showFound(job) {
  search = job
  rows = []
  const { devices = [], remarks = [] } = job.discovery
  body.replaceChildren(...devices.flatMap(deviceRows))
  find('#remarks').replaceChildren(...remarks.map((one) => make('li', {}, both(one))))
  find('#outcome').replaceChildren()
  find('#really').hidden = find('#yaml').hidden = true
  find('#all').checked = false
  find('#found').hidden = false
  say(`${devices.length} 台设备、${rows.length} 路可登记 · ${devices.length} devices, ${rows.length} to register`)
}

onSubmit(find('#search'), async (fields) => {
  const hosts = fields.hosts.split(/[\s,，]+/).filter(Boolean)
  showFound(await asked({ kind: 'discover', hosts }))
})

find('#all').addEventListener('change', (event) => {
  for (const row of rows) row.chosen.checked = event.target.checked
})

// Taking over

async function take(dryRun) {
  const chosen = rows.filter((row) => row.chosen.checked)
  if (!chosen.length) throw new Error('请先勾选摄像机 / choose cameras first')
  const { username = '', password = '' } = who()
  const answer = await call('POST', `/finding/jobs/${search.id}/take`, {
    region: find('#take').region.value,
    cameras: chosen.map((row) => ({ sub: row.sub, name: row.name.value, place_type: row.place.value })),
    username,
    password,
    dry_run: dryRun,
  })
  showTaken(answer)
}

/** A camera that was taken over leads to what is to be done next. */
const named = (one, dry) => [
  `${one.id} ${one.name} `,
  dry ? '' : make('a', { href: `./zones.html?camera=${one.id}` }, '绘制区域与遮挡 · draw its zones and masks'),
]

function showTaken(answer) {
  const done = answer.dry_run ? '将登记 · would be registered' : '已登记 · registered'
  find('#outcome').replaceChildren(
    make('h3', {}, `${done}：${answer.added.length}`),
    make('ul', { class: 'notes' }, ...answer.added.map((one) => make('li', {}, ...named(one, answer.dry_run)))),
    answer.known.length
      ? make('p', { class: 'quiet' }, `已在台账中 · registered already: ${answer.known.join(', ')}`)
      : '',
    ...answer.left_out.map((one) => make('p', {}, `${one.name}: `, notes(one.remarks))),
  )
  find('#really').hidden = !(answer.dry_run && answer.added.length)
  const link = find('#yaml')
  URL.revokeObjectURL(link.href)
  link.href = URL.createObjectURL(new Blob([answer.yaml], { type: 'application/yaml' }))
  link.download = 'found.yaml'
  link.hidden = !answer.added.length
  say(answer.dry_run ? '试登记，未作更改 · dry run, nothing changed' : '已登记 · registered')
}

onSubmit(find('#take'), () => take(true))
find('#really').addEventListener('click', () => void attempt(() => take(false)))
find('#take').region.addEventListener('input', () => {
  find('#really').hidden = true
})

// Looking

function factsOf(probe) {
  const interval = probe.key_interval_s ?? (probe.key_interval_over_s ? `> ${probe.key_interval_over_s}` : null)
  const offset = probe.clock_offset_s == null ? '' : ` (${Math.round(probe.clock_offset_s * 10) / 10 || 0} s)`
  const source = { sender_report: '摄像机 camera', arrival: '到达时间 arrival' }[probe.time_source]
  return [
    ['编码 · Codec', { h264: 'H.264', h265: 'H.265' }[probe.codec]],
    ['尺寸 · Size', probe.width_px ? `${probe.width_px}x${probe.height_px}` : null],
    ['帧率 · Frames/s', probe.fps],
    ['关键帧间隔 · Key-frame interval', interval === null ? null : `${interval} s`],
    ['码率 · Bitrate', probe.bitrate_kbps == null ? null : `${probe.bitrate_kbps} kbps`],
    ['传输 · Transport', { tcp: 'RTSP/TCP', tls: 'RTSP/TLS' }[probe.transport]],
    ['时间 · Time', source ? source + offset : null],
  ].filter(([, value]) => value !== null && value !== undefined)
}

function showLook(job) {
  const { probe } = job
  const picture = job.still
    ? make(
        'figure',
        {},
        make('img', { src: `/api/v1/finding/jobs/${job.id}/still`, alt: '打码后的画面 masked picture' }),
        make(
          'figcaption',
          { class: 'quiet' },
          probe.still === 'whole' ? '整幅打码 · all of it masked' : '人员已打码 · people masked',
        ),
      )
    : make('p', { class: 'quiet' }, '没有画面 · no picture')
  const text = make('div', {}, make('h3', {}, probe.address))
  if (probe.outcome !== 'ok' && probe.reason) {
    text.append(make('p', { class: 'why' }, both(probe.reason)))
    if (probe.next_step) text.append(make('p', {}, `→ ${both(probe.next_step)}`))
  }
  const list = make('dl', {})
  for (const [name, value] of factsOf(probe)) list.append(make('dt', {}, name), make('dd', {}, String(value)))
  text.append(list, notes(probe.remarks))
  find('#seen').replaceChildren(picture, text)
  find('#seen').hidden = false
  find('#seen').scrollIntoView({ block: 'nearest', behavior: 'smooth' })
}

async function lookAt(address) {
  find('#look').address.value = address
  showLook(await asked({ kind: 'probe', address }))
}

onSubmit(find('#look'), (fields) => lookAt(fields.address))

/** Which nodes are there to look; one that has just been started comes by itself. */
async function showNodes() {
  const nodes = await call('GET', '/finding/nodes')
  const ready = nodes.filter((one) => one.listening).map((one) => one.name)
  const { node } = find('#who')
  if ([...node.options].map((one) => one.value).join('\n') !== ready.join('\n')) {
    const chosen = node.value
    node.replaceChildren(...ready.map((name) => new Option(name, name)))
    if (ready.includes(chosen)) node.value = chosen
  }
  find('#no-node').hidden = ready.length > 0
  for (const one of document.querySelectorAll('#search button, #look button')) one.disabled = ready.length === 0
}

setInterval(() => {
  // What goes wrong here is said when somebody asks for something.
  if (!document.hidden && !find('main').hidden) showNodes().catch(() => {})
}, NODES_EVERY_MS)

openDesk({
  purpose: '摄像机登记 registering cameras',
  show: async () => {
    const [kinds, regions] = await Promise.all([call('GET', '/place-types'), call('GET', '/regions'), showNodes()])
    places = kinds.filter((one) => one.cameras)
    find('#regions').replaceChildren(
      ...regions.map((one) => make('option', { value: one.code }, `${one.name} ${one.name_en}`)),
    )
    body.replaceChildren()
    find('#found').hidden = find('#seen').hidden = true
    find('#seen').replaceChildren()
  },
})
