import { normalisePhoneNumber } from '../../daraja/phone-number.ts'

/**
 * The ways in which apps write one Kenyan mobile number: `254712345678`, `+254712345678`, `0712345678`, `712345678`. Anything
 * else has one spelling only, its own.
 */
export function phoneSpellings(phone: string): readonly string[] {
  const text = phone.trim()
  const local = normalisePhoneNumber(text)?.slice(3)
  if (local === undefined) return text === '' ? [] : [text]
  return [...new Set([`254${local}`, `+254${local}`, `0${local}`, local, text])]
}
