import { parseDuration } from '../core/duration.ts'
import { nearestName } from '../core/nearest-name.ts'
import type { ConnectTo } from '../core/settings.ts'
import { classifyAddress } from '../daraja/private-addresses.ts'
import { OptionValueError } from './option.ts'

/** Readers of option values: text in, value out, `OptionValueError` with the fix otherwise. */

export function parseTime(text: string): number {
  const milliseconds = parseDuration(text)
  if (milliseconds === undefined || milliseconds <= 0)
    throw new OptionValueError('not a time; write `500ms`, `8s` or `2m`')
  return milliseconds
}

export function parseWebUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '')
    throw new OptionValueError('not an http or https URL; write it in full, e.g. `http://127.0.0.1:5000`')
  return text
}

/**
 * The address of an API that gets the app's keys: in clear text they stay on this machine and its own network. Without a
 * slash at the end.
 */
export function parseApiUrl(text: string): string {
  const { protocol, hostname, origin, pathname, username, password, search, hash } = new URL(parseWebUrl(text))
  if (`${username}${password}${search}${hash}` !== '')
    throw new OptionValueError('not the address of an API; write scheme, host and port, e.g. `http://127.0.0.1:4010`')
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const kind = classifyAddress(host)
  const isNear = kind === undefined ? !host.includes('.') || host.endsWith('.localhost') : kind !== 'public'
  if (protocol === 'http:' && !isNear)
    throw new OptionValueError('the consumer key and secret would travel in clear text; write `https://`')
  return `${origin}${pathname}`.replace(/\/+$/, '')
}

export function parseAnyText(text: string): string {
  if (text.trim() === '') throw new OptionValueError('empty')
  return text
}

export function parseOneOf<const T extends string>(...names: readonly T[]): (text: string) => T {
  return (text) => {
    const match = names.find((name) => name === text.toLowerCase())
    if (match !== undefined) return match
    const near = nearestName(text, names)
    throw new OptionValueError(
      near === undefined ? `one of: ${names.join(', ')}` : `did you mean \`${near}\`? One of: ${names.join(', ')}`,
    )
  }
}

export function parseNames(text: string): readonly string[] {
  return splitNames(text, 'codes, checks or families')
}

/** Names between commas; `what` says what they are names of where there is none. */
export function splitNames(text: string, what: string): readonly string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (names.length === 0) throw new OptionValueError(`empty; give names of ${what}`)
  return names
}

export function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535)
    throw new OptionValueError('not a port; a number from 1 to 65535')
  return port
}

/** Up to a thousand: more identical callbacks prove nothing, and in parallel each is a connection. */
export function parseCount(text: string): number {
  const count = Number(text)
  if (!/^\d{1,4}$/.test(text) || count < 1 || count > 1_000)
    throw new OptionValueError('not a count; a whole number from 1 to 1000')
  return count
}

/** `<host>:<port>:<host2>:<port2>` as curl reads it: IPv6 in brackets, empty parts match or keep. */
export function parseConnectTo(text: string): ConnectTo {
  const part = String.raw`(\[[^\]]+\]|[^:[\]]*)`
  const match = new RegExp(`^${part}:(\\d*):${part}:(\\d*)$`).exec(text)
  if (!match) throw new OptionValueError('write `host:port:host2:port2`, as for curl; IPv6 addresses in brackets')
  const [, host = '', port = '', toHost = '', toPort = ''] = match
  const bare = (name: string): string => name.replace(/^\[(.*)\]$/, '$1')
  return {
    host: bare(host),
    port: port === '' ? null : parsePort(port),
    toHost: bare(toHost),
    toPort: toPort === '' ? null : parsePort(toPort),
  }
}

/** `addr` or `addr:port`, IPv6 in brackets where a port follows. */
export function parseDnsServer(text: string): string {
  const v4 = /^(\d{1,3}(?:\.\d{1,3}){3})(?::(.*))?$/.exec(text)
  const v6 = /^\[([0-9a-f:.]+)\](?::(.*))?$/i.exec(text) ?? /^([0-9a-f]*:[0-9a-f:.]+)$/i.exec(text)
  const isAddress = v4 === null ? URL.canParse(`http://[${v6?.[1] ?? ''}]/`) : isIpv4(v4[1] ?? '')
  if (!isAddress)
    throw new OptionValueError('not an address; write `1.1.1.1`, `1.1.1.1:5353` or `[2606:4700::1111]:53`')
  const port = (v4 ?? v6)?.[2]
  if (port !== undefined) parsePort(port)
  return text
}

/** Without leading zeros, which some programs read as octal. */
function isIpv4(text: string): boolean {
  return text.split('.').every((octet) => Number(octet) <= 255 && String(Number(octet)) === octet)
}

export interface ReportTarget {
  readonly format: string
  readonly file: string
}

export function parseReportTarget(formats: readonly string[]): (text: string) => ReportTarget {
  const parseFormat = parseOneOf(...formats)
  return (text) => {
    const colon = text.indexOf(':')
    if (colon < 1 || colon === text.length - 1)
      throw new OptionValueError('write `format:file`, e.g. `junit:report.xml`')
    return { format: parseFormat(text.slice(0, colon)), file: text.slice(colon + 1) }
  }
}

export function parsePositiveAmount(text: string): string {
  if (!/^\d{1,7}(\.\d{1,2})?$/.test(text) || Number(text) <= 0)
    throw new OptionValueError('not an amount in KES; write `1500` or `1500.00`')
  return text
}

/** A whole number from 1 to `most`. */
export function parseWholeNumber(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d{1,9}$/.test(text) || value < 1 || value > most)
      throw new OptionValueError(`not a count; a whole number from 1 to ${most}`)
    return value
  }
}

/** Requests a second: `200`, `0.5` or `200/s`. */
export function parseRate(text: string): number {
  const match = /^(\d{1,6}(?:\.\d{1,3})?)(?:\/s)?$/.exec(text)
  const rate = Number(match?.[1])
  if (match === null || rate <= 0) throw new OptionValueError('not a rate; requests a second, e.g. `200` or `0.5`')
  return rate
}

/** `Name: value`, as for curl; `Name:` takes a header away. */
export function parseHeader(text: string): readonly [name: string, value: string] {
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*)$/.exec(text)
  if (!match || /[\u0000\r\n]|[^\u0000-\u00ff]/.test(text))
    throw new OptionValueError('not a header; write `Name: value`, or `Name:` to leave one out')
  return [match[1] ?? '', (match[2] ?? '').trimEnd()]
}
