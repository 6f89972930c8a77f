import type { Observation } from '../../core/probe.ts'
import { decodeText } from '../../env-file/bytes.ts'
import type { EnvLines } from '../../probes/env-lines.ts'
import type { EnvFileFacts, EnvValues } from '../../probes/env-values.ts'

/**
 * Whether a variable that the app does not get stands in a file that is not read as it was meant: in UTF-16, refused as
 * a whole, or with a quote that takes the line in. Then that is the fault, and has a finding of its own.
 */
export function isHiddenByFault(name: string, values: EnvValues, lines: Observation<EnvLines>): boolean {
  return values.files.some((facts) => isNamedIn(facts, name) && isHidden(facts, name, values, lines))
}

function isHidden(facts: EnvFileFacts, name: string, { loaders }: EnvValues, lines: Observation<EnvLines>): boolean {
  const { document } = facts
  if (document?.segments[0]?.kind === 'unreadable') return true
  if (loaders[0] !== undefined && facts.read(loaders[0]).kind === 'rejected') return true
  // The line is no line of its own: it is inside the value of another one.
  if (document?.segments.every((one) => !('key' in one) || one.key !== name)) return true
  const file = lines.available ? lines.value.files.find((one) => one.facts === facts) : undefined
  return (file?.harms() ?? []).some(
    ({ code, swallowed }) =>
      code === 'env/unterminated-quote' &&
      swallowed.some(({ loader, keys }) => loader === loaders[0] && keys.includes(name)),
  )
}

const texts = new WeakMap<EnvFileFacts, string>()

/** A line of the file begins with the name, whatever the loaders make of it. */
function isNamedIn(facts: EnvFileFacts, name: string): boolean {
  let text = texts.get(facts)
  if (text === undefined) {
    text = textOf(facts)
    texts.set(facts, text)
  }
  const escaped = name.replace(/[^\w]/g, '\\$&')
  return new RegExp(`^[ \\t\ufeff]*(?:export[ \\t]+)?${escaped}[ \\t]*=`, 'm').test(text)
}

function textOf({ document }: EnvFileFacts): string {
  if (document === undefined) return ''
  const { kind } = document.encoding
  if (kind !== 'utf-16le' && kind !== 'utf-16be') return decodeText(document.bytes).replace(/\r\n?/g, '\n')
  return new TextDecoder(kind).decode(document.bytes).replace(/\r\n?/g, '\n')
}
