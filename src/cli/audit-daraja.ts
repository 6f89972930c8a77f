import type { PushWatch } from '../callbacks/audit/order-checkout.ts'
import { KnownError, usageError } from '../core/errors.ts'
import { withControl } from '../sandbox/control/answer-control.ts'
import { createSandboxCore } from '../sandbox/create-sandbox-core.ts'
import { parseFault } from '../sandbox/faults/faults.ts'
import type { ApiCallRecord, SandboxView } from '../sandbox/sandbox.ts'
import type { Invocation } from './command.ts'
import { readPasskeys } from './open-sandbox.ts'

export interface AuditDaraja extends PushWatch {
  close(): Promise<void>
}

const patienceMs = 3_600_000
const pollMs = 25

/**
 * The Daraja for the prompts of an audit: one of its own on this port, whose callbacks are lost and whose prompts stay open, or
 * the `sandbox` that runs there already, beside an app that knows no other way.
 */
export async function openAuditDaraja(invocation: Invocation, port: number): Promise<AuditDaraja> {
  const { deps, ports } = invocation
  const core = createSandboxCore({
    clock: ports.clock,
    random: ports.random,
    digest: ports.digest,
    sender: await deps.sandbox.sender(),
    settings: {
      lenient: true,
      consumer: null,
      passkeys: await readPasskeys(invocation),
      twoMinuteRule: false,
      promptMs: patienceMs,
      patienceMs,
      resultMs: patienceMs,
      validationMs: 8_000,
    },
    rules: [],
    faults: [parseFault('callback-lost')],
    standardOutcome: 'never',
    deliverTo: () => null,
    state: null,
  })
  try {
    const server = await deps.sandbox.serve(withControl(core), port)
    return {
      url: server.url,
      next: (phone, signal) =>
        new Promise((resolve, reject) => {
          const unsubscribe = core.subscribe((event) => {
            const id = event.kind === 'call' ? pushTo(phone, [event.call]) : undefined
            if (id === undefined) return
            unsubscribe()
            resolve(id)
          })
          signal.addEventListener(
            'abort',
            () => {
              unsubscribe()
              reject(signal.reason)
            },
            { once: true },
          )
        }),
      async close() {
        await server.close()
        await core.close()
      },
    }
  } catch (error) {
    await core.close()
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'EADDRINUSE') throw error
    return watchSandbox(invocation, `http://127.0.0.1:${port}`)
  }
}

async function watchSandbox({ ports }: Invocation, url: string): Promise<AuditDaraja> {
  const look = async (): Promise<SandboxView | null> => {
    const answer = await fetch(`${url}/_sandbox/state`, { signal: AbortSignal.timeout(2_000) }).catch(() => null)
    return answer?.ok === true ? ((await answer.json().catch(() => null)) as SandboxView | null) : null
  }
  const first = await look()
  if (first === null || !Array.isArray(first.calls) || !Array.isArray(first.faults))
    throw new KnownError(
      'conflict',
      'port-taken',
      `Port ${new URL(url).port} is taken by something that is no sandbox`,
      {
        fix: { summary: 'name another one with --daraja-port, and as the base URL of the app' },
      },
    )
  if (!first.faults.some(({ name }) => name === 'callback-lost'))
    throw usageError(
      'sandbox-calls-back',
      `The sandbox at ${url} would send callbacks of its own between those of the audit`,
      {
        summary: 'start it with `--fault callback-lost --after 1h`',
      },
    )
  return {
    url,
    async next(phone, signal) {
      for (;;) {
        const id = pushTo(phone, (await look())?.calls ?? [])
        if (id !== undefined) return id
        await ports.clock.sleep(pollMs, signal)
      }
    },
    close: async () => undefined,
  }
}

/** An id ends with the payer's number. */
function pushTo(phone: string, calls: readonly ApiCallRecord[]): string | undefined {
  return calls.find(
    ({ api, status, reference }) => api === 'stk' && status === 200 && reference?.endsWith(phone.slice(3)),
  )?.reference as string | undefined
}
