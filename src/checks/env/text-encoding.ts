import { defineCheck, found } from '../../core/check.ts'
import { createFinding, type Finding } from '../../core/finding.ts'
import type { EnvDocument } from '../../env-file/document.ts'
import type { Encoding } from '../../env-file/encoding.ts'
import type { EnvFileFacts } from '../../probes/env-values.ts'
import { type Readings, readings } from '../../probes/readings.ts'
import { excerptOf, lineStartOf } from './excerpt.ts'
import { repairFix, repairOnly } from './harm-text.ts'
import { nameLoaders, verb } from './name-loaders.ts'
import { spelling } from './topics.ts'

const codes = {
  'env/not-utf8': {
    severity: 'error',
    title: 'The env file is not UTF-8 text',
    why: 'Most loaders read nothing, or refuse the whole file. PowerShell 5 writes UTF-16 when output is redirected with `>`.',
    fix: 'Save the file as UTF-8 without a byte order mark',
  },
  'env/bom': {
    severity: 'error',
    title: 'A byte order mark stands before the first variable',
    why: 'Several loaders take the mark for a part of the first name, so that this one variable does not exist for the app.',
    fix: 'Save the file as UTF-8 without a byte order mark',
  },
} as const

const whyOfHarmlessMark =
  'No loader in use is hurt by it. Others take the mark for a part of the first name, so that this one variable does not exist for them.'
const whyOfMarkedLine =
  'No loader in use is hurt by it. Others take the mark for a part of the first line, and refuse the file where that is no comment any more.'
const whyOfRefusedMark =
  'The mark is no part of an assignment or a comment, so that the loader takes nothing from the file.'
const whyOfByte =
  'Such a byte comes from an editor with another encoding. Some loaders refuse the whole file for it, others put another character in its place.'
const whyOfNul =
  'Nobody writes a NUL byte on purpose. Some loaders keep it, some drop it, and no process can be given such a value.'

export const textEncoding = defineCheck({
  id: 'text-encoding',
  family: 'env',
  title: 'The env file is plain UTF-8',
  topic: spelling,
  codes,
  needs: { readings },
  judge: ({ readings: read }) =>
    found(
      read.values.files.flatMap((facts): readonly Finding<keyof typeof codes>[] => {
        const { document } = facts
        if (document === undefined) return []
        const { kind } = document.encoding
        if (kind === 'utf-8') return []
        return kind === 'utf-8-bom' ? judgeMark(facts, document, read) : judgeEncoding(facts, document, read)
      }),
    ),
})

const wide = { 'utf-16le': 'UTF-16 (little endian)', 'utf-16be': 'UTF-16 (big endian)' } as const

function judgeEncoding(facts: EnvFileFacts, document: EnvDocument, read: Readings) {
  const { kind, offset } = document.encoding
  const { path } = facts.file
  if (kind === 'utf-16le' || kind === 'utf-16be')
    return [
      createFinding(codes, 'env/not-utf8', `\`${path}\` is written in ${wide[kind]}`, {
        evidence: { encoding: kind, offset },
        location: { file: path },
        fix: { ...repairFix, summary: 'Let the tool save the file as UTF-8:' },
      }),
    ]
  const start = lineStartOf(document, offset)
  const line = document.segments.findLast((segment) => segment.start <= start)?.line ?? 1
  const byte = (document.bytes[offset] ?? 0).toString(16).toUpperCase().padStart(2, '0')
  const rejecting = read.loaders.filter((loader) => facts.read(loader).kind === 'rejected')
  const effect = rejecting.length === 0 ? '' : `; ${nameLoaders(rejecting)} ${verb(rejecting, 'rejects', 'reject')} it`
  return [
    createFinding(codes, 'env/not-utf8', `${describe(document.encoding, byte, path)}, on line ${line}${effect}`, {
      severity: rejecting.length === 0 && !reachesValue(facts, read) ? 'info' : 'error',
      why: kind === 'binary' ? whyOfNul : whyOfByte,
      evidence: { encoding: kind, offset, line, byte },
      location: {
        file: path,
        line,
        column: new TextDecoder().decode(document.bytes.subarray(start, offset)).length + 1,
      },
      excerpt: excerptOf(document, { start: offset, end: offset + 1 }, hiddenAround(document, offset)),
    }),
  ]
}

function describe({ kind, offset }: Encoding, byte: string, path: string): string {
  if (kind === 'binary') return `\`${path}\` holds a NUL byte at offset ${offset}`
  // Every byte means something in this encoding, so that it is always a guess, and nearly always right.
  const meant = new TextDecoder('windows-1252').decode(new Uint8Array([Number.parseInt(byte, 16)]))
  const guess = /\p{L}|\p{P}|\p{S}/u.test(meant) ? ` (\`${meant}\` in Latin-1 or Windows-1252)` : ''
  return `\`${path}\` is not UTF-8: byte ${byte}${guess} at offset ${offset}`
}

/** In a comment such a byte does no harm to a loader that does not refuse it. */
function reachesValue(facts: EnvFileFacts, { loaders }: Readings): boolean {
  return loaders.some((loader) => {
    const reading = facts.read(loader)
    if (reading.kind === 'rejected') return true
    return [...reading.variables].some(
      ([key, found]) => /[\ufffd\0]/.test(key) || (found.kind === 'value' && /[\ufffd\0]/.test(found.value)),
    )
  })
}

function hiddenAround({ segments }: EnvDocument, offset: number) {
  const segment = segments.findLast(({ start }) => start <= offset)
  if (segment === undefined || segment.kind === 'comment') return []
  return [segment.kind === 'assignment' ? segment.value : segment]
}

function judgeMark(facts: EnvFileFacts, { segments }: EnvDocument, { loaders }: Readings) {
  const first = segments[1]
  if (first === undefined) return []
  const { path } = facts.file
  const isKey = first.kind === 'assignment' || first.kind === 'key-only'
  const losing = loaders.filter((loader) => {
    const reading = facts.read(loader)
    return reading.kind === 'rejected' ? reading.line === 1 : isKey && !reading.variables.has(first.key)
  })
  const hasKeys = segments.some(({ kind }) => kind === 'assignment' || kind === 'key-only')
  const isTakenAway = hasKeys || losing.length > 0
  const effect =
    losing.length === 0
      ? 'the loaders in use pass over it, others do not'
      : isKey
        ? `${nameLoaders(losing)} ${verb(losing, 'does', 'do')} not get \`${first.key}\``
        : `${nameLoaders(losing)} ${verb(losing, 'rejects', 'reject')} the file`
  return [
    createFinding(codes, 'env/bom', `\`${path}\` begins with a byte order mark; ${effect}`, {
      severity: isTakenAway ? 'error' : 'info',
      evidence: { variable: isKey ? first.key : null, line: 1, loaders: losing },
      ...(losing.length === 0
        ? { why: isKey ? whyOfHarmlessMark : whyOfMarkedLine }
        : isKey
          ? {}
          : { why: whyOfRefusedMark }),
      location: { file: path, line: 1, column: 1 },
      // In a file without keys there is nothing to lose, and `--fix` leaves it there.
      fix: { ...(isTakenAway ? repairFix : repairOnly('env/bom')), summary: 'Let the tool take the mark away:' },
    }),
  ]
}
