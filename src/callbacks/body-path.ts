import { type JsonNode, memberOf } from './json-nodes.ts'

/** A step into an object or into a list. */
export type PathStep = string | number

/** `Body.stkCallback.Item[0].Value`, also with names in brackets: `["odd.name"]`. Undefined if it is none. */
export function parsePath(text: string): readonly PathStep[] | undefined {
  const steps: PathStep[] = []
  const part = /(?:^|\.)([^.[\]"]+)|\[(\d{1,7})\]|\[("(?:[^"\\]|\\.)*")\]/y
  let at = text.startsWith('.') && text[1] !== '[' ? 0 : text.startsWith('.') ? 1 : 0
  while (at < text.length) {
    part.lastIndex = at
    const match = part.exec(text)
    if (match === null) return undefined
    const [whole, name, index, quoted] = match
    if (name !== undefined) steps.push(name)
    else if (index !== undefined) steps.push(Number(index))
    else {
      const read = parseString(quoted ?? '')
      if (read === undefined) return undefined
      steps.push(read)
    }
    at += whole.length
  }
  return steps.length === 0 ? undefined : steps
}

function parseString(text: string): string | undefined {
  try {
    return JSON.parse(text) as string
  } catch {
    return undefined
  }
}

/** As a user writes it. */
export function writePath(steps: readonly PathStep[]): string {
  return steps
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`
      if (!/^[^\s.[\]"=:]+$/.test(step)) return `[${JSON.stringify(step)}]`
      return index === 0 ? step : `.${step}`
    })
    .join('')
}

/** A value in the document, or where one would stand: in an object that exists. */
export interface Place {
  readonly steps: readonly PathStep[]
  /** Undefined if it is not there yet. */
  readonly node: JsonNode | undefined
  /** The object that it is in, or would be added to. */
  readonly parent: JsonNode | undefined
}

/** `[0]`, or `.0` as some write it. */
function indexOf(step: PathStep): number {
  return typeof step === 'number' || /^\d+$/.test(step) ? Number(step) : -1
}

/** Follows a path; undefined if what should hold the last step is not there. */
export function followPath(root: JsonNode, steps: readonly PathStep[]): Place | undefined {
  let node: JsonNode | undefined = root
  let parent: JsonNode | undefined
  for (const step of steps) {
    if (node === undefined) return undefined
    parent = node
    node = node.kind === 'array' ? node.items[indexOf(step)] : memberOf(node, String(step))
  }
  if (node === undefined && (parent?.kind !== 'object' || typeof steps.at(-1) === 'number')) return undefined
  return { steps, node, parent }
}

/** Everything that the document holds, the outer before the inner. */
export function listPlaces(root: JsonNode): readonly Place[] {
  const found: Place[] = []
  const visit = (node: JsonNode, steps: readonly PathStep[]): void => {
    if (node.kind === 'array')
      node.items.forEach((item, index) => {
        found.push({ steps: [...steps, index], node: item, parent: node })
        visit(item, [...steps, index])
      })
    if (node.kind !== 'object') return
    for (const { key, value } of node.members) {
      if (memberOf(node, key) !== value) continue
      found.push({ steps: [...steps, key], node: value, parent: node })
      visit(value, [...steps, key])
    }
  }
  visit(root, [])
  return found
}

const itemNames = ['Name', 'Key', 'name']

/** The value of an item such as `{"Name":"Amount","Value":1}`, also where it has none, as `Balance`. */
export function itemPlace(text: string, item: Place): { readonly name: string; readonly place: Place } | undefined {
  const { node, steps } = item
  if (node?.kind !== 'object' || node.members.length > 2) return undefined
  const label = node.members.find(({ key, value }) => itemNames.includes(key) && value.kind === 'string')
  const other = node.members.find((member) => member !== label)
  if (label === undefined || (other !== undefined && other.key.toLowerCase() !== 'value')) return undefined
  const valueKey = other?.key ?? (label.key === 'name' ? 'value' : 'Value')
  return {
    name: JSON.parse(text.slice(label.value.from, label.value.to)) as string,
    place: { steps: [...steps, valueKey], node: other?.value, parent: node },
  }
}
