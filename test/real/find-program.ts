import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Path of a program: what the variable names, else the first on PATH; null if there is none that runs. */
export function findProgram(name: string, variable: string): string | null {
  const named = process.env[variable]
  if (named !== undefined && named !== '') return runs(named) ? named : null
  const file = process.platform === 'win32' ? `${name}.exe` : name
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, file)).find(runs) ?? null
}

/** The name of a suite, with the reason where it is skipped. */
export function suiteName(subject: string, program: string | null, name: string, variable: string): string {
  return program === null ? `${subject} (skipped: no ${name} on PATH or in ${variable})` : subject
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
