import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dockerLoader } from '../../src/env-file/loaders/docker.ts'
import { oddBytes, oddText, plainFile, utf8 } from '../env-file/env-text.ts'
import {
  agree,
  type Compared,
  expectNoDisagreement,
  fuzzCount,
  generateFiles,
  type Outcome,
  outcomeOf,
  sorted,
} from '../env-file/loaders/differential.ts'
import { findProgram, suiteName } from './find-program.ts'

const docker = findProgram('docker', 'MPESA_DOCTOR_DOCKER')

/** What lines without `=` can copy. */
const copied = { A: 'from "the" process', Q: "'quoted'", EMPTY: '' }

/** Stands between two files that one call of the client reads. */
const separator = 'NEXT_FILE='

const names = [
  'K',
  'A',
  'Q',
  'EMPTY',
  'NOPE',
  'my-key',
  'a.b',
  'é',
  '"K"',
  '__proto__',
  'K\u00a0x',
  'K\0',
  '\ufeffK',
  '1',
]
const blanks = ['', '', '', ' ', '\t', '\f', '\v', '\r', '\u0085', '\u00a0', '\u1680', '\u2003', '\u2028', '\u3000']
const tails = [
  'v',
  '"v"',
  "'v w'",
  '',
  ' v ',
  'a#b',
  ' # note',
  '$A',
  'a=b',
  '\\n',
  '\0',
  '\u2028',
  '\u200b',
  '\r',
  '😀',
]
const line = fc
  .oneof(
    { weight: 12, arbitrary: fc.tuple(fc.constantFrom(...names), fc.constant('='), fc.constantFrom(...tails)) },
    { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...names, '#', '# a=b', '')) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom('=v', 'K =v', 'K\tx', 'export K=v', 'K ', '\u180eK=v', '\u200bK')),
    },
  )
  .map((parts) => parts.join(''))
const lines = fc
  .tuple(
    fc.constantFrom('', '', '\ufeff', '\ufeff\ufeff', '\n\ufeff'),
    fc.array(fc.tuple(fc.constantFrom(...blanks, '\u180e', '\u200b', '\ufeff'), line), { maxLength: 8 }),
    fc.constantFrom('\n', '\r\n', '\r\r\n', '\n\n'),
  )
  .map(([mark, parts, newline]) => utf8(mark + parts.map((part) => part.join('')).join(newline)))

/** As much of Docker's daemon as the client needs to create a container. */
async function startDaemon() {
  const environments = new Map<string, readonly string[]>()
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://daemon')
      response.setHeader('Api-Version', '1.49').setHeader('Content-Type', 'application/json')
      if (!pathname.endsWith('/containers/create')) return response.end('OK')
      const { Env } = JSON.parse(body) as { Env: string[] | null }
      environments.set(searchParams.get('name') ?? '', Env ?? [])
      return response.writeHead(201).end('{"Id":"1","Warnings":[]}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { host: `tcp://127.0.0.1:${port}`, environments, server }
}

describe.skipIf(docker === null)(suiteName('the docker loader', docker, 'docker', 'MPESA_DOCTOR_DOCKER'), () => {
  let daemon: Awaited<ReturnType<typeof startDaemon>>
  let folder: string
  let calls = 0

  beforeAll(async () => {
    daemon = await startDaemon()
    folder = mkdtempSync(join(tmpdir(), 'docker-env-'))
  })

  afterAll(async () => {
    rmSync(folder, { recursive: true })
    await new Promise((resolve) => daemon.server.close(resolve))
  })

  const variables = () => ({ ...copied, DOCKER_HOST: daemon.host, DOCKER_CONFIG: folder, HOME: folder })
  const read = (bytes: Uint8Array) => dockerLoader.read(bytes, { variables: variables(), nodeMajor: 22 })

  /** One call for all these files: what it takes from each, or null where it refuses one of them. */
  async function create(files: readonly Uint8Array[]): Promise<readonly Outcome[] | null> {
    const name = `container-${calls++}`
    const between = join(folder, `${name}-separator`)
    writeFileSync(between, separator)
    const paths = files.map((bytes, index) => {
      const path = join(folder, `${name}-${index}`)
      writeFileSync(path, bytes)
      return path
    })
    const options = paths.flatMap((path) => ['--env-file', path, '--env-file', between])
    await new Promise<void>((resolve) => {
      execFile(docker ?? 'docker', ['create', '--name', name, ...options, 'image'], { env: variables() }, () =>
        resolve(),
      )
    })
    for (const path of [between, ...paths]) rmSync(path)
    const environment = daemon.environments.get(name)
    daemon.environments.delete(name)
    return environment === undefined ? null : splitByFile(environment)
  }

  async function createEach(files: readonly Uint8Array[]): Promise<readonly Compared[]> {
    const compared: Compared[] = []
    for (const bytes of files) {
      const real = (await create([bytes]))?.[0] ?? 'rejected'
      compared.push({ bytes, real, ours: outcomeOf(read(bytes)) })
    }
    return compared
  }

  /** Files that should be taken go many to a call; where the call fails all the same, one by one. */
  async function createTogether(files: readonly Uint8Array[]): Promise<readonly Compared[]> {
    const outcomes = await create(files)
    if (outcomes === null || outcomes.length !== files.length) return createEach(files)
    return files.map((bytes, index) => ({ bytes, real: outcomes[index] ?? 'rejected', ours: outcomeOf(read(bytes)) }))
  }

  it('reads what Docker reads', { timeout: 900_000 }, async () => {
    const count = fuzzCount(600)
    const disagreements: Compared[] = []
    for (const files of generateFiles(count, [lines, lines, lines, oddText.map(utf8), oddBytes, plainFile.map(utf8)])) {
      const taken = files.filter((bytes) => read(bytes).kind === 'read')
      const refused = files.filter((bytes) => read(bytes).kind === 'rejected')
      const half = refused.length >> 1
      const compared = await Promise.all([
        createTogether(taken),
        createEach(refused.slice(0, half)),
        createEach(refused.slice(half)),
      ])
      disagreements.push(...compared.flat().filter((found) => !agree(found)))
    }
    expectNoDisagreement('Docker', count, disagreements)
  })

  it('refuses lines of the same length as Docker', { timeout: 60_000 }, async () => {
    const long = (length: number) => `K=${'x'.repeat(length - 2)}`
    const endings = ['', '\n', '\r\n', '\nZ=1\n']
    const files = [65_533, 65_534, 65_535, 65_536, 65_537].flatMap((length) =>
      endings.flatMap((ending) => [
        utf8(long(length) + ending),
        utf8(`${'Z=1\n'.repeat(20_000)}${long(length)}${ending}`),
      ]),
    )
    expect((await createEach(files)).filter((found) => !agree(found)).map(({ bytes }) => bytes.length)).toEqual([])
  })
})

function splitByFile(environment: readonly string[]): readonly Outcome[] {
  const files: Map<string, string>[] = [new Map()]
  for (const entry of environment) {
    const equals = entry.indexOf('=')
    if (entry === separator) files.push(new Map())
    else files.at(-1)?.set(entry.slice(0, equals), entry.slice(equals + 1))
  }
  return files.slice(0, -1).map(sorted)
}
