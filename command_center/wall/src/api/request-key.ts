/**
 * A key for `Idempotency-Key`: 32 hexadecimal digits from the browser's random source.
 *
 * `crypto.randomUUID` exists in secure contexts alone, and a wall may be opened by plain HTTP at an
 * address of the local network; `getRandomValues` exists everywhere.
 */
export function requestKey(source: Pick<Crypto, 'getRandomValues'> & { randomUUID?: () => string } = crypto): string {
  if (typeof source.randomUUID === 'function') return source.randomUUID()
  const bytes = source.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
