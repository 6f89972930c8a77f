import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from '../env-file/env-text.ts'

const BASH = '/bin/bash'
const ENV = '/usr/bin/env'

/** Why bash cannot be asked on this machine, or null. */
export const whyNoBash = existsSync(BASH) && existsSync(ENV) ? null : `${BASH} or ${ENV} is missing`

/** The environment that the shell is started with. No program can be found on this path. */
export const surroundings = { PATH: '/nonexistent', HOME: '/home/dweller', LINES_OF_HOME: 'a b' }

/** Each file is read in a process of its own, and what is exported at its end is handed to a real program. */
const DRIVER = `
count=$1 folder=$2
set --
readonly FUNCNEST=2
for (( index = 0; index < count; index++ )); do
  ( self=$BASHPID
    trap '[[ $BASHPID == "$self" ]] && ${ENV} -0 >&3' EXIT
    set -a
    . "$folder/$index" >/dev/null 2>&1 </dev/null )
  printf '\\0' >&3
done
`

/** Variables of the shell itself that it hands on to every program. */
const OF_THE_SHELL = /^(?:PWD|OLDPWD|SHLVL|_|BASH_FUNC_.*)$/

export type Environment = ReadonlyMap<string, string>

/**
 * What `set -a; . file` leaves for a program that is started next, for each file. The shell runs without rights where
 * that is possible: files that are made at random may hold redirections.
 */
export async function bashEnvironments(
  files: readonly Uint8Array[],
  limitMs = 60_000,
): Promise<readonly Environment[]> {
  const folder = await fs.mkdtemp(join(tmpdir(), 'mpesa-doctor-bash-'))
  try {
    await Promise.all(files.map((bytes, index) => fs.writeFile(join(folder, String(index)), bytes)))
    await fs.writeFile(join(folder, 'driver'), DRIVER)
    await fs.mkdir(join(folder, 'cwd'))
    await fs.chmod(folder, 0o755)
    const output = await runDriver(folder, files.length, limitMs)
    return environmentsIn(output, files.length)
  } finally {
    await fs.rm(folder, { recursive: true, force: true })
  }
}

async function runDriver(folder: string, count: number, limitMs: number): Promise<Uint8Array> {
  const args = ['--norc', '--noprofile', join(folder, 'driver'), String(count), folder]
  const child = spawn(BASH, args, {
    cwd: join(folder, 'cwd'),
    env: surroundings,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    ...(process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}),
    timeout: limitMs,
    killSignal: 'SIGKILL',
  })
  const chunks: Buffer[] = []
  for await (const chunk of child.stdio[3] as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Entries end with NUL; an empty one ends the environment of a file. */
function environmentsIn(output: Uint8Array, count: number): readonly Environment[] {
  const environments: Environment[] = []
  let current = new Map<string, string>()
  let start = 0
  for (let end = output.indexOf(0); end !== -1; end = output.indexOf(0, start)) {
    const entry = text(output.subarray(start, end))
    start = end + 1
    if (entry === '') {
      environments.push(current)
      current = new Map()
      continue
    }
    const equals = entry.indexOf('=')
    const name = entry.slice(0, equals)
    if (!OF_THE_SHELL.test(name)) current.set(name, entry.slice(equals + 1))
  }
  if (environments.length !== count) throw new Error(`bash told of ${environments.length} files instead of ${count}`)
  return environments
}
