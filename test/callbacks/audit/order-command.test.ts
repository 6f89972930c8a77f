import { describe, expect, it } from 'vitest'
import { ordersFromCommand, type ShellEnd } from '../../../src/callbacks/audit/order-command.ts'

const id = 'ws_CO_231120260758001712345678'
const well: ShellEnd = { code: 0, timedOut: false, stdout: '', stderr: '' }
const never = new AbortController().signal

const order = (end: Partial<ShellEnd>) =>
  ordersFromCommand('make-order', 30_000, async () => ({ ...well, ...end })).next(never)

describe('the command that makes an order', () => {
  it.each([id, `{"CheckoutRequestID":"${id}"}\n`, `created\nid: ${id} (pending)\n`])(
    'tells its id by printing %j',
    async (stdout) => {
      expect((await order({ stdout }))?.checkoutRequestId).toBe(id)
    },
  )

  it('is believed before it ends, once the id is whole', async () => {
    let end: (end: ShellEnd) => void = () => undefined
    const source = ordersFromCommand('make-order', 30_000, ({ onOutput }) => {
      queueMicrotask(() => onOutput(`{"CheckoutRequestID":"${id}"}\n`))
      return new Promise((resolve) => {
        end = resolve
      })
    })
    const printed = await source.next(never)
    expect(printed?.checkoutRequestId).toBe(id)
    end({ ...well, stdout: id })
    await expect(printed?.finished).resolves.toBeUndefined()
  })

  it.each<readonly [string, Partial<ShellEnd>, string]>([
    ['hangs', { timedOut: true, code: null, stdout: 'connecting …' }, 'order-command-hangs'],
    ['fails', { code: 1, stderr: 'no such table: orders' }, 'order-command-failed'],
    ['is killed', { code: null }, 'order-command-failed'],
    ['prints nothing', {}, 'order-command-id'],
    ['prints something else', { stdout: 'order 7 created' }, 'order-command-id'],
    ['prints two ids', { stdout: `${id}\nws_CO_231120260758002712345678\n` }, 'order-command-id'],
  ])('that %s is named, with what it printed last', async (_, end, code) => {
    const error = await order(end).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code })
    const last = end.stderr ?? (end.stdout?.includes('\n') ? undefined : end.stdout)
    if (last !== undefined) expect((error as Error).message).toContain(last)
  })
})
