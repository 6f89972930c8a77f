import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { type ComposeEntry, splitListItem } from '../compose/environment-entry.ts'

/** What the services of a compose file set under `environment:`, map or list; undefined if the file is not valid YAML. */
export function readComposeEnvironment(text: string): readonly ComposeEntry[] | undefined {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, merge: true, uniqueKeys: false, logLevel: 'silent' })
  if (document.errors.length > 0) return undefined
  const resolve = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node)
  const lineOf = (node: unknown): number => lines.linePos((node as Node).range?.[0] ?? 0).line
  const services = resolve(document.get('services', true))
  const seen = new Set<unknown>()
  // The first compose files had the services at their top.
  const top = isMap(services) ? services : document.contents
  if (!isMap(top)) return []
  return top.items.flatMap(({ value }) => {
    const service = resolve(value)
    return isMap(service) ? entriesOf(resolve(service.get('environment', true))) : []
  })

  function entriesOf(environment: unknown): readonly ComposeEntry[] {
    // What several services share counts once, and what refers to itself does so, too.
    if (seen.has(environment)) return []
    seen.add(environment)
    if (isSeq(environment))
      return environment.items.flatMap((item) =>
        isScalar(item) ? [splitListItem(String(item.value), lineOf(item))] : [],
      )
    if (!isMap(environment)) return []
    return environment.items.flatMap(({ key, value }): readonly ComposeEntry[] => {
      if (!isScalar(key)) return []
      if (key.value === '<<' || typeof key.value === 'symbol') return mergedEntries(value)
      const scalar = resolve(value)
      const given = isScalar(scalar) && scalar.value !== null ? (scalar.source ?? String(scalar.value)) : null
      return [{ key: String(key.value), value: given, line: lineOf(key) }]
    })
  }

  /** `<<: *shared` and `<<: [*one, *two]`. */
  function mergedEntries(value: unknown): readonly ComposeEntry[] {
    const target = resolve(value)
    return isSeq(target) ? target.items.flatMap((item) => entriesOf(resolve(item))) : entriesOf(target)
  }
}
