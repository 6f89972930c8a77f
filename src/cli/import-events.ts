import { isMaskedImport } from '../callbacks/replay-event.ts'
import { KnownError, usageError } from '../core/errors.ts'
import { oneLine } from '../core/printable.ts'
import type { InboxEvent } from '../inbox/event.ts'
import type { ImportedEvent, ImportedEvents } from '../inbox/import/imported-event.ts'
import { readRecording } from '../inbox/import/read-recording.ts'
import { protectStore } from '../inbox/protect.ts'
import { askNgrokRequests } from '../probes/ngrok-requests.ts'
import { eventChooser, readEvents } from './choose-events.ts'
import { type Invocation, optionValue } from './command.ts'
import { withInbox } from './inbox-folder.ts'
import { createInboxVoice, messageOf } from './inbox-voice.ts'
import { openInbox } from './open-inbox.ts'
import { formatOf } from './run-report.ts'

/** So many are written before their writing is waited for. */
const together = 200
const mostFileBytes = 256 * 1_048_576

/** Takes in what another program has recorded: a file, or what the ngrok agent of this machine still has. */
export async function importEvents(invocation: Invocation, file: string | undefined): Promise<number> {
  if (file !== undefined && optionValue(invocation, 'from') !== undefined)
    throw usageError('option-conflict', 'Events come from a file or from --from, not from both', {
      summary: 'leave one of them out',
    })
  const isWanted = eventChooser(invocation)
  const { recording, source } = await (file === undefined ? readAgent(invocation) : readFile(invocation, file))
  if (recording.kind === 'unknown')
    throw usageError('import-unknown', `${source} is no recording that can be read: ${recording.why}`, {
      summary: 'give a HAR file, or what `events export` prints',
    })
  const recorded = await readEvents(invocation)
  const found = recording.events.filter((event) => isWanted(asEvent(event)))
  const fresh = withoutKnown(found, recorded)
  if (fresh.length > 0) await write(invocation, fresh)
  say(invocation, {
    source,
    found: found.length,
    imported: fresh.length,
    callbacks: fresh.filter((event) => messageOf(event).kind !== 'unknown').length,
    unreadable: recording.strange,
    masked: fresh.filter(({ request }) => isMaskedImport(request)).length,
  })
  return 0
}

interface Recording {
  readonly recording: ImportedEvents
  /** What it came from, for people. */
  readonly source: string
}

async function readAgent(invocation: Invocation): Promise<Recording> {
  const answer = await askNgrokRequests(invocation)
  if (answer.kind === 'answered') return { recording: answer.recording, source: `the ngrok agent at ${answer.api}` }
  throw new KnownError('inconclusive', 'ngrok-agent-missing', `No ngrok agent answers at ${answer.api}`, {
    fix: {
      summary:
        'import while it runs, it forgets everything when it ends; --ngrok-api names another address, and a HAR file is imported by its name',
    },
  })
}

async function readFile({ project, ports }: Invocation, name: string): Promise<Recording> {
  const [{ readFile: read, stat }, { resolve }] = await Promise.all([import('node:fs/promises'), import('node:path')])
  const path = resolve(project.folder, name)
  try {
    const { size } = await stat(path)
    if (size > mostFileBytes)
      throw usageError('import-too-large', `${name} has ${Math.round(size / 1_048_576)} MiB; 256 are read at most`)
    return { recording: readRecording(await read(path, 'utf8'), ports.digest.short), source: name }
  } catch (error) {
    if (error instanceof KnownError) throw error
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw usageError('import-unreadable', `${name} cannot be read${code}`, { summary: 'correct its path' })
  }
}

/** By what an event is known again: where it came from, and what it is here. */
function namesOf(events: readonly InboxEvent[]): Set<string> {
  return new Set(events.flatMap(({ id, request }) => [`inbox:${id}`, request.importedFrom ?? '']))
}

/** The oldest first, each once. What was here masked is taken again if it now comes as it was. */
function withoutKnown(events: readonly ImportedEvent[], recorded: readonly InboxEvent[]): readonly ImportedEvent[] {
  const all = namesOf(recorded)
  const whole = namesOf(recorded.filter(({ request }) => !isMaskedImport(request)))
  return events
    .toSorted((one, other) => one.receivedAt.getTime() - other.receivedAt.getTime())
    .filter(({ request }) => {
      const { importedFrom = '' } = request
      const isFresh = !(isMaskedImport(request) ? all : whole).has(importedFrom)
      all.add(importedFrom)
      if (!isMaskedImport(request)) whole.add(importedFrom)
      return isFresh
    })
}

function asEvent({ receivedAt, request, answer }: ImportedEvent): InboxEvent {
  return { id: request.importedFrom ?? '', number: 0, receivedAt: receivedAt.toISOString(), request, answer }
}

async function write(invocation: Invocation, events: readonly ImportedEvent[]): Promise<void> {
  const { keptRedactor, deps, signal } = invocation
  const isRaw = optionValue(invocation, 'raw') === true
  await withInbox(async () => {
    const { store } = await openInbox(invocation)
    try {
      const target = isRaw ? store : protectStore(store, { mask: keptRedactor.text, seal: await deps.inbox.seal() })
      for (let at = 0; at < events.length; at += together) {
        signal.throwIfAborted()
        const written: Promise<void>[] = []
        for (const { request, receivedAt, answer } of events.slice(at, at + together)) {
          const started = await target.begin(request, receivedAt)
          if (answer !== null) written.push(started.finish(answer))
        }
        await Promise.all(written)
      }
    } finally {
      await store.close()
    }
  })
}

interface ImportFacts {
  readonly source: string
  readonly found: number
  readonly imported: number
  readonly callbacks: number
  readonly unreadable: number
  /** Were exported masked, so that they cannot be sent again. */
  readonly masked: number
}

function say(invocation: Invocation, facts: ImportFacts): void {
  const { output, redactor } = invocation
  if (formatOf(invocation) === 'json') {
    output.document(`${JSON.stringify(redactor.value({ type: 'imported', ...facts }))}\n`)
    return
  }
  const { source, found, imported, callbacks, unreadable, masked } = facts
  const known = found - imported
  const notes = [
    ...(known > 0 ? [`${known} ${known === 1 ? 'was' : 'were'} here already`] : []),
    ...(unreadable > 0 ? [`${unreadable} could not be read`] : []),
  ]
  output.data(
    `${imported} ${imported === 1 ? 'request' : 'requests'} imported from ${oneLine(source)} (callbacks: ${callbacks})${notes.length === 0 ? '' : `; ${notes.join(', ')}`}.\n`,
  )
  if (masked > 0)
    createInboxVoice(invocation).warn(
      `${masked} of them ${masked === 1 ? 'was' : 'were'} exported masked and cannot be sent again; \`mpesa-doctor events export --har --raw\` keeps what is needed`,
    )
  if (imported > 0 && !output.quiet) output.talk('`mpesa-doctor events` lists them.\n')
}
