// Calls that send a file as it is, what comes back as one, and pages that say how many there are.

const API = '/api/v1'

function key() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}

/** Read something of which the headers count, too; throws as `call` of the desk does. */
export const read = async (path) => checked(await fetch(API + path, { headers: { Accept: 'application/json' } }))

async function send(path, file) {
  return checked(
    await fetch(API + path, {
      method: 'POST',
      headers: {
        'Sharp-Eyes-Request': '1',
        'Idempotency-Key': key(),
        'Content-Type': file.type || 'application/octet-stream',
      },
      body: file,
    }),
  )
}

async function checked(answer) {
  if (!answer.ok) {
    const content = await answer.json().catch(() => ({}))
    const text = `${content.detail_zh ?? answer.status} / ${content.detail ?? answer.statusText}`
    throw Object.assign(new Error(text), { status: answer.status, problem: content })
  }
  return answer
}

/** Send a file; returns the answer's JSON, throws as `call` of the desk does. */
export async function post(path, file) {
  return (await send(path, file)).json()
}

/** Send a file and save what comes back beside it. */
export async function download(path, file) {
  const answer = await send(path, file)
  const url = URL.createObjectURL(await answer.blob())
  const link = document.createElement('a')
  const suffix = answer.headers.get('Content-Disposition')?.includes('.csv') ? 'csv' : 'xlsx'
  link.href = url
  link.download = `${file.name.replace(/\.[^.]*$/, '')}-错误-errors.${suffix}`
  link.click()
  URL.revokeObjectURL(url)
}
