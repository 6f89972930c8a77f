import type * as fs from 'node:fs/promises'
import { EnvFileError, type EnvFileErrorCode } from '../env-file/env-file-error.ts'

/** The file-system calls that the writer makes. */
export type Disk = Pick<
  typeof fs,
  'link' | 'lstat' | 'mkdir' | 'open' | 'readdir' | 'readFile' | 'realpath' | 'rename' | 'unlink'
>

/** `ENOENT` and the like; null for anything that the system did not say. */
export function errnoOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : null
}

interface Meaning {
  readonly code: EnvFileErrorCode
  readonly message: string
  readonly fix?: string
}

const MEANINGS: Readonly<Record<string, Meaning>> = {
  ENOENT: { code: 'env-file-missing', message: 'does not exist' },
  ENOTDIR: { code: 'env-file-missing', message: 'does not exist' },
  EISDIR: { code: 'env-file-not-a-file', message: 'is a directory' },
  EBUSY: {
    code: 'env-file-cannot-replace',
    message: 'cannot be replaced: it is mounted by itself, or another program holds it',
    fix: 'Run this outside the container, mount the directory instead of the single file, or name `--in-place`',
  },
  EXDEV: {
    code: 'env-file-cannot-replace',
    message: 'cannot be replaced: it lies on another file system than its directory',
    fix: 'Mount the directory instead of the single file, or name `--in-place`',
  },
  EROFS: {
    code: 'env-file-read-only',
    message: 'lies on a read-only file system',
    fix: 'Mount it for writing, or change the file where it comes from',
  },
  ENOSPC: {
    code: 'env-file-no-space',
    message: 'cannot be written: the disk is full',
    fix: 'Make room; the file is as it was',
  },
  EDQUOT: { code: 'env-file-no-space', message: 'cannot be written: the disk quota is used up' },
  EACCES: {
    code: 'env-file-permission',
    message: 'cannot be written: permission denied',
    fix: 'Allow your user to write to its folder, or run this as its owner',
  },
  EPERM: {
    code: 'env-file-permission',
    message: 'cannot be written: permission denied',
    fix: 'Allow your user to write to its folder, or run this as its owner',
  },
}

/** Gives a system error a stable code and a sentence; anything that is no system error passes through. */
export function toEnvFileError(error: unknown, file: string): unknown {
  const errno = errnoOf(error)
  if (error instanceof EnvFileError || errno === null) return error
  const { code, message, fix } = MEANINGS[errno] ?? { code: 'env-file-io', message: `cannot be used (${errno})` }
  return new EnvFileError(
    code,
    file,
    `\`${file}\` ${message}`,
    fix === undefined ? { cause: error } : { fix, cause: error },
  )
}

/** For steps whose failure changes nothing: removing what may be gone already, asking for what a file system may lack. */
export async function ignoringErrno(work: Promise<unknown>, ...errnos: readonly string[]): Promise<void> {
  try {
    await work
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === null || (errnos.length > 0 && !errnos.includes(errno))) throw error
  }
}
