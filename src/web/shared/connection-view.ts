import { announce } from './announce.ts'
import { byId, prose } from './dom.ts'

/** Why there is no stream: another run answers at this address, or nobody does. */
export type Refusal = 'started-anew' | 'unreachable'

/** `reconnecting` is short; the other two are known after a few attempts. */
export type Connection = 'connecting' | 'live' | 'reconnecting' | Refusal

/** What differs between the pages. */
export interface ConnectionWords {
  /** That serves the page. */
  readonly command: string
  /** Said to those who listen when all is well. */
  readonly live: string
}

/** In the pill at the top, which is narrow. */
const words: Readonly<Record<Connection, string>> = {
  connecting: 'connecting',
  live: 'live',
  reconnecting: 'reconnecting',
  'started-anew': 'started anew',
  unreachable: 'not running',
}

/** What is wrong and what helps, in full. */
const troubles = (command: string): Readonly<Record<Connection, string | null>> => ({
  connecting: null,
  live: null,
  reconnecting: 'The connection to mpesa-doctor is lost; trying again.',
  'started-anew':
    'mpesa-doctor was started anew. Open the address that it printed now: this page gets nothing any more.',
  unreachable: `mpesa-doctor has ended or cannot be reached. Start \`${command}\` again. This page goes on trying.`,
})

const reasons: Readonly<Record<Connection, string | null>> = {
  connecting: 'the page is still connecting to mpesa-doctor.',
  live: null,
  reconnecting: 'there is no connection to mpesa-doctor.',
  'started-anew': 'this page belongs to a run of mpesa-doctor that has ended.',
  unreachable: 'there is no connection to mpesa-doctor.',
}

/** Why nothing can be sent now; null while it can. */
export function whyNothingIsSent(state: Connection): string | null {
  return reasons[state]
}

/** Shows how the page is connected, and says it to those who listen. */
export function showConnection(state: Connection, { command, live }: ConnectionWords): void {
  const node = byId('connection')
  if (node.dataset.state === state) return
  const trouble = troubles(command)[state]
  if (trouble !== null) announce(trouble.replaceAll('`', ''))
  else if (state === 'live') announce(live)
  node.dataset.state = state
  byId('connection-text').textContent = words[state]
  const banner = byId('trouble')
  banner.replaceChildren(...prose(trouble ?? ''))
  // A short break needs no more than the pill.
  banner.hidden = trouble === null || state === 'reconnecting'
}
