import { countEdits, nearestName } from '../core/nearest-name.ts'
import { followPath, itemPlace, listPlaces, type Place, parsePath, writePath } from './body-path.ts'
import { formNames, isForm, setField } from './edit-form.ts'
import { type JsonNode, scanJson } from './json-nodes.ts'

export type EditedBody =
  | { readonly kind: 'edited'; readonly body: string }
  | { readonly kind: 'refused'; readonly why: string; readonly fix: string | null }

/**
 * Sets values in a body by `path=value`. A value that is a string stays one; in place of anything else, and for a new key,
 * what is JSON is taken as it is and everything else becomes a string; `path:=json` says that it is JSON.
 *
 * A path is `Body.stkCallback.ResultCode` or `Items[0].Value`; one name alone finds the only value of that name, wherever it
 * is, also among items with a `Name` or `Key` (`Amount`, `ResultCode`). A whole path may name a new key of an object that
 * exists; `.name` means one at the top. Whatever is not set keeps its bytes. Fields of a form are named as they are.
 */
export function setPaths(body: string, assignments: readonly string[]): EditedBody {
  let edited = body
  for (const assignment of assignments) {
    const result = setPath(edited, assignment)
    if (result.kind === 'refused') return result
    edited = result.body
  }
  return { kind: 'edited', body: edited }
}

interface Assignment {
  readonly path: string
  readonly value: string
  readonly isJson: boolean
}

function setPath(body: string, text: string): EditedBody {
  const assignment = readAssignment(text)
  if (assignment === undefined) return refuse(`\`${text}\` sets nothing`, 'write `path=value`, e.g. `ResultCode=1032`')
  if (assignment.isJson && scanJson(assignment.value) === undefined)
    return refuse(`what \`${assignment.path}\` is set to is no JSON`, 'without the colon, as `path=text`, it is a text')
  const root = scanJson(body)
  if (root !== undefined) return setInJson(body, root, assignment)
  if (isForm(body)) return setInForm(body, assignment)
  return refuse('the body is neither JSON nor a form, so nothing can be set in it', 'change it as a text with --edit')
}

/** The first `=` that is not within the quotes of a name ends the path. */
function readAssignment(text: string): Assignment | undefined {
  const match = /^((?:[^="]|"(?:[^"\\]|\\.)*")*?)(:?)=(.*)$/s.exec(text)
  const path = match?.[1]?.trim() ?? ''
  return path === '' ? undefined : { path, value: match?.[3] ?? '', isJson: match?.[2] === ':' }
}

function setInForm(body: string, { path, value }: Assignment): EditedBody {
  const names = formNames(body)
  const isNew = path.startsWith('.') && !names.includes(path)
  const name = isNew ? path.slice(1) : path
  if (isNew || names.includes(name)) return { kind: 'edited', body: setField(body, name, value) }
  return refuse(`the form has no field \`${path}\``, hint(nearestName(path, names), names))
}

function setInJson(body: string, root: JsonNode, { path, value, isJson }: Assignment): EditedBody {
  const found = findPlace(body, root, path)
  if ('kind' in found) return found
  const { steps, node, parent } = found
  const written =
    isJson || (node?.kind !== 'string' && scanJson(value) !== undefined) ? value.trim() : JSON.stringify(value)
  if (node !== undefined) return { kind: 'edited', body: body.slice(0, node.from) + written + body.slice(node.to) }
  if (parent?.kind !== 'object') return refuse(`there is no \`${path}\``, null)
  // Behind the last member, so that the space before the closing brace stays where it is.
  const last = parent.members.at(-1)?.value.to
  const at = last ?? parent.from + 1
  const added = `${last === undefined ? '' : ','}${JSON.stringify(String(steps.at(-1)))}:${written}`
  return { kind: 'edited', body: body.slice(0, at) + added + body.slice(at) }
}

function findPlace(body: string, root: JsonNode, path: string): Place | Extract<EditedBody, { kind: 'refused' }> {
  const steps = parsePath(path)
  if (steps === undefined) return refuse(`\`${path}\` is no path`, 'write e.g. `Body.stkCallback.ResultCode`')
  const direct = followPath(root, steps)
  if (direct?.node !== undefined) return direct
  const places = listPlaces(root)
  const named = places.flatMap((place) => {
    const item = itemPlace(body, place)
    const own = String(place.steps.at(-1))
    return [
      ...(typeof place.steps.at(-1) === 'string' ? [{ name: own, place }] : []),
      ...(item === undefined ? [] : [item]),
    ]
  })
  if (steps.length === 1 && !path.startsWith('.')) return findByName(path, String(steps[0]), named)
  const siblings = direct?.parent?.kind === 'object' ? direct.parent.members.map(({ key }) => key) : []
  const slip = siblings.find((key) => isSlip(String(steps.at(-1)), key))
  if (direct !== undefined && slip === undefined) return direct
  const paths = places.filter(isLeaf).map((place) => writePath(place.steps))
  const near = slip === undefined ? nearestName(path, paths) : writePath([...steps.slice(0, -1), slip])
  return refuse(`the body has no \`${path}\``, hint(near, paths))
}

function findByName(
  path: string,
  name: string,
  named: readonly { readonly name: string; readonly place: Place }[],
): Place | Extract<EditedBody, { kind: 'refused' }> {
  const [first, ...others] = named.filter((entry) => entry.name === name)
  if (first !== undefined && others.length === 0) return first.place
  if (first !== undefined)
    return refuse(
      `the body has several values named \`${path}\``,
      `write the whole path: ${list([first, ...others].map(({ place }) => writePath(place.steps)))}`,
    )
  const all = named.filter(({ place }) => isLeaf(place)).map((entry) => entry.name)
  const names = all.filter((one, index) => all.indexOf(one) === index && all.lastIndexOf(one) === index)
  return refuse(`the body has no \`${path}\``, hint(nearestName(path, names), names))
}

/** A key that differs so little from one that exists is hardly meant as a new one. */
function isSlip(name: string, key: string): boolean {
  return name.toLowerCase() === key.toLowerCase() || (name.length > 4 && countEdits(name, key) <= 2)
}

function isLeaf({ node }: Place): boolean {
  return node === undefined || (node.kind !== 'object' && node.kind !== 'array')
}

const mostNames = 12

function hint(near: string | undefined, names: readonly string[]): string | null {
  if (near !== undefined) return `did you mean \`${near}\`?`
  return names.length === 0 ? null : `it has ${list(names)}`
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).map((name) => `\`${name}\``)
  return `${shown.join(', ')}${names.length > mostNames ? ', …' : ''}`
}

function refuse(why: string, fix: string | null): Extract<EditedBody, { kind: 'refused' }> {
  return { kind: 'refused', why, fix }
}
