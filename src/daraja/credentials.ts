/** The passkey that Safaricom publishes for the sandbox shortcode 174379; it is no secret. */
export const sandboxPasskey = 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919'

/** The M-PESA Express shortcode of the sandbox. */
export const sandboxShortcode = '174379'

/** Whether a shortcode exists in the sandbox only: 174379, and 600xxx for C2B, B2C and B2B. */
export function isSandboxShortcode(value: string): boolean {
  return value === sandboxShortcode || /^600\d{3}$/.test(value)
}

/** Printable ASCII without blanks and quotation marks: whatever matches needs none of the questions below. */
const plainText = /^[!#-&(-_a-~]+$/

/** What rules a value out whatever it is for; the sentences never repeat the value, for most of them are secrets. */
function judgeText(value: string): string | undefined {
  if (plainText.test(value)) return undefined
  if (value === '') return 'It is empty.'
  if (/[\s\p{Z}]/u.test(value)) return 'It has a blank or a line break in it.'
  if (/[\p{Cc}\p{Cf}]/u.test(value)) return 'It has an invisible character in it.'
  if (/["'`“”‘’]/.test(value)) return 'It has a quotation mark in it.'
  return undefined
}

function judgeKey(value: string): string | undefined {
  const problem = judgeText(value)
  if (problem) return problem
  return /^[A-Za-z0-9_-]+$/.test(value) ? undefined : 'It has characters other than letters and digits.'
}

/** Far below anything that Daraja has given out: its lengths have changed before, so no other length is judged. */
const shortestKey = 16
const shortestPasskey = 32

function judgeLength(value: string, shortest: number, name: string): string | undefined {
  return value.length < shortest ? `It is too short for a ${name}.` : undefined
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** Why a value cannot be a consumer key; undefined if it can. */
export function judgeConsumerKey(value: string): string | undefined {
  return judgeKey(value) ?? judgeLength(value, shortestKey, 'consumer key')
}

/** Why a value cannot be a consumer secret; undefined if it can. */
export function judgeConsumerSecret(value: string): string | undefined {
  return judgeKey(value) ?? judgeLength(value, shortestKey, 'consumer secret')
}

function isDamagedSandboxPasskey(value: string): boolean {
  const lower = value.toLowerCase()
  const isPart = value.length >= 16 && (sandboxPasskey.includes(lower) || lower.includes(sandboxPasskey))
  return isPart && value !== sandboxPasskey
}

/**
 * Why a value cannot be a passkey; undefined if it can. Those of the sandbox and all that were seen in production have
 * 64 hexadecimal digits, but no page promises that, so another length is no problem unless it is hopelessly short.
 */
export function judgePasskey(value: string): string | undefined {
  const problem = judgeText(value)
  if (problem) return problem
  if (isDamagedSandboxPasskey(value)) {
    return 'It is the public sandbox passkey with characters missing, added or in upper case.'
  }
  if (!/^[A-Za-z0-9+/=_-]+$/.test(value)) return 'It has characters that no passkey has.'
  return judgeLength(value, shortestPasskey, 'passkey')
}

function judgeNumber(value: string, name: string): string | undefined {
  const problem = judgeText(value)
  if (problem) return problem
  if (!/^\d+$/.test(value)) return `It is no number; a ${name} has 5 to 7 digits.`
  return /^\d{5,7}$/.test(value) ? undefined : `It has ${count(value.length, 'digit')}; a ${name} has 5 to 7.`
}

/** Why a value cannot be a paybill, store or organisation number; undefined if it can. */
export function judgeShortcode(value: string): string | undefined {
  return judgeNumber(value, 'shortcode')
}

/** Why a value cannot be a till number; undefined if it can. */
export function judgeTillNumber(value: string): string | undefined {
  return judgeNumber(value, 'till number')
}

/**
 * Why a value cannot be a security credential; undefined if it can. It is the initiator password encrypted with an RSA
 * key of 2048 bits, so 256 bytes, in base64 342 characters and two `=`: 344 characters without them are 258 bytes.
 */
export function judgeSecurityCredential(value: string): string | undefined {
  const problem = judgeText(value)
  if (problem) return problem
  if (value.length !== 344)
    return `It has ${count(value.length, 'character')}; an encrypted credential in base64 has 344.`
  return /^[A-Za-z0-9+/]{342}==$/.test(value) ? undefined : 'It is not base64 of 256 bytes.'
}

/** The constants of M-PESA Express; C2B and the others have none that an app would configure. */
export const transactionTypes = ['CustomerPayBillOnline', 'CustomerBuyGoodsOnline'] as const

/** What Safaricom does with a C2B payment whose validation gives no answer; compared letter by letter. */
export const responseTypes = ['Completed', 'Cancelled'] as const

function judgeConstant(value: string, constants: readonly string[]): string | undefined {
  return constants.includes(value)
    ? undefined
    : `It is neither ${constants.map((name) => `\`${name}\``).join(' nor ')}.`
}

/** Why a value cannot be the TransactionType of M-PESA Express; undefined if it can. */
export function judgeTransactionType(value: string): string | undefined {
  return judgeConstant(value, transactionTypes)
}

/** Why a value cannot be the ResponseType of a C2B registration; undefined if it can. */
export function judgeResponseType(value: string): string | undefined {
  return judgeConstant(value, responseTypes)
}

/** The constant that a value was meant to be (`PayBill`, `till`, `completed`, `Canceled`); undefined if that is not clear. */
export function guessConstant(value: string): string | undefined {
  const word = value.toLowerCase().replaceAll(/[^a-z]/g, '')
  const meant = [
    /paybill/.test(word) ? transactionTypes[0] : [],
    /buygoods|^till(?:number)?$/.test(word) ? transactionTypes[1] : [],
    /^completed?$/.test(word) ? responseTypes[0] : [],
    /^cancell?ed$|^cancel$/.test(word) ? responseTypes[1] : [],
  ].flat()
  return meant.length === 1 ? meant[0] : undefined
}
