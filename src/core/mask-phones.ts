/*
 * Shown are the country code, the first and the last three of a number's nine digits: `254712***678`. What people and
 * programs write between the digits goes, what stands around the number stays.
 */

// A blank, a dash or a closing bracket, also as URLs and forms spell them.
const between = String.raw`(?:\)|%29)?(?:[ \u00a0+-]|%(?:25)?20)?`
const digits = String.raw`([17]\d{2})${between}\d{3}${between}(\d{3}(?:\.0{1,3})?)(?![\dA-Za-z])`
// Letters and digits before it make it a part of something longer, unless they escape a character (`%2B`, `\n`, `\u002b`).
// Nor are the decimals of a number, the last group of a UUID and what follows a mask phone numbers.
const start = String.raw`(?:(?<![\dA-Za-z])|(?<=%(?:25)?[\dA-Fa-f]{2}|\\[bfnrt]|\\u[\dA-Fa-f]{4}))`
const notWithin = String.raw`(?<!\d\.|\d\*{3}|[\dA-Fa-f]{8}(?:-[\dA-Fa-f]{4}){3}-)`
const prefix = String.raw`(?:(\+?(?:00)?254)${between}(?:(?:\(|%28)0(?:\)|%29)|0)?|(0))${between}`
// Asked first, because looking behind every digit of a long text is slow.
const likely = String.raw`(?=(?:\+254|00254|254|0)[170 (%+)\u00a0-])`

// Names of fields that hold a phone number; a `hotel` has none.
const name = `(?:phone|msisdn|mobile|party_?[ab]|(?<!ho|mo|in|car|cas|pas)tel)`
const nameEnd = String.raw`s?(?:[_ -]?(?:number|num|no\.?)s?)?[_-]?\d?`
// What stands between a name and its value in JSON (also escaped), forms, URLs, XML, arrays of PHP, and plain text.
const gap = String.raw`(?:[\s"'\\:=>[\]/+(]|%(?:25)?(?:20|22|27|2B|2F|3A|3D|5B|5D)){1,16}`
const valueOfItem = String.raw`(?:[\s"'\\]|%22){0,8}(?:,|%2C)(?:[\s"'\\]|%22){0,8}value${gap}`
const named = `(?<=${name}${nameEnd}(?:${valueOfItem}|${gap}))`

interface Patterns {
  readonly number: RegExp
  readonly named: RegExp
  readonly namedFloat: RegExp
}

// As spreadsheets and floats write it: zeros at the end are left out.
const float = /(?<![\dA-Za-z.])(2\.54[17]\d{2})\d{1,3}(\d{0,3})(?=e\+?0{0,2}11(?!\d))/gi

let compiled: Patterns | undefined

// Built with the first text: every command loads this module, not every command prints.
function patterns(): Patterns {
  compiled ??= {
    number: new RegExp(`${likely}${start}${notWithin}${prefix}${digits}`, 'g'),
    // Nine digits alone may be anything; their name says that they are a phone number.
    named: new RegExp(`(?=[17]\\d\\d)${named}${digits}`, 'gi'),
    namedFloat: new RegExp(`(?=[17]\\.)${named}([17]\\.\\d{2})\\d{1,3}(\\d{0,3}e\\+?0{0,2}8)(?!\\d)`, 'gi'),
  }
  return compiled
}

/** Masks the Kenyan mobile numbers of a text, in the spellings of people, JSON, forms, URLs and spreadsheets. */
export function maskPhones(text: string): string {
  // Every spelling ends in three digits; most texts, such as headers, have no three in a row.
  if (!/\d{3}/.test(text)) return text
  const { number, named, namedFloat } = patterns()
  const output = text.replace(number, '$1$2$3***$4').replace(named, hideNamed)
  if (!/[127]\.\d{3,11}[eE]/.test(output)) return output
  return output.replace(float, '$1***$2').replace(namedFloat, hideNamed)
}

const mayBeNamed = /phone|msisdn|mobile|party|tel/i

/** The value of a field, whose name may say that its nine digits are a phone number. */
export function maskPhoneOf(field: string, value: string): string {
  if (field.length > 60 || !mayBeNamed.test(field)) return value
  return maskPhones(`"${field}":"${value}"`).slice(field.length + 4, -1)
}

// A masked number is none any longer; where JSON had it without quotes it gets them, escaped like those of its name.
function hideNamed(whole: string, first: string, last: string, at: number, text: string): string {
  const masked = `${first}***${last}`
  if (!/^\s{0,40}[,}\]]/.test(text.slice(at + whole.length, at + whole.length + 41))) return masked
  const quote = /(\\{0,15}")\s{0,4}:\s{0,4}$/.exec(text.slice(Math.max(0, at - 24), at))?.[1] ?? ''
  return `${quote}${masked}${quote}`
}
