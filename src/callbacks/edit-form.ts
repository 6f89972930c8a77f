/** Whether this is `a=1&b=2`. */
export function isForm(body: string): boolean {
  return /^[^\s={}[\]<>"]+=[^\s"<>{}]*$/.test(body)
}

/** Names of the fields as they are meant, in order. */
export function formNames(body: string): readonly string[] {
  return body.split('&').map((field) => decode(field.split('=')[0] ?? ''))
}

/** Puts a value into a form; of several fields of one name the last one is meant, a new one comes last. */
export function setField(body: string, name: string, value: string): string {
  const fields = body.split('&')
  const at = formNames(body).lastIndexOf(name)
  if (at === -1) return `${body}&${encode(name)}=${encode(value)}`
  const spelling = fields[at]?.split('=')[0] ?? ''
  return fields.with(at, `${spelling}=${encode(value)}`).join('&')
}

function encode(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
