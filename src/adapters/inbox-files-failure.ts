import { EnvFileError } from '../env-file/env-file-error.ts'
import { InboxError, type InboxErrorCode } from '../inbox/inbox-store.ts'
import { errnoOf } from './env-file-writer-node-disk.ts'

const errnoCodes: Readonly<Record<string, InboxErrorCode>> = {
  ENOSPC: 'no-space',
  EDQUOT: 'no-space',
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
  ENOTDIR: 'not-a-folder',
  EEXIST: 'not-a-folder',
}

const sentences: Readonly<Partial<Record<InboxErrorCode, string>>> = {
  locked: 'another process is writing to the inbox',
  'no-space': 'there is no space left for the inbox',
  'read-only': 'the inbox cannot be written to',
  'not-a-folder': 'the place of the inbox is taken by a file',
  unreadable: 'the inbox cannot be read',
}

/** What the system says of a folder that is written to. */
export function toInboxError(error: unknown, folder: string): InboxError {
  if (error instanceof InboxError) return error
  if (error instanceof EnvFileError && error.code === 'env-file-locked') return inboxError('locked', '', folder, error)
  const errno = errnoOf(error) ?? ''
  return inboxError(errnoCodes[errno] ?? 'other', errno, folder, error)
}

/** What it says of one that is only read. */
export function toReadError(error: unknown, folder: string): InboxError {
  const errno = errnoOf(error) ?? ''
  return inboxError(errno === 'ENOTDIR' ? 'not-a-folder' : 'unreadable', errno, folder, error)
}

function inboxError(code: InboxErrorCode, errno: string, folder: string, cause: unknown): InboxError {
  const sentence = sentences[code] ?? 'the inbox cannot be used'
  return new InboxError(code, folder, errno === '' ? sentence : `${sentence} (${errno})`, cause)
}
