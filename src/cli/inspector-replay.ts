import { replayEvent, replayUrl } from '../callbacks/replay-event.ts'
import { refuseProduction } from '../callbacks/simulate.ts'
import { describeFailure } from '../core/describe-failure.ts'
import { KnownError } from '../core/errors.ts'
import type { Environment } from '../core/settings.ts'
import type { InboxEvent } from '../inbox/event.ts'
import type { ReplayRequest, ReplayResult } from '../inbox/inspector-api.ts'
import type { Seal } from '../inbox/protect.ts'
import { routeTo } from './callback-route.ts'
import { type Invocation, optionValue } from './command.ts'
import { currentEnvironment } from './current-environment.ts'

type Refused = Extract<ReplayResult, { kind: 'refused' }>

/** Sends recorded callbacks again for the page, by the rules of `replay`. */
export interface Replayer {
  /** What stands against sending anything at all; null if nothing does. */
  refusal(): Refused | null
  replay(event: InboxEvent, request: ReplayRequest): Promise<ReplayResult>
}

export function createReplayer(
  invocation: Invocation,
  origin: string | null,
  sealOf: (event: InboxEvent) => Promise<Seal | null>,
): Replayer {
  const { settings, ports, signal, redactor } = invocation

  function refusal(environment: Environment | undefined = settings.get('environment')?.value): Refused | null {
    try {
      refuseProduction({
        ...(environment === undefined ? {} : { environment }),
        allowProduction: optionValue(invocation, 'allowProduction') === true,
      })
    } catch (error) {
      return toRefused(error)
    }
    return origin === null
      ? {
          kind: 'refused',
          why: 'No app is named to send it to',
          fix: 'start it with the app: --forward http://127.0.0.1:5000, or --app-url',
        }
      : null
  }

  return {
    refusal: () => refusal(),
    async replay(event, { set = [] }) {
      const refused = refusal()
      if (refused !== null || origin === null) return refused ?? toRefused(undefined)
      try {
        // Also what it says now: the app may have been pointed to production meanwhile.
        const refusedNow = refusal(await currentEnvironment(invocation))
        if (refusedNow !== null) return refusedNow
        const route = await routeTo(replayUrl(event.request, origin), invocation)
        const way = { origin, keepHost: true, route, http: ports.http, signal }
        const outcome = await replayEvent(event, { seal: await sealOf(event), set }, way)
        if (outcome.kind === 'refused')
          return {
            kind: 'refused',
            why: redactor.text(outcome.why),
            fix: outcome.fix === null ? null : redactor.text(outcome.fix),
          }
        if (outcome.kind === 'failed') return { kind: 'failed', why: describeFailure(outcome.failure) }
        const { status, durationMs, body } = outcome.response
        return { kind: 'answered', status, ms: durationMs, body: redactor.text(body) }
      } catch (error) {
        return toRefused(error)
      }
    },
  }
}

/** What the command line would say in its place; anything else is a defect and goes on as one. */
function toRefused(error: unknown): Refused {
  if (error instanceof KnownError) return { kind: 'refused', why: error.message, fix: error.fix?.summary ?? null }
  throw error
}
