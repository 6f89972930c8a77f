import { lstat, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { usageError } from '../core/errors.ts'
import type { JsonObject } from '../core/json.ts'

/** A file that is there while the tunnel can be used, for scripts that wait for it. */
export interface ReadyFile {
  /** In one step: whoever sees the file can read all of it. */
  write(content: JsonObject): Promise<void>
  remove(): Promise<void>
}

/** What says that a file is ours. */
const type = 'tunnel.ready'
const mostBytes = 65_536

/**
 * Looks at the place before anything is opened, and removes what a killed run left there: to a script it would say that
 * the tunnel is up. A file of anybody else's is never touched.
 */
export async function prepareReadyFile(folder: string, given: string): Promise<ReadyFile> {
  const path = resolve(folder, given)
  const place = await stat(dirname(path)).catch(() => null)
  if (place?.isDirectory() !== true)
    throw usageError('ready-file-folder', `There is no folder ${dirname(path)} for --ready-file`, {
      summary: 'create it, or name another place',
    })
  await removeOurs(path)
  let written = false
  return {
    async write(content) {
      const temporary = `${path}.${process.pid}.tmp`
      try {
        await writeFile(temporary, `${JSON.stringify({ type, ...content })}\n`, { mode: 0o600, flush: true })
        await rename(temporary, path)
        written = true
      } catch (error) {
        await rm(temporary, { force: true })
        throw usageError('ready-file-unwritable', `The ready file ${path} cannot be written (${codeOf(error)})`, {
          summary: 'name a place that you may write to behind --ready-file',
        })
      }
    },
    async remove() {
      if (written) await removeOurs(path).catch(() => undefined)
    },
  }
}

async function removeOurs(path: string): Promise<void> {
  const facts = await lstat(path).catch(() => null)
  if (facts === null) return
  if (facts.isFile() && facts.size <= mostBytes && isOurs(await readFile(path, 'utf8').catch(() => 'unreadable')))
    return await rm(path, { force: true })
  throw usageError('ready-file-taken', `${path} is there already, and no ready file of an earlier tunnel`, {
    summary: 'name another place behind --ready-file, or remove it yourself',
  })
}

function isOurs(text: string): boolean {
  if (text === '') return true
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && Reflect.get(value, 'type') === type
  } catch {
    return false
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
}
