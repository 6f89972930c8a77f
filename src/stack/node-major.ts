import type { ProjectFacts } from './facts.ts'
import { readJsonManifest } from './json-manifest.ts'

/** Names of the lines that get long-term support. */
const majorOfName: Readonly<Record<string, number>> = {
  hydrogen: 18,
  iron: 20,
  jod: 22,
  krypton: 24,
}

/** Major version of the Node that the project asks for; the one that runs this tool where it does not say or allows it. */
export function nodeMajorOf({ texts, runningNode }: ProjectFacts): number {
  const tools = texts.get('.tool-versions')
  return (
    majorOf(texts.get('.nvmrc')) ??
    majorOf(texts.get('.node-version')) ??
    fromRange(readJsonManifest(texts.get('package.json')).nodeRange, runningNode) ??
    (tools === undefined ? undefined : majorOf(/^(?:nodejs|node)[ \t]+(\S{1,40})/m.exec(tools)?.[1])) ??
    runningNode
  )
}

/** `20`, `v20.11.0`, `lts/iron`; undefined for `node`, `lts/*` and whatever else moves with time. */
function majorOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const word = text.trimStart().split(/\s/, 1)[0] ?? ''
  const digits = /^v?(\d{1,3})(?:\.|$)/.exec(word)?.[1]
  return digits === undefined ? majorOfName[word.replace(/^lts\//, '').toLowerCase()] : Number(digits)
}

/** `>=20`, `^18 || ^20`, `20.x`: the running version where the range has room for it, else the range's newest. */
function fromRange(range: string | undefined, running: number): number | undefined {
  if (range === undefined) return undefined
  const spans = range.slice(0, 200).split('||').flatMap(spanOf)
  if (spans.length === 0 || spans.some(({ from, to }) => from <= running && running <= to))
    return spans.length === 0 ? undefined : running
  return Math.max(...spans.map(({ from, to }) => (to === Number.POSITIVE_INFINITY ? from : to)))
}

function spanOf(text: string): readonly { readonly from: number; readonly to: number }[] {
  const lower = /(?:^|\s)(>=?|\^|~|=|v)?\s*v?(\d{1,3})/.exec(text)
  const upper = /<(=?)\s*v?(\d{1,3})(\.0)*(?:\s|$)/.exec(text)
  const to = upper === null ? Number.POSITIVE_INFINITY : Number(upper[2]) - (upper[1] === '=' ? 0 : 1)
  if (lower === null) return upper === null ? [] : [{ from: 0, to }]
  const from = Number(lower[2])
  return [{ from, to: lower[1]?.startsWith('>') === true ? to : from }]
}
