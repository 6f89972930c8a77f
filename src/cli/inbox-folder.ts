import { join } from 'node:path'
import { KnownError } from '../core/errors.ts'
import type { Project } from '../core/project.ts'
import { InboxError } from '../inbox/inbox-store.ts'

/** Where the callbacks of a project are kept. */
export function inboxFolder({ folder }: Pick<Project, 'folder'>): string {
  return join(folder, '.mpesa-doctor', 'inbox')
}

/** Turns what the inbox says into one tidy line with its fix. */
export async function withInbox<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof InboxError ? toKnownError(error) : error
  }
}

function toKnownError(error: InboxError): KnownError {
  const { code, where, message } = error
  const text = `${message.charAt(0).toUpperCase()}${message.slice(1)}: ${where}`
  if (code === 'locked')
    return new KnownError('conflict', 'inbox-locked', text, {
      fix: { summary: 'stop the other `listen` or `tunnel` of this project, or work in another folder with --cwd' },
      cause: error,
    })
  return new KnownError('inconclusive', `inbox-${code}`, text, {
    fix: { summary: 'make room there, or let the folder be written by you' },
    cause: error,
  })
}
