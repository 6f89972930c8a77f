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

/** Why a value cannot be a consumer key; undefined if it can. The length is not judged: Daraja has changed it before. */
export const judgeConsumerKey = judgeKey

/** Why a value cannot be a consumer secret; undefined if it can. */
export const judgeConsumerSecret = judgeKey

function isDamagedSandboxPasskey(value: string): boolean {
  const lower = value.toLowerCase()
  const isPart = value.length >= 16 && (sandboxPasskey.includes(lower) || lower.includes(sandboxPasskey))
  return isPart && value !== sandboxPasskey
}

/**
 * Why a value cannot be a passkey; undefined if it can. Those of the sandbox and all that were seen in production have
 * 64 hexadecimal digits, but no page promises that, so another length alone is no problem.
 */
export function judgePasskey(value: string): string | undefined {
  const problem = judgeText(value)
  if (problem) return problem
  if (isDamagedSandboxPasskey(value)) {
    return 'It is the public sandbox passkey with characters missing, added or in upper case.'
  }
  return /^[A-Za-z0-9+/=_-]+$/.test(value) ? undefined : 'It has characters that no passkey has.'
}

function judgeNumber(value: string, name: string): string | undefined {
  const problem = judgeText(value)
  if (problem) return problem
  if (!/^\d+$/.test(value)) return `It is no number; a ${name} has 5 to 7 digits.`
  return /^\d{5,7}$/.test(value) ? undefined : `It has ${value.length} digits; a ${name} has 5 to 7.`
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
 * key of 2048 bits, so 256 bytes, in base64 342 characters and two `=`.
 */
export function judgeSecurityCredential(value: string): string | undefined {
  const problem = judgeText(value)
  if (problem) return problem
  if (value.length !== 344) return `It has ${value.length} characters; an encrypted credential in base64 has 344.`
  return /^[A-Za-z0-9+/]{342}==$/.test(value) ? undefined : 'It is not base64 of 256 bytes.'
}
