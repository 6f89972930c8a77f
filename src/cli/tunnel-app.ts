import { usageError } from '../core/errors.ts'
import { acceptingAddresses, hostOf, isOnThisMachine, portOf } from '../probes/app-endpoints.ts'
import { appPlace } from '../probes/app-place.ts'
import { portHints } from '../probes/port-hints.ts'
import { type Invocation, optionValue } from './command.ts'
import { observeOnce } from './observe-once.ts'
import { parsePort } from './parse-values.ts'

/** The app that the tunnel is for. */
export interface TunnelApp {
  /** Base URL, as it is shown; by the address on which it listens now, if it does. */
  readonly url: string
  /** Where to connect: by a name that covers IPv4 and IPv6, for it may come up on either. */
  readonly connect: string
  readonly port: number
  readonly isUp: boolean
  /** Why this port, if nobody named it: a clause. */
  readonly because: string | null
}

/** From the command line, the settings, what listens in this folder, or the framework's habit; else it has to be named. */
export async function findTunnelApp(invocation: Invocation): Promise<TunnelApp> {
  const [given] = invocation.args
  if (given !== undefined) return look(invocation, new URL(`http://127.0.0.1:${readPort(given)}`), null)
  const place = await observeOnce(invocation, appPlace)
  if (place.available) {
    const { value, origin, doubt } = place.value
    return look(invocation, new URL(value), doubt ?? (origin.kind === 'detected' ? origin.how : null))
  }
  const hints = await observeOnce(invocation, portHints)
  const hint = hints.available ? hints.value.find(({ isFrontEnd }) => isFrontEnd !== true) : undefined
  if (hint !== undefined) return look(invocation, new URL(`http://127.0.0.1:${hint.port}`), hint.how)
  throw usageError('port-missing', 'Which port does the app listen on?', {
    summary: 'name it: `mpesa-doctor tunnel 5000`, or set PORT in the env file',
  })
}

async function look(invocation: Invocation, url: URL, because: string | null): Promise<TunnelApp> {
  const port = portOf(url)
  // What is only shown opens no connection, not even on this machine.
  if (optionValue(invocation, 'dryRun') === true)
    return { url: url.origin, connect: url.origin, port, isUp: true, because }
  if (!isOnThisMachine(url)) {
    const found = await invocation.ports.net.connect(
      { address: hostOf(url), port },
      { limitMs: 2_000, signal: invocation.signal },
    )
    return { url: url.origin, connect: url.origin, port, isUp: found.kind === 'connected', because }
  }
  const [address] = await acceptingAddresses(port, invocation)
  const host = address === '::1' ? '[::1]' : '127.0.0.1'
  return {
    url: `${url.protocol}//${host}:${port}`,
    connect: `${url.protocol}//localhost:${port}`,
    port,
    isUp: address !== undefined,
    because,
  }
}

function readPort(text: string): number {
  try {
    return parsePort(text)
  } catch (error) {
    throw usageError('bad-port', `\`${text}\` is ${(error as Error).message}`, {
      summary: 'e.g. `mpesa-doctor tunnel 5000`',
    })
  }
}
