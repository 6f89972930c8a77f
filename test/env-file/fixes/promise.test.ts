import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LoaderName, loaderNames } from '../../../src/core/loader-name.ts'
import { decodeText } from '../../../src/env-file/bytes.ts'
import { parseDocument } from '../../../src/env-file/document.ts'
import { type FixPlan, planFixes } from '../../../src/env-file/fixes/plan-fixes.ts'
import type { FileReading } from '../../../src/env-file/loader.ts'
import { oddBytes, plainFile, text, utf8 } from '../env-text.ts'
import { faultyFile } from './faulty-file.ts'
import { fixUse, readersOf } from './fix-use.ts'

const runs = Number(process.env.MPESA_DOCTOR_FUZZ ?? 700)
/** Milliseconds: far more than it takes, for machines that do much else. */
const limit = Math.max(30_000, runs * 50)
const someLoaders = fc.subarray([...loaderNames], { minLength: 1, maxLength: 4 })
const someFile = fc.oneof(
  { arbitrary: faultyFile.map(utf8), weight: 6 },
  { arbitrary: plainFile.map(utf8), weight: 1 },
  { arbitrary: oddBytes, weight: 2 },
)
const askable = /^[A-Za-z_][A-Za-z0-9_.-]*$/

function linesOf(bytes: Uint8Array): readonly string[] {
  const latin = Buffer.from(bytes).toString('latin1')
  return latin.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? []
}

function readAll(bytes: Uint8Array, names: readonly LoaderName[]): ReadonlyMap<LoaderName, FileReading> {
  return new Map(readersOf(names).map(({ name, read }) => [name, read(bytes)]))
}

function valueIn(file: FileReading | undefined, key: string): string | undefined {
  const reading = file?.kind === 'read' ? file.variables.get(key) : undefined
  return reading?.kind === 'value' ? reading.value : undefined
}

/** Without what may go from the ends of a value and from what nobody sees in it. */
function bare(value: string): string {
  return value.replace(/[^!-~]|["'`]/g, '')
}

/** The promise, stated anew from the readings of the file before and after all fixes. */
function brokenPromises(before: Uint8Array, plan: FixPlan, names: readonly LoaderName[]): readonly string[] {
  const [old, now] = [readAll(before, names), readAll(plan.bytes, names)]
  const concerned = new Set(plan.outcomes.filter(({ reason }) => reason === null).map(({ key }) => key))
  const { bytes, segments } = parseDocument(plan.bytes)
  const setBefore = parseDocument(before).segments.flatMap((one) => (one.kind === 'assignment' ? [one.key] : []))
  const isRepeated = (key: string): boolean => setBefore.indexOf(key) !== setBefore.lastIndexOf(key)
  const broken: string[] = []
  for (const [loader, after] of now) {
    const then = old.get(loader)
    if (after.kind === 'rejected') {
      if (then?.kind === 'read') broken.push(`${loader} rejects the file now`)
      continue
    }
    const variables = then?.kind === 'read' ? then.variables : new Map()
    for (const key of new Set([...variables.keys(), ...after.variables.keys()])) {
      if (!askable.test(key)) continue
      if (JSON.stringify(variables.get(key)) === JSON.stringify(after.variables.get(key))) continue
      const value = valueIn(after, key)
      const was = bare(valueIn(old.get(loader), key) ?? '')
      if (isRepeated(key) && was !== '' && !was.startsWith(bare(value ?? '-')))
        broken.push(`${loader} takes another ${key}`)
      const written = segments.flatMap((one) =>
        one.kind === 'assignment' && one.key === key ? [decodeText(bytes, one.value)] : [],
      )
      if (value !== undefined && concerned.has(key) && written.includes(value)) continue
      if (variables.has(key)) {
        broken.push(`${loader} reads another ${key}`)
        continue
      }
      if (value === undefined) {
        if (after.variables.get(key)?.kind !== 'null') broken.push(`${loader} got no plain ${key}`)
        continue
      }
      const others = names.flatMap((other) => (other === loader ? [] : (valueIn(old.get(other), key) ?? [])))
      // Those that had it before it changed anywhere are the witnesses.
      if (others.length > 0 && !others.includes(value)) broken.push(`${loader} alone reads this ${key}`)
    }
  }
  return broken
}

/** Lines that no applied fix names, each with the line that it became. */
function untouchedLines(before: Uint8Array, plan: FixPlan): readonly (readonly [string, string | undefined])[] {
  const touched = new Set<number>()
  for (const { line, reason, before: text } of plan.outcomes)
    if (reason === null)
      for (let at = 0; at <= linesOf(utf8(text)).length; at++) touched.add(line + at - (at > 0 ? 1 : 0))
  const kept = linesOf(plan.bytes).filter((_, index) => !plan.insertedLines.includes(index + 1))
  return linesOf(before).flatMap((line, index) => (touched.has(index + 1) ? [] : [[line, kept[index]]]))
}

describe('fixing any file for any loaders', () => {
  it(
    `changes no reading but for the better (${runs} files)`,
    () => {
      let changed = 0
      fc.assert(
        fc.property(someFile, someLoaders, (bytes, names) => {
          const plan = planFixes(bytes, fixUse(names))
          if (plan.bytes !== bytes) changed++
          expect(brokenPromises(bytes, plan, names)).toEqual([])
        }),
        { numRuns: runs },
      )
      expect(changed).toBeGreaterThan(runs / 5)
      process.stdout.write(`fixes: ${runs} files, ${changed} of them changed, no promise broken\n`)
    },
    limit,
  )

  it(
    'keeps every other line byte for byte, and the end of the file',
    () => {
      fc.assert(
        fc.property(someFile, someLoaders, (bytes, names) => {
          const plan = planFixes(bytes, fixUse(names))
          for (const [before, after] of untouchedLines(bytes, plan)) expect(after).toBe(before)
          expect(/[\r\n]$/.test(text(plan.bytes))).toBe(/[\r\n]$/.test(text(bytes)))
        }),
        { numRuns: runs },
      )
    },
    limit,
  )

  it(
    'is done after one time: the second changes nothing and gives the very same bytes back',
    () => {
      fc.assert(
        fc.property(someFile, someLoaders, (bytes, names) => {
          const once = planFixes(bytes, fixUse(names))
          const twice = planFixes(once.bytes, fixUse(names))
          expect(twice.bytes).toBe(once.bytes)
          expect(twice.outcomes.every(({ reason }) => reason !== null)).toBe(true)
        }),
        { numRuns: runs },
      )
    },
    limit,
  )

  it('says of each fault that was not fixed why', () => {
    fc.assert(
      fc.property(faultyFile, someLoaders, (file, names) => {
        const { bytes, outcomes } = planFixes(utf8(file), fixUse(names))
        for (const { reason } of outcomes) expect(reason).not.toBe('')
        const isApplied = outcomes.some(({ reason }) => reason === null)
        expect(isApplied).toBe(Buffer.compare(bytes, utf8(file)) !== 0)
      }),
      { numRuns: 500 },
    )
  })
})
