import { join, relative } from 'node:path'
import { KnownError, usageError } from '../core/errors.ts'
import type { Fix } from '../core/finding.ts'
import { secret } from '../core/secret.ts'
import { describeOrigin } from '../core/settings.ts'
import type { InboxPlace } from '../inbox/inbox-place.ts'
import { InboxError, type InboxErrorCode } from '../inbox/inbox-store.ts'
import type { Invocation } from './command.ts'
import { hidePassword } from './load-run.ts'

const storeForm =
  'write `postgres://user@host:5432/database`, or leave it out to keep callbacks in `.mpesa-doctor/inbox`'

/** Where the callbacks of a project are kept: in what `--store` names, else in its own folder. */
export function inboxPlace(invocation: Pick<Invocation, 'project' | 'values' | 'redactor'>): InboxPlace {
  const { project, values, redactor } = invocation
  const store = values.get('store')
  if (store === undefined) return { kind: 'files', folder: join(project.folder, '.mpesa-doctor', 'inbox') }
  const url = String(store.value).trim()
  hidePassword(redactor, url)
  if (/^postgres(?:ql)?:\/\//i.test(url)) return { kind: 'postgres', url: secret(url) }
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase()
  // What has no scheme may be a password that slipped; it is not repeated.
  const problem = scheme === undefined ? 'it is no URL of a database' : `\`${scheme}:\` is not PostgreSQL`
  throw usageError('bad-value', `Callbacks cannot be kept where ${describeOrigin(store.origin)} says: ${problem}`, {
    summary: storeForm,
  })
}

/** A place as people are told of it: the folder as seen from the project, the database without its password. */
export function showPlace(place: InboxPlace, where: string, projectFolder: string): string {
  return place.kind === 'files' ? relative(projectFolder, place.folder) : where
}

/** Turns what the inbox says into one tidy line with its fix. */
export async function withInbox<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof InboxError ? toKnownError(error) : error
  }
}

const fixes: Readonly<Partial<Record<InboxErrorCode, Fix>>> = {
  locked: { summary: 'stop the other `listen` or `tunnel` of this project, or work in another folder with --cwd' },
  'bad-url': { summary: storeForm },
  unreachable: {
    summary: 'see whether the database runs and can be reached from here; without --store files are used',
  },
  denied: { summary: 'see to the login in the URL and to its rights; `docs/inbox.md` has the SQL for an owner' },
}

const makeRoom: Fix = { summary: 'make room there, or let the folder be written by you' }

/** Also for callers that go on without an inbox where they can. */
export function toKnownError(error: InboxError): KnownError {
  const { code, where, message } = error
  const text = `${message.charAt(0).toUpperCase()}${message.slice(1)}: ${where}`
  const category = code === 'locked' ? 'conflict' : code === 'bad-url' ? 'usage' : 'inconclusive'
  return new KnownError(category, `inbox-${code}`, text, { fix: fixes[code] ?? makeRoom, cause: error })
}
