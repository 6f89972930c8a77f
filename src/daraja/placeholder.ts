const subject =
  '(?:consumer|api|app|client|secret|pass|short|till|callback|public|initiator|security|ngrok|mpesa|daraja)'

/**
 * Each pattern holds for the whole value. Patterns for parts of a value would hit random keys now and then. None of them
 * can match a token with digits spread over it.
 */
const patterns = [
  // <your key>, {{ KEY }}, [key]
  /^<[^>]*>$/,
  /^\{\{?[^}]*\}?\}$/,
  /^\[[^\]]*\]$/,
  // xxx, ****, ----, ..., xxxx-xxxx
  /^([^0-9])\1{2,}$/,
  /^x{2,}(?:[-_]x{2,})+$/i,
  /^0{5,}$/,
  // changeme, replace-me, todo
  /^(?:change|replace|fill|edit|set)[-_ ]?(?:me|this|it|in)(?:[-_ !.].*)?$/i,
  /^(?:todo|tbd|tba|fixme|placeholder|dummy|example|sample|undefined|none|n\/a)(?:[-_:! ][a-z _-]*)?$/i,
  // your-consumer-key, put_your_passkey_here, enter your secret, my-consumer-key
  /^(?:(?:put|enter|insert|add|paste|use|replace|with|get|the)[-_ ]+)*your[-_ ][a-z0-9 _.'-]*$/i,
  /^(?:put|enter|insert|add|paste|replace)[-_ ](?:with[-_ ])?[a-z _-]*$/i,
  new RegExp(`^your${subject}[a-z]*$`, 'i'),
  new RegExp(`^my[-_ ]?${subject}[-_ ]?(?:key|secret|code|url)?$`, 'i'),
  /^[a-z]+(?:[-_ ][a-z]+)*[-_ ]here$/i,
  // the name of the thing in place of the thing
  /^(?:mpesa[-_ ]?|daraja[-_ ]?)?(?:consumer|api|app|client|pass|secret|short)[-_ ]?(?:key|secret|code)$/i,
] as const

/** Asked only of what has the word in it: the pattern is one of the slow ones. */
const placeholderUrl = /^(?:https?:\/\/)?(?:[a-z0-9-]+\.)*(?:your|my)-?domain(?:[./:]|$)/i

/** Real keys and numbers, told by a glance: the patterns cost more time than everything else that is asked of a value. */
function isPlainValue(text: string): boolean {
  if (text === 'sandbox' || text === 'production') return true
  if (/^\d+$/.test(text)) return !/^0+$/.test(text)
  return /^[A-Za-z0-9+/=]{12,}$/.test(text) && /\d.*\d.*\d/.test(text)
}

/**
 * Whether a value is a stand-in that somebody forgot to replace: `your-consumer-key`, `xxx`, `changeme`, `<…>`,
 * `https://yourdomain.com/…`. Random keys and real hosts do not match.
 */
export function isPlaceholder(value: string): boolean {
  const text = value.trim()
  if (isPlainValue(text)) return false
  const isUrl = /^https?:/i.test(text)
  if (!isUrl && patterns.some((pattern) => pattern.test(text))) return true
  return text.toLowerCase().includes('domain') && placeholderUrl.test(text)
}
