import { usageError } from '../../../core/errors.ts'
import { nearestName } from '../../../core/nearest-name.ts'
import type { InboxEvent } from '../../../inbox/event.ts'
import { eventChooser, eventsAbout, findEvent, lastEvent, readEvents } from '../../choose-events.ts'
import { type CommandBody, type Invocation, optionValue } from '../../command.ts'
import { exportEvents } from '../../export-events.ts'
import { importEvents } from '../../import-events.ts'
import { inboxPlace, withInbox } from '../../inbox-folder.ts'
import { createInboxVoice } from '../../inbox-voice.ts'
import { showEvent } from '../../show-event.ts'
import { wantsPage } from '../../ui-options.ts'

const defaultCount = 20
const verbs = ['show', 'export', 'import'] as const

export const runEvents: CommandBody = async (invocation) => {
  const [word, ...others] = invocation.args
  const verb = word === undefined ? 'list' : readVerb(word)
  if (verb === 'list' && wantsPage(invocation))
    return (await import('../../inspector-alone.ts')).showInspector(invocation)
  if (verb === 'import') return importEvents(invocation, others[0])
  if (verb === 'show') {
    const name = (word === 'show' ? others : invocation.args)[0] ?? 'last'
    const recorded = await readEvents(invocation)
    const event = findEvent(name, recorded, invocation)
    return showEvent(invocation, event, { name, count: eventsAbout(name, recorded).length })
  }
  if (others[0] !== undefined)
    throw usageError('extra-word', `\`events ${word}\` takes no \`${others[0]}\``, {
      summary: 'choose with --id, --kind and the like',
    })
  const recorded = await readEvents(invocation)
  const isWanted = eventChooser(invocation)
  const limit = optionValue<number>(invocation, 'limit') ?? (verb === 'export' ? recorded.length : defaultCount)
  const found = recorded.filter(isWanted)
  const shown = found.slice(Math.max(0, found.length - limit))
  return verb === 'export' ? exportEvents(invocation, shown) : list(invocation, { recorded, shown, isWanted })
}

/** A number, an id or `last` alone means to show it. */
function readVerb(word: string): (typeof verbs)[number] {
  const verb = verbs.find((name) => name === word)
  if (verb !== undefined) return verb
  if (word === 'last' || /\d/.test(word)) return 'show'
  const near = nearestName(word, verbs)
  throw usageError('unknown-verb', `\`events ${word}\` is unknown`, {
    summary: near === undefined ? 'e.g. `mpesa-doctor events show last`' : `did you mean \`events ${near}\`?`,
  })
}

interface Listing {
  readonly recorded: readonly InboxEvent[]
  readonly shown: readonly InboxEvent[]
  readonly isWanted: (event: InboxEvent) => boolean
}

async function list(invocation: Invocation, { recorded, shown, isWanted }: Listing): Promise<number> {
  const voice = createInboxVoice(invocation)
  for (const event of shown) voice.listed(event)
  if (optionValue(invocation, 'follow') === true) {
    const highest = recorded.reduce((most, { number }) => Math.max(most, number), 0)
    await follow(invocation, highest, (event) => {
      if (isWanted(event)) voice.listed(event)
    })
    return 0
  }
  if (recorded.length === 0) voice.hint('No callbacks are recorded here. `mpesa-doctor listen` keeps what comes.')
  else if (shown.length === 0) voice.hint(`None of the ${recorded.length} recorded requests is like that.`)
  else voice.hint(`\`mpesa-doctor replay ${lastEvent(shown)?.number}\` sends the last of them again.`)
  return 0
}

/** Goes on with what comes; an event is shown once it has its answer, and one that gets none holds nobody up. */
async function follow(invocation: Invocation, last: number, show: (event: InboxEvent) => void): Promise<void> {
  const place = inboxPlace(invocation)
  await withInbox(async () => {
    for await (const event of invocation.deps.inbox.follow(place, last, invocation.signal)) show(event)
  })
}
