import { usageError } from '../../../core/errors.ts'
import { nearestName } from '../../../core/nearest-name.ts'
import { callbackKinds } from '../../../daraja/callback-kind.ts'
import type { InboxEvent } from '../../../inbox/event.ts'
import { matchesFilter } from '../../../inbox/filter-events.ts'
import { toHar } from '../../../inbox/har.ts'
import { exactRequest } from '../../../inbox/protect.ts'
import { type CommandBody, type Invocation, optionValue } from '../../command.ts'
import { curlLine } from '../../describe-delivery.ts'
import { inboxFolder, withInbox } from '../../inbox-folder.ts'
import { createInboxVoice, messageOf } from '../../inbox-voice.ts'
import { headersToSend } from '../../replay-headers.ts'

const defaultCount = 20
const pauseMs = 500

export const runEvents: CommandBody = async (invocation) => {
  const [verb] = invocation.args
  if (verb !== undefined && verb !== 'export')
    throw usageError('unknown-verb', `\`events ${verb}\` is unknown`, {
      summary: 'e.g. `mpesa-doctor events export --har`',
    })
  const isWanted = chooser(invocation)
  const limit =
    optionValue<number>(invocation, 'limit') ?? (verb === 'export' ? Number.POSITIVE_INFINITY : defaultCount)
  const recorded = await readEvents(invocation)
  const found = recorded.filter(isWanted)
  const shown = limit === Number.POSITIVE_INFINITY ? found : found.slice(-limit)
  if (verb === 'export') return exportEvents(invocation, shown)
  const voice = createInboxVoice(invocation)
  for (const event of shown) voice.listed(event)
  if (optionValue(invocation, 'follow') === true) {
    await follow(invocation, recorded.at(-1)?.number ?? 0, (event) => {
      if (isWanted(event)) voice.listed(event)
    })
    return 0
  }
  if (shown.length === 0) voice.hint('No callbacks are recorded here. `mpesa-doctor listen` keeps what comes.')
  else voice.hint(`\`mpesa-doctor replay ${shown.at(-1)?.number}\` sends the last of them again.`)
  return 0
}

function readEvents({ deps, project }: Invocation, afterNumber = 0): Promise<readonly InboxEvent[]> {
  return withInbox(() => deps.inbox.read(inboxFolder(project), { afterNumber }))
}

function chooser(invocation: Invocation): (event: InboxEvent) => boolean {
  const kind = optionValue<string>(invocation, 'kind')
  if (kind !== undefined && !callbackKinds.some((name) => name === kind)) {
    const near = nearestName(kind, callbackKinds)
    throw usageError('unknown-kind', `There is no kind \`${kind}\``, {
      summary: near === undefined ? `one of: ${callbackKinds.join(', ')}` : `did you mean \`${near}\`?`,
    })
  }
  const filter = { kind, id: optionValue<string>(invocation, 'id'), status: optionValue<string>(invocation, 'status') }
  const age = optionValue<number>(invocation, 'since')
  const from = age === undefined ? 0 : invocation.ports.clock.now().getTime() - age
  return (event) => Date.parse(event.receivedAt) >= from && matchesFilter(event, messageOf(event), filter)
}

/** An event that has no answer by then will hardly get one: the process that wrote it is gone. */
const patienceMs = 120_000

/** Looks again and again; an event is shown once it has its answer, and one that gets none holds nobody up. */
async function follow(invocation: Invocation, last: number, show: (event: InboxEvent) => void): Promise<void> {
  const { ports, signal } = invocation
  const shown = new Set<number>()
  let settled = last
  while (!signal.aborted) {
    await ports.clock.sleep(pauseMs, signal).catch(() => undefined)
    let isGapless = true
    for (const event of await readEvents(invocation, settled)) {
      const isOld = ports.clock.now().getTime() - Date.parse(event.receivedAt) > patienceMs
      if (event.answer !== null && !shown.has(event.number)) {
        shown.add(event.number)
        show(event)
      }
      isGapless &&= event.answer !== null || isOld
      if (!isGapless) continue
      settled = event.number
      shown.delete(event.number)
    }
  }
}

async function exportEvents(invocation: Invocation, events: readonly InboxEvent[]): Promise<number> {
  const { deps, output, redactor } = invocation
  const isRaw = optionValue(invocation, 'raw') === true
  const seal = isRaw ? await deps.inbox.seal() : null
  const chosen = isRaw
    ? events.map((event) => ({ ...event, request: exactRequest(event.request, seal) ?? event.request }))
    : events
  const write = isRaw ? output.document : output.data
  if (optionValue(invocation, 'har') === true) write(`${JSON.stringify(toHar(chosen, deps.version), null, 2)}\n`)
  else if (optionValue(invocation, 'curl') === true)
    for (const { request } of chosen)
      write(
        `${curlLine({ method: request.method, url: `http://127.0.0.1${request.target}`, headers: headersToSend(request.headers), body: request.body.content })}\n`,
      )
  else
    for (const event of chosen) {
      const { sealed: _, ...request } = event.request
      const json = JSON.parse(JSON.stringify({ ...event, request }))
      output.document(`${JSON.stringify(isRaw ? json : redactor.value(json))}\n`)
    }
  return 0
}
