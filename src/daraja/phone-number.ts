/**
 * A Kenyan mobile number as Daraja wants it, `2547XXXXXXXX` or `2541XXXXXXXX`, from the usual spellings
 * (`07…`, `01…`, `7…`, `254…`, `+254…`, with blanks, dashes or brackets). Undefined if it is none.
 */
export function normalisePhoneNumber(text: string): string | undefined {
  const digits = text.trim().replaceAll(/[\s().-]/g, '')
  const match = /^(?:(?:\+|00)?254|0)?([17]\d{8})$/.exec(digits)
  return match ? `254${match[1]}` : undefined
}

const shownAtTheEnd = 3
const subscriberDigits = 8

/**
 * Hides the middle of a phone number: `254708374149` becomes `2547*****149`, `0708374149` becomes `07*****149`.
 * Whatever is no digit stays, so the spelling remains recognisable.
 */
export function maskPhone(text: string): string {
  const count = text.replaceAll(/\D/g, '').length
  const hideFrom = Math.max(0, count - subscriberDigits)
  const hideTo = count <= shownAtTheEnd ? count : count - Math.min(shownAtTheEnd, Math.floor(count / 3))
  let index = -1
  return text.replaceAll(/\d/g, (digit) => {
    index += 1
    return index >= hideFrom && index < hideTo ? '*' : digit
  })
}
