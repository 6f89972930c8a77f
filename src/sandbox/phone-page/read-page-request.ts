import type { PayRequest, PhoneRequest, PressRequest } from './phone-page-api.ts'

/* Each is undefined for what the page would never send. */

export function readPress(value: unknown): PressRequest | undefined {
  const { checkoutRequestId, press } = fieldsOf(value)
  if (typeof checkoutRequestId !== 'string') return undefined
  if (press === 'cancel' || press === 'ignore') return { checkoutRequestId, press }
  const { pin, outcome } = fieldsOf(press)
  if (typeof pin === 'string' && /^\d{4}$/.test(pin)) return { checkoutRequestId, press: { pin } }
  return typeof outcome === 'string' ? { checkoutRequestId, press: { outcome } } : undefined
}

export function readPhone(value: unknown): PhoneRequest | undefined {
  const { phone, balance, on } = fieldsOf(value)
  if (typeof phone !== 'string') return undefined
  if (balance !== undefined && typeof balance !== 'number') return undefined
  if (on !== undefined && typeof on !== 'boolean') return undefined
  return { phone, ...(balance === undefined ? {} : { balance }), ...(on === undefined ? {} : { on }) }
}

export function readPayment(value: unknown): PayRequest | undefined {
  const { phone, shortcode, kind, amount, account } = fieldsOf(value)
  if (typeof phone !== 'string' || typeof shortcode !== 'string' || typeof account !== 'string') return undefined
  if (typeof amount !== 'number' || (kind !== 'paybill' && kind !== 'till')) return undefined
  return { phone, shortcode, kind, amount, account }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}
