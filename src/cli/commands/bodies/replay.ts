import { curlLine } from '../../../callbacks/curl-line.ts'
import type { DeliveryOutcome } from '../../../callbacks/deliver.ts'
import {
  editMessage,
  type PreparedReplay,
  prepareReplay,
  type ReplayMessage,
  replayUrl,
  sendAgain,
  withoutHost,
} from '../../../callbacks/replay-event.ts'
import { refuseProduction } from '../../../callbacks/simulate.ts'
import { usageError } from '../../../core/errors.ts'
import type { InboxEvent } from '../../../inbox/event.ts'
import { maskMessage } from '../../../inbox/mask-event.ts'
import { appTarget } from '../../../probes/app-target.ts'
import { routeTo } from '../../callback-route.ts'
import { findEvent, readEvents } from '../../choose-events.ts'
import { type CommandBody, type Invocation, optionValue } from '../../command.ts'
import { editText } from '../../edit-text.ts'
import { observeOnce } from '../../observe-once.ts'
import { createReplayVoice } from '../../replay-voice.ts'
import { showsSecrets } from '../../shows-secrets.ts'

export const runReplay: CommandBody = async (invocation) => {
  const { args, settings, ports, signal } = invocation
  const event = findEvent(args[0] ?? '', await readEvents(invocation), invocation)
  const original = await messageOfEvent(event, invocation)
  const dryRun = optionValue(invocation, 'dryRun') === true
  const environment = settings.get('environment')?.value
  refuseProduction({
    ...(environment === undefined ? {} : { environment }),
    allowProduction: optionValue(invocation, 'allowProduction') === true,
    dryRun,
  })
  const named = optionValue<string>(invocation, 'url')
  const origin = named === undefined ? await appOrigin(invocation) : new URL(named).origin
  const message = await edited(original, invocation)
  const url = replayUrl(message, origin)
  if (dryRun) {
    const headers = named === undefined ? message.headers : withoutHost(message.headers)
    sayDry({ ...message, headers }, origin, event, invocation)
    return 0
  }
  const way = { origin, keepHost: named === undefined, route: await routeTo(url, invocation), http: ports.http, signal }
  const voice = createReplayVoice(invocation, { event, url, isChanged: message !== original })
  const outcomes: DeliveryOutcome[] = []
  for (let round = 0; round < (optionValue<number>(invocation, 'times') ?? 1); round++) {
    const outcome = await sendAgain(message, way)
    outcomes.push(outcome)
    voice.sent(outcome)
  }
  return voice.ended(outcomes) ? 0 : 1
}

/** As a curl line, in which nothing that is masked breaks the body. */
function sayDry(message: ReplayMessage, origin: string, { id }: InboxEvent, invocation: Invocation): void {
  const { output, redactor } = invocation
  const shown = showsSecrets(invocation) ? message : maskMessage(message, redactor.text)
  output.data(`${curlLine({ ...shown, url: replayUrl(shown, origin) })}\n`)
  if (shown !== message && !output.quiet)
    output.talk(
      `Phone numbers and secrets are masked here; what is sent has them. As it was recorded:\n  mpesa-doctor events export --curl --raw --id ${id}\n`,
    )
}

async function messageOfEvent(event: InboxEvent, { deps }: Invocation): Promise<ReplayMessage> {
  return ready(
    prepareReplay(event, event.request.sealed === undefined ? null : await deps.inbox.seal()),
    'replay-inexact',
  )
}

/** With what `--set` and then `--edit` make of it; the same object if neither was given. */
async function edited(message: ReplayMessage, invocation: Invocation): Promise<ReplayMessage> {
  const set = ready(editMessage(message, optionValue<readonly string[]>(invocation, 'set') ?? []), 'replay-set')
  if (optionValue(invocation, 'edit') !== true) return set
  if (typeof set.body !== 'string')
    throw usageError('replay-binary', 'The body is no text, so it cannot be edited', {
      summary: 'leave --edit out to send it as it came',
    })
  return { ...set, body: await editText(invocation, set.body) }
}

function ready(prepared: PreparedReplay, code: string): ReplayMessage {
  if (prepared.kind === 'ready') return prepared.message
  throw usageError(code, prepared.why, prepared.fix === null ? undefined : { summary: prepared.fix })
}

async function appOrigin(invocation: Invocation): Promise<string> {
  const app = await observeOnce(invocation, appTarget)
  if (app.available) return app.value.url.origin
  throw usageError('app-missing', 'Where does the app listen?', {
    summary: 'name it: --app-url http://127.0.0.1:5000, or set PORT in the env file; --url sends to any other URL',
  })
}
