import { deliverCallback } from '../../../callbacks/deliver.ts'
import { refuseProduction } from '../../../callbacks/simulate.ts'
import { usageError } from '../../../core/errors.ts'
import type { InboxEvent, RecordedRequest } from '../../../inbox/event.ts'
import { exactRequest } from '../../../inbox/protect.ts'
import { appTarget } from '../../../probes/app-target.ts'
import { routeTo } from '../../callback-route.ts'
import { type CommandBody, type Invocation, optionValue } from '../../command.ts'
import { curlLine } from '../../describe-delivery.ts'
import { inboxFolder, withInbox } from '../../inbox-folder.ts'
import { observeOnce } from '../../observe-once.ts'
import { headersToSend } from '../../replay-headers.ts'
import { formatOf } from '../../run-report.ts'

export const runReplay: CommandBody = async (invocation) => {
  const { args, deps, settings, project, ports, signal } = invocation
  const events = await withInbox(() => deps.inbox.read(inboxFolder(project)))
  const event = chooseEvent(args[0] ?? '', events)
  const exact = exactRequest(event.request, event.request.sealed === undefined ? null : await deps.inbox.seal())
  if (exact === null)
    throw usageError('replay-inexact', `Event ${event.number} was not kept as it came, so it cannot be sent again`, {
      summary: 'it was cut off, or masked on another machine; `mpesa-doctor simulate` makes a new callback',
    })
  if (exact.body.encoding !== 'utf8')
    throw usageError('replay-binary', `The body of event ${event.number} is no text, so it is no callback`)
  const dryRun = optionValue(invocation, 'dryRun') === true
  const environment = settings.get('environment')?.value
  refuseProduction({
    ...(environment === undefined ? {} : { environment }),
    allowProduction: optionValue(invocation, 'allowProduction') === true,
    dryRun,
  })
  const url = await targetOf(exact, invocation)
  const request = { method: exact.method, url, headers: headersToSend(exact.headers), body: exact.body.content }
  if (dryRun) {
    invocation.output.data(`${curlLine(request)}\n`)
    return 0
  }
  const route = await routeTo(url, invocation)
  let failed = false
  for (let round = 0; round < (optionValue<number>(invocation, 'times') ?? 1); round++) {
    const outcome = await deliverCallback(ports.http, request, route, signal)
    const isAccepted = outcome.kind === 'answered' && outcome.response.status >= 200 && outcome.response.status < 300
    failed ||= !isAccepted
    say(invocation, event, url, outcome)
  }
  return failed ? 1 : 0
}

function chooseEvent(name: string, events: readonly InboxEvent[]): InboxEvent {
  const event =
    name === 'last' ? events.at(-1) : events.find(({ id, number }) => id === name || String(number) === name)
  if (event !== undefined) return event
  throw usageError(
    'event-unknown',
    events.length === 0 ? 'No callbacks are recorded here' : `There is no event \`${name}\``,
    { summary: events.length === 0 ? '`mpesa-doctor listen` keeps what comes' : '`mpesa-doctor events` lists them' },
  )
}

/** The recorded path and query at the app, or at the URL that the user names. */
async function targetOf({ target }: RecordedRequest, invocation: Invocation): Promise<string> {
  const named = optionValue<string>(invocation, 'url')
  if (named !== undefined) return originWith(named, target)
  const app = await observeOnce(invocation, appTarget)
  if (app.available) return originWith(app.value.url.href, target)
  throw usageError('app-missing', 'Where does the app listen?', {
    summary: 'name it: --app-url http://127.0.0.1:5000, or set PORT in the env file; --url sends to any other URL',
  })
}

function originWith(base: string, target: string): string {
  const { origin } = new URL(base)
  // A request line may hold a whole URL; only its path counts.
  return URL.canParse(target) ? `${origin}${new URL(target).pathname}${new URL(target).search}` : `${origin}${target}`
}

function say(
  invocation: Invocation,
  { number, id }: InboxEvent,
  url: string,
  outcome: Awaited<ReturnType<typeof deliverCallback>>,
): void {
  const { output, redactor } = invocation
  if (formatOf(invocation) === 'json') {
    const answer =
      outcome.kind === 'answered'
        ? { status: outcome.response.status, durationMs: outcome.response.durationMs, body: outcome.response.body }
        : {
            failure: {
              phase: outcome.failure.phase,
              code: outcome.failure.code,
              systemCode: outcome.failure.systemCode,
            },
          }
    output.document(`${JSON.stringify(redactor.value({ type: 'replayed', number, id, url, ...answer }))}\n`)
    return
  }
  const { paint, glyphs } = output
  const text =
    outcome.kind === 'answered'
      ? `${outcome.response.status} ${outcome.response.durationMs} ms`
      : `no answer (${outcome.failure.systemCode || outcome.failure.code})`
  const isAccepted = outcome.kind === 'answered' && outcome.response.status >= 200 && outcome.response.status < 300
  output.data(`#${number} ${glyphs.arrow} ${url}  ${isAccepted ? paint.green(text) : paint.red(text)}\n`)
}
