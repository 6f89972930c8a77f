import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import fc from 'fast-check'
import { expect } from 'vitest'
import type { FileReading, Loader, Surroundings } from '../../src/env-file/loader.ts'

/**
 * What a program says about one file: its variables, `{ raises: true }` for one that cannot be asked for, or nothing at
 * all. A list, because `JSON.parse` of some releases of Node mixes up object keys that begin with an escape.
 */
export type RealReading = readonly (readonly [string, string | null | { readonly raises: true }])[] | 'rejected'

export interface RealLoader {
  /** Readings in the order of the files. */
  readAll(files: readonly Uint8Array[], environment: Readonly<Record<string, string>>): Promise<readonly RealReading[]>
  stop(): Promise<void>
}

/** What the command prints, or null if it fails; used to find out what is installed. */
export function outputOf(command: string, args: readonly string[]): string | null {
  try {
    return execFileSync(command, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 20_000,
    }).trim()
  } catch {
    return null
  }
}

/** One child process for all files: it gets a JSON line for each (`bytes` in Base64, `environment`) and answers with one. */
export function startRealLoader(command: string, args: readonly string[]): RealLoader {
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, PYTHONUTF8: '1' },
  })
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const readAll: RealLoader['readAll'] = async (files, environment) => {
    const requests = files.map((file) => JSON.stringify({ bytes: Buffer.from(file).toString('base64'), environment }))
    child.stdin.write(`${requests.join('\n')}\n`)
    const readings: RealReading[] = []
    while (readings.length < files.length) {
      const answer = await answers.next()
      if (answer.done === true) throw new Error(`${command} ended after ${readings.length} of ${files.length} files`)
      readings.push(JSON.parse(answer.value) as RealReading)
    }
    return readings
  }
  const stop = async (): Promise<void> => {
    const gone = once(child, 'exit')
    child.stdin.end()
    await gone
  }
  return { readAll, stop }
}

/** A reading in the form of the real programs' answers. */
export function asRealReading(reading: FileReading): RealReading {
  if (reading.kind === 'rejected') return 'rejected'
  return [...reading.variables].map(([key, found]) => {
    if (found.kind === 'value') return [key, found.value]
    return [key, found.kind === 'null' ? null : { raises: true }]
  })
}

export interface Comparison {
  /** Files that a known difference of the installed version keeps out of the comparison. */
  readonly explained: number
  readonly disagreements: readonly { readonly file: string; readonly ours: RealReading; readonly real: RealReading }[]
}

/** Prints the numbers, and fails with the shortest files that are read differently. */
export function expectAgreement(subject: string, count: number, { explained, disagreements }: Comparison): void {
  process.stderr.write(
    `${subject}: ${count} files, ${disagreements.length} disagreements, ${explained} explained by the release\n`,
  )
  expect(disagreements.toSorted((left, right) => left.file.length - right.file.length).slice(0, 3)).toEqual([])
}

/** Reads generated files both ways. `environment` is there for every second batch. */
export async function compareReadings(
  real: RealLoader,
  loader: Loader,
  files: fc.Arbitrary<Uint8Array>,
  count: number,
  isExplained: (file: Uint8Array) => boolean = () => false,
): Promise<Comparison> {
  const disagreements: Comparison['disagreements'][number][] = []
  let explained = 0
  const batchSize = 500
  for (let done = 0; done < count; done += batchSize) {
    const batch = fc.sample(files, Math.min(batchSize, count - done))
    const environment = (done / batchSize) % 2 === 0 ? environments.some : environments.none
    const surroundings: Surroundings = { variables: environment, nodeMajor: 24 }
    const readings = await real.readAll(batch, environment)
    for (const [index, file] of batch.entries()) {
      const ours = asRealReading(loader.read(file, surroundings))
      const theirs = readings[index] ?? 'rejected'
      if (sameReadings(ours, theirs)) continue
      if (isExplained(file)) explained++
      else disagreements.push({ file: JSON.stringify(Buffer.from(file).toString('latin1')), ours, real: theirs })
    }
  }
  return { explained, disagreements }
}

const environments = { none: {}, some: { A: 'outer', HOME: '/home/w', B: '$A', E: '', 'a.b': '}', N: '{A}' } }

function sameReadings(one: RealReading, other: RealReading): boolean {
  return canonical(one) === canonical(other)
}

function canonical(reading: RealReading): string {
  if (reading === 'rejected') return reading
  return JSON.stringify(reading.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}
