import { ordersFromCheckout } from '../callbacks/audit/order-checkout.ts'
import { ordersFromCommand } from '../callbacks/audit/order-command.ts'
import { type OrderSource, ordersFromIds } from '../callbacks/audit/order-source.ts'
import { usageError } from '../core/errors.ts'
import { classifyAddress } from '../daraja/private-addresses.ts'
import { shellIn } from './audit-deps.ts'
import { type Invocation, optionValue } from './command.ts'

const limitMs = 30_000
const usualPort = 8_770
const usualBody = '{"phone":"{phone}","amount":{amount}}'

export interface AuditOrders {
  readonly source: OrderSource
  close(): Promise<void>
}

/** Refuses two sources at once, and none. */
export function refuseUnclearOrders(invocation: Invocation): void {
  const { args } = invocation
  const given = [
    ...(args.length > 0 ? ['ids'] : []),
    ...['orderCommand', 'checkout'].filter((name) => optionValue(invocation, name) !== undefined),
  ]
  if (given.length === 0)
    throw usageError('audit/no-orders', 'Which orders? Every exercise needs a pending one of its own', {
      summary:
        "name the app's own checkout (`--checkout /api/pay`), give the command that makes an order and prints its CheckoutRequestID, or name the ids of pending orders",
      command: "mpesa-doctor simulate --audit --order-command 'npm run --silent make-order'",
    })
  if (given.length > 1)
    throw usageError('audit/two-sources', 'Ids, --order-command and --checkout: the orders come from one of them', {
      summary: 'leave out the others',
    })
}

/** Where the pending orders of this audit come from. `appOrigin` is that of the app on this machine. */
export async function openAuditOrders(invocation: Invocation, appOrigin: string): Promise<AuditOrders> {
  const { args, ports, project } = invocation
  const command = optionValue<string>(invocation, 'orderCommand')
  const checkout = optionValue<string>(invocation, 'checkout')
  const alone = (source: OrderSource): AuditOrders => ({ source, close: async () => undefined })
  if (command !== undefined) return alone(ordersFromCommand(command, limitMs, shellIn(project.folder)))
  if (checkout === undefined) return alone(ordersFromIds(args))
  const url = readCheckout(checkout, appOrigin)
  const { openAuditDaraja } = await import('./audit-daraja.ts')
  const pushes = await openAuditDaraja(invocation, optionValue<number>(invocation, 'darajaPort') ?? usualPort)
  const body = optionValue<string>(invocation, 'checkoutBody') ?? usualBody
  const phone = (): string => `25471${String(Number.parseInt(ports.random.hex(10), 16) % 10_000_000).padStart(7, '0')}`
  return {
    source: ordersFromCheckout({ url, body, limitMs, http: ports.http, clock: ports.clock, pushes, phone }),
    close: pushes.close,
  }
}

function readCheckout(text: string, appOrigin: string): string {
  const url = URL.canParse(text) ? new URL(text) : URL.canParse(text, appOrigin) ? new URL(text, appOrigin) : null
  if (url === null || !/^https?:$/.test(url.protocol))
    throw usageError('audit/checkout', `\`${text}\` is neither a path nor a URL`, {
      summary: "name the app's own checkout: `--checkout /api/payments/initiate`",
    })
  if (url.hostname !== 'localhost' && classifyAddress(url.hostname.replace(/^\[|\]$/g, '')) !== 'loopback')
    throw usageError('audit/checkout', `${url.hostname} is another machine; an audit makes orders on this one only`, {
      summary: 'name a path of the app on this machine',
    })
  return url.href
}
