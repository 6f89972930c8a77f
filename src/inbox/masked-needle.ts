import { maskPhoneOf } from '../core/mask-phones.ts'
import { createRedactor } from '../core/redact.ts'

/** Fewer characters that are not masked would find ids of anybody. */
const fewestPlain = 6
const longest = 200
const phone = /^(?:\+|00)?(?:254|0)?([17]\d{8})$/
const nationalDigits = 9

/**
 * A text that is looked for among events, and how it is spelt where it is kept masked: as a whole CheckoutRequestID, as a
 * phone number, and as a part of an id that ends within the phone number or behind it.
 */
export function needles(text: string): readonly string[] {
  const [, national] = phone.exec(text.replaceAll(/[\s()-]/g, '')) ?? []
  return [
    ...new Set([
      text,
      createRedactor().text(text),
      ...(national === undefined ? [] : [national, maskNational(national)]),
      ...(text.length > longest ? [] : maskedParts(text)),
    ]),
  ]
}

/** Which texts hold what is looked for; either may be masked. */
export function seek(text: string): (kept: string) => boolean {
  const wanted = needles(text)
  const mask = text.includes('***') ? createRedactor().text : undefined
  return (kept) => wanted.some((needle) => kept.includes(needle)) || mask?.(kept).includes(text) === true
}

/** Every way in which the digits of a text can hold the number, or its beginning at the end of the text. */
function maskedParts(text: string): readonly string[] {
  return [...text.matchAll(/(?=[17]\d{3})/g)].flatMap(({ index }) => {
    const digits = /^\d{1,9}/.exec(text.slice(index))?.[0] ?? ''
    const end = index + digits.length
    if (digits.length < nationalDigits && end < text.length) return []
    const masked = maskNational(digits.padEnd(nationalDigits, '0')).slice(0, digits.length)
    const part = `${text.slice(0, index)}${masked}${text.slice(end)}`
    return part.replaceAll('*', '').length < fewestPlain ? [] : [part]
  })
}

function maskNational(digits: string): string {
  return maskPhoneOf('phone', digits)
}
