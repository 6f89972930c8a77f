import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'

/** Reading `/proc` (see `proc(5)`), where anything may be gone, or closed to this user, at any moment. */

export function listNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

export function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

export function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

/** Ids of all processes. */
export function processIds(): readonly string[] {
  return listNames('/proc').filter((name) => /^\d+$/.test(name))
}

export function programOf(pid: string): string {
  return basename(readLink(`/proc/${pid}/exe`)?.replace(/ \(deleted\)$/, '') ?? readText(`/proc/${pid}/comm`).trim())
}

/** What the links of a process's open files say: `socket:[4711]`, `/dev/null`. */
export function openFiles(pid: string): readonly string[] {
  const folder = `/proc/${pid}/fd`
  return listNames(folder).flatMap((name) => readLink(`${folder}/${name}`) ?? [])
}
