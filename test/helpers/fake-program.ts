import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { onTestFinished } from 'vitest'

export interface FakeProgram {
  readonly file: string
  /** `PATH` with the folder of the program in front. */
  readonly path: string
  /** Each run so far, in order. */
  runs(): readonly FakeRun[]
  /** Replaces what it does; runs that began go on as they were. */
  does(script: string): void
}

export interface FakeRun {
  readonly pid: number
  readonly args: string
}

/**
 * A program that does what the lines for `sh` say. `say` prints a text on standard error, `tell` on standard output,
 * `stay` keeps it running.
 */
export function fakeProgram(name: string, script: string): FakeProgram {
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-doctor-program-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const [file, log] = [join(folder, name), join(folder, 'runs.log')]
  const does = (lines: string): void => {
    writeFileSync(
      file,
      `#!/bin/sh\nsay() { printf '%s\\n' "$@" >&2; }\ntell() { printf '%s\\n' "$@"; }\nstay() { exec sleep 600; }\nprintf '%s\\n' "$$ $*" >> '${log}'\n${lines}\n`,
    )
    chmodSync(file, 0o755)
  }
  does(script)
  return {
    file,
    path: `${folder}${delimiter}/usr/bin${delimiter}/bin`,
    does,
    runs: () =>
      (existsSync(log) ? readFileSync(log, 'utf8') : '')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => ({ pid: Number.parseInt(line, 10), args: line.replace(/^\d+ /, '') })),
  }
}

/** The lines as arguments for `say` and `tell`. */
export function quoted(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `'${line.replaceAll("'", "'\\''")}'`)
    .join(' ')
}

/** Whether the process runs: one that ended and was not collected yet does not. */
export function isAlive(pid: number): boolean {
  if (pid <= 0) return false
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .startsWith('Z')
  } catch {
    return false
  }
}
