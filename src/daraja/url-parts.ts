/** A URL cut where the parser of the platform would cut it, but in the spelling of the user. */
export interface UrlParts {
  readonly url: URL
  readonly text: string
  /** The host as written, with its brackets if it is IPv6. */
  readonly host: string
  readonly hostOffset: number
  /** The host as parsed: lower case, punycode, IPv4 in dotted form, IPv6 without brackets, no dot at the end. */
  readonly name: string
  readonly userinfo: string | undefined
  readonly path: string
  readonly pathOffset: number
}

export interface Malformation {
  readonly reason: string
  readonly detail: string
  /** In the text that was judged. */
  readonly offset: number
  readonly cleaned?: string
}

function fail(reason: string, detail: string, offset = 0, cleaned?: string): Malformation {
  return cleaned === undefined ? { reason, detail, offset } : { reason, detail, offset, cleaned }
}

function judgeScheme(text: string): Malformation | undefined {
  // Nearly every value: the questions that follow are about the others.
  const complete = ['https://', 'http://'].find((start) => text.startsWith(start))
  if (complete !== undefined && !'/\\hH'.includes(text.charAt(complete.length))) return undefined
  if (text === '') return fail('empty', 'Nothing is left of the URL.')
  if (/^\/\//.test(text)) return fail('no-scheme', 'The URL begins with `//`, without a scheme.', 0, `https:${text}`)
  if (/^[/.?#]/.test(text)) return fail('relative', 'The URL is relative; Safaricom needs the whole address.')
  const loose = /^(https?):([/\\]*)/i.exec(text)
  if (!loose) {
    const other = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)
    if (other) return fail('scheme', `The scheme is \`${other[1]}\`, not \`https\`.`)
    const looksComplete = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?(?:[/?#]|$)/i.test(text)
    return fail('no-scheme', 'The URL has no `https://` in front.', 0, looksComplete ? `https://${text}` : undefined)
  }
  const [start = '', scheme = '', slashes = ''] = loose
  const rest = text.slice(start.length)
  if (/^https?:?[/\\]{2}|^https?:[/\\]?/i.test(rest)) {
    return fail(
      'two-schemes',
      'The URL has two schemes in a row.',
      start.length,
      rest.replace(/^(https?):?\/*/i, '$1://'),
    )
  }
  if (slashes === '//') return undefined
  const cleaned = rest === '' ? undefined : `${scheme}://${rest.replaceAll('\\', '/')}`
  return fail('slashes', 'The scheme is not followed by exactly `//`.', scheme.length + 1, cleaned)
}

function judgeLabel(label: string): string | undefined {
  if (label === '') return 'The host has two dots in a row, or one at its start.'
  if (label.length > 63) return 'A part of the host is longer than 63 characters.'
  if (label.startsWith('-') || label.endsWith('-')) return 'A part of the host begins or ends with a dash.'
  return undefined
}

function judgeHost(host: string, name: string, hostOffset: number): Malformation | undefined {
  if (/[{}$]/.test(host))
    return fail('template', 'The host still holds a template that was never filled in.', hostOffset)
  const underscore = host.indexOf('_')
  if (underscore >= 0)
    return fail('underscore', 'The host has an underscore, which no host name may have.', hostOffset + underscore)
  if (host.startsWith('[')) return undefined
  const odd = /[^a-z0-9.-]/.exec(name)
  if (odd) return fail('host-character', `The host has the character \`${odd[0]}\`.`, hostOffset)
  if (name.length > 253) return fail('host-length', 'The host is longer than 253 characters.', hostOffset)
  const problem = name
    .split('.')
    .map(judgeLabel)
    .find((found) => found !== undefined)
  return problem === undefined ? undefined : fail('label', problem, hostOffset)
}

/** The parts of an absolute http(s) URL, or why it is none. Stricter than browsers, which repair much of it silently. */
export function splitUrl(text: string): UrlParts | Malformation {
  const scheme = judgeScheme(text)
  if (scheme) return scheme
  const backslash = text.indexOf('\\')
  if (backslash >= 0) {
    return fail('backslash', 'The URL has a backslash in it.', backslash, text.replaceAll('\\', '/'))
  }
  const start = text.indexOf('//') + 2
  const authority = /^[^/?#]*/.exec(text.slice(start))?.[0] ?? ''
  const at = authority.lastIndexOf('@')
  const port = /:(\d*)$/.exec(authority)
  const host = authority.slice(at + 1, port ? port.index : undefined)
  const hostOffset = start + at + 1
  if (host === '') return fail('no-host', 'The URL has no host.', start)
  if (port && (port[1] === '' || Number(port[1]) === 0 || Number(port[1]) > 65_535)) {
    return fail('port', 'What follows the colon behind the host is no port.', start + port.index)
  }
  if (!URL.canParse(text)) {
    return (
      judgeHost(host, host.toLowerCase(), hostOffset) ?? fail('unparsable', 'The URL cannot be parsed.', hostOffset)
    )
  }
  const url = new URL(text)
  const { hostname } = url
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  const name = bare.endsWith('.') ? bare.slice(0, -1) : bare
  const problem = judgeHost(host, name, hostOffset)
  if (problem) return problem
  const pathOffset = start + authority.length
  const path = /^[^?#]*/.exec(text.slice(pathOffset))?.[0] ?? ''
  return { url, text, host, hostOffset, name, userinfo: at < 0 ? undefined : authority.slice(0, at), path, pathOffset }
}
