import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { RetentionLimits } from '../inbox/inbox-store.ts'
import { errnoOf } from './env-file-writer-node-disk.ts'
import { readSegment } from './inbox-files-lines.ts'

const segmentName = /^events-(\d{9})\.jsonl$/

export interface Segment {
  readonly path: string
  readonly sequence: number
}

/** The oldest first; none where there is no folder. */
export async function listSegments(folder: string): Promise<readonly Segment[]> {
  const names = await readdir(folder).catch((error) => {
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  })
  return names
    .flatMap((name) => {
      const sequence = segmentName.exec(name)?.[1]
      return sequence === undefined ? [] : [{ path: join(folder, name), sequence: Number(sequence) }]
    })
    .sort((one, other) => one.sequence - other.sequence)
}

/** The file for what comes next: a new one, or the last one if a full disk or a crash left nothing in it. */
export async function openNextSegment(
  folder: string,
  inUse: string | null,
  openFile: typeof open,
): Promise<{ readonly path: string; readonly file: FileHandle }> {
  const last = (await listSegments(folder)).at(-1)
  const isEmpty = last !== undefined && last.path !== inUse && (await isEmptyFile(last.path))
  const sequence = isEmpty ? last.sequence : (last?.sequence ?? 0) + 1
  const path = join(folder, `events-${String(sequence).padStart(9, '0')}.jsonl`)
  const file = await openFile(path, isEmpty ? 'a' : 'ax', 0o600)
  await syncFolder(folder)
  return { path, file }
}

async function isEmptyFile(path: string): Promise<boolean> {
  const facts = await stat(path)
  return facts.isFile() && facts.size === 0
}

/** The highest number in use; what a crash left without any is passed over. */
export async function lastNumber(folder: string): Promise<number> {
  let last = 0
  for (const { path } of (await listSegments(folder)).toReversed()) {
    let isTold = false
    await readSegment(path, ({ type, number }) => {
      last = Math.max(last, number)
      isTold ||= type !== 'answer'
    })
    if (isTold) return last
  }
  return last
}

/** Removes whole files, the oldest first; never the newest that tells how far the numbers have come, nor what follows it. */
export async function pruneSegments(
  folder: string,
  { maxAgeMs, maxBytes }: RetentionLimits,
  now: Date,
): Promise<number> {
  const segments = await Promise.all(
    (await listSegments(folder)).map(async (segment) => ({ ...segment, facts: await stat(segment.path) })),
  )
  let kept = segments.length - 1
  while (kept > 0 && !(await tellsNumber(segments[kept]?.path ?? ''))) kept--
  let bytes = segments.reduce((sum, { facts }) => sum + facts.size, 0)
  let removed = 0
  for (const { path, facts } of segments.slice(0, Math.max(kept, 0))) {
    const isOld = now.getTime() - facts.mtimeMs > maxAgeMs
    if (!isOld && bytes <= maxBytes && facts.size > 0) break
    const numbers = new Set<number>()
    await readSegment(path, ({ type, number }) => {
      if (type === 'request') numbers.add(number)
    })
    await rm(path, { force: true })
    removed += numbers.size
    bytes -= facts.size
  }
  return removed
}

async function tellsNumber(path: string): Promise<boolean> {
  let tells = false
  await readSegment(path, ({ type }) => {
    tells ||= type !== 'answer'
  })
  return tells
}

export async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // Keeps the folder out of commits, whatever the project's own ignore file says.
  await open(join(dirname(folder), '.gitignore'), 'wx', 0o600)
    .then((file) => file.writeFile('*\n').finally(() => file.close()))
    .catch((error) => {
      if (errnoOf(error) !== 'EEXIST') throw error
    })
}

/** Otherwise a power cut could take the file away although its content was synced. */
async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders, and needs no sync of them.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}
