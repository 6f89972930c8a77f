import type { JsonObject } from '../core/json.ts'
import { oneLine } from '../core/printable.ts'
import { readCallbackMessage } from '../daraja/callback-message.ts'
import { toNairobiIso } from '../daraja/nairobi-time.ts'
import { requestParts } from '../inbox/describe-event.ts'
import { splitWords, wrapText } from '../reporters/wrap-text.ts'
import type { ApiCallRecord, CallbackRecord, SandboxEvent } from '../sandbox/sandbox.ts'
import type { Invocation } from './command.ts'
import { hangLine } from './hang-line.ts'
import { formatOf } from './run-report.ts'
import { findingsOfCallback, requestOfCallback } from './sandbox-callback.ts'

/** What an app needs to talk to the local Daraja. */
export interface SandboxPlace {
  readonly url: string
  readonly deliverTo: string | null
  /** Names and values for the environment of an app. */
  readonly variables: Readonly<Record<string, string>>
}

/** What is said while the local Daraja runs: a line each way for people, one JSON object a line for programs. */
export interface SandboxVoice {
  ready(place: SandboxPlace): void
  event(event: SandboxEvent): void
  warn(text: string): void
}

export function createSandboxVoice(invocation: Invocation): SandboxVoice {
  return formatOf(invocation) === 'json' ? jsonVoice(invocation) : humanVoice(invocation)
}

const hang = 13
/** The beginning of numbers whose last digits say how they end. */
const phoneOfCode = '25470000'

function humanVoice({ output, deps }: Invocation): SandboxVoice {
  const { paint, talkPaint, glyphs, width } = output
  const columns = deps.stdout.isTerminal ? Math.max(40, deps.stdout.columns) : null
  const print = (at: string, arrow: string, parts: readonly string[]): void =>
    output.data(
      `${hangLine({ head: `${paint.dim(toNairobiIso(new Date(at)).slice(11, 19))} ${arrow}`, parts, hang }, columns)}\n`,
    )
  const talk = (text: string): void => {
    if (!output.quiet) output.talk(`${text}\n`)
  }
  const warn = (text: string): void =>
    output.talk(`${talkPaint.yellow(glyphs.warn)} ${wrapText(oneLine(text), width - 2).join('\n  ')}\n`)

  function tellCall(call: ApiCallRecord): void {
    const { method, path, status, errorCode, errorMessage, reference } = call
    const isGood = status !== null && status < 300
    const said = [
      status === null ? 'no answer' : String(status),
      ...(errorCode === null ? [] : [errorCode]),
      ...(errorMessage === null ? [] : splitWords(`"${oneLine(errorMessage).slice(0, 120)}"`)),
      ...(reference === null ? [] : [`[${reference}]`]),
    ]
    print(call.at, '-->', [`${method} ${path}`, glyphs.arrow, ...said.map(isGood ? paint.green : paint.red)])
  }

  function tellCallback(callback: CallbackRecord): void {
    const { outcome } = callback
    if (outcome.kind === 'waiting') return
    const message = readCallbackMessage(callback.body)
    const target = callback.sentTo ?? callback.url
    const [, ...parts] = requestParts(requestOfCallback(callback), message)
    const said =
      outcome.kind === 'answered'
        ? `${outcome.status} ${outcome.ms} ms`
        : outcome.kind === 'lost'
          ? 'lost, as the fault wants it'
          : outcome.reason
    const isGood = outcome.kind === 'answered' && outcome.status < 300
    print(callback.sentAt ?? callback.plannedAt, '<--', [
      `POST ${target}`,
      ...parts,
      glyphs.arrow,
      ...splitWords(said).map(isGood ? paint.green : paint.red),
    ])
    for (const { code, message: text } of findingsOfCallback(callback)) warn(`${code}: ${text}`)
  }

  return {
    ready({ url, deliverTo }) {
      talk(
        `${talkPaint.green(glyphs.pass)} ${talkPaint.bold(url)} is a Daraja now. Set it as the base URL of your app.`,
      )
      talk(
        wrapText(
          `It takes any consumer key and secret, the shortcode and passkey of the env file, and those of Safaricom's sandbox. Callbacks go to ${deliverTo ?? 'the app of this project once it listens, else to their CallBackURL'}. Phones have money and pay; ${phoneOfCode} and a ResultCode in four digits is one that ends so: 1032 cancels, 0001 has too little money, 1037 cannot be reached. Ctrl-C ends it.`,
          width,
        ).join('\n'),
      )
    },
    warn,
    event(event) {
      if (event.kind === 'call') tellCall(event.call)
      if (event.kind === 'callback') tellCallback(event.callback)
      if (event.kind === 'prompt')
        print(event.prompt.shownAt, ' * ', [`${event.prompt.phone}:`, ...splitWords(oneLine(event.prompt.text))])
    },
  }
}

function jsonVoice({ output, redactor }: Invocation): SandboxVoice {
  const line = (value: JsonObject): void => output.document(`${JSON.stringify(redactor.value(value))}\n`)
  return {
    ready: ({ url, deliverTo, variables }) =>
      line({ type: 'sandbox.ready', url, deliverTo, variables: { ...variables } }),
    warn: (text) => line({ type: 'warning', text }),
    event(event) {
      const { kind, ...rest } = event
      const findings = event.kind === 'callback' ? { findings: findingsOfCallback(event.callback) } : {}
      line({ type: `sandbox.${kind}`, ...(JSON.parse(JSON.stringify(rest)) as JsonObject), ...findings })
    },
  }
}
