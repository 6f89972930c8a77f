import { itemPlace, listPlaces, type Place, writePath } from '../../callbacks/body-path.ts'
import { scanJson } from '../../callbacks/json-nodes.ts'
import type { CallbackKind } from '../../daraja/callback-kind.ts'
import type { ExplainedField } from '../inspector-api.ts'
import { explainValue } from './field-meanings.ts'

/**
 * The fields of a callback in plain words, in their order; those that speak for themselves are left out, and so is whatever
 * is no callback. The body is shown as it is given: mask it before.
 */
export function explainFields(body: string, kind: CallbackKind, receivedAt: Date): readonly ExplainedField[] {
  const root = kind === 'unknown' ? undefined : scanJson(body)
  if (root === undefined) return []
  const places = listPlaces(root)
  const items = places.flatMap((place) => itemPlace(body, place) ?? [])
  const nameOf = new Map(items.map(({ name, place }) => [writePath(place.steps), name]))
  // `Name` and `Key` of an item are said with its value.
  const labels = new Set(
    items.flatMap(({ place: { steps } }) =>
      ['Name', 'Key', 'name'].map((label) => writePath([...steps.slice(0, -1), label])),
    ),
  )
  // An item without a value has no place of its own.
  const empty = items.flatMap(({ place }) => (place.node === undefined ? [place] : []))
  return inOrder([...places, ...empty]).flatMap((place) => {
    const { node, steps } = place
    const path = writePath(steps)
    if (node?.kind === 'object' || node?.kind === 'array' || labels.has(path)) return []
    const name = nameOf.get(path) ?? String(steps.at(-1))
    const value = node === undefined ? '' : body.slice(node.from, node.to)
    const meaning = explainValue(name, textOf(value), { kind, receivedAt })
    return meaning === null ? [] : [{ path, name: nameOf.get(path) ?? null, value, meaning }]
  })
}

/** As they stand in the document. */
function inOrder(places: readonly Place[]): readonly Place[] {
  const start = ({ node, parent }: Place): number => node?.from ?? parent?.to ?? 0
  return places.toSorted((one, other) => start(one) - start(other))
}

/** A string without its quotes, anything else as it is written; null for `null` and for what is missing. */
function textOf(value: string): string | null {
  if (value === '' || value === 'null') return null
  return value.startsWith('"') ? (JSON.parse(value) as string) : value
}
