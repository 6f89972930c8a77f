import type { Confidence, Fix } from '../../../core/finding.ts'
import type { ReplyCode } from '../reply-codes.ts'
import type { Signature } from '../signature.ts'

const source = 'ngrok.com/docs/errors'
const header = 'ngrok-error-code'

const restart: Fix = {
  summary: 'Open the tunnel again; the doctor writes its URL into the env file',
  command: 'mpesa-doctor tunnel',
}
const startApp: Fix = { summary: 'Start the app on the port that the tunnel forwards to' }
const otherTunnel: Fix = {
  summary: 'Use a tunnel without that limit until it resets, or raise the plan at dashboard.ngrok.com',
}
const openPolicy: Fix = { summary: "Leave the callback path out of the endpoint's traffic policy and restrictions" }

/** What a code of ngrok means to a callback that meets it. */
interface NgrokCode {
  readonly number: number
  readonly code: ReplyCode
  readonly why: string
  /** Default `certain`. */
  readonly confidence?: Confidence
  readonly fix?: Fix
}

/** Codes of ngrok's edge and agent that answer a request; codes of starting an agent never reach a callback. */
export const ngrokCodes: readonly NgrokCode[] = [
  {
    number: 3200,
    code: 'tunnel/offline',
    why: 'No agent serves this endpoint: it was stopped, or has another URL now.',
    fix: restart,
  },
  { number: 3209, code: 'tunnel/offline', why: 'ngrok knows no tunnel of this name.', fix: restart },
  {
    number: 3212,
    code: 'tunnel/offline',
    why: 'Several endpoints claim this name and none is bound to the public one.',
    fix: restart,
  },
  {
    number: 3208,
    code: 'tunnel/offline',
    why: 'ngrok has banned the account that held this endpoint.',
    fix: { summary: 'Use another account or tunnel, and put its URL into `MPESA_CALLBACK_URL`' },
  },
  {
    number: 8012,
    code: 'tunnel/app-down',
    why: 'The agent runs and cannot connect to the address that it forwards to.',
    fix: startApp,
  },
  {
    number: 3004,
    code: 'tunnel/app-down',
    why: 'What listens behind the agent does not answer as an HTTP server. Most often it expects https.',
    fix: { summary: 'Forward to the protocol that the app speaks: `ngrok http https://localhost:PORT` for https' },
  },
  { number: 3005, code: 'tunnel/app-down', why: 'A connection to the app could not be made in time.', fix: startApp },
  { number: 3006, code: 'tunnel/app-down', why: 'The app refused the connection.', fix: startApp },
  {
    number: 3007,
    code: 'tunnel/app-down',
    why: 'ngrok got no usable answer from what is behind the endpoint.',
    fix: startApp,
  },
  {
    number: 3008,
    code: 'tunnel/app-down',
    why: 'The app did not answer in time.',
    fix: { summary: 'Acknowledge the callback first and work afterwards' },
  },
  { number: 3009, code: 'tunnel/app-down', why: 'The connection to the app broke before an answer.', fix: startApp },
  {
    number: 3202,
    code: 'tunnel/app-down',
    why: "The endpoint's circuit breaker is open, because the app failed too often.",
    fix: { summary: 'Mend the failures of the app, or take the circuit breaker out of the traffic policy' },
  },
  { number: 3210, code: 'tunnel/app-down', why: 'ngrok cannot hand the connection on to the agent.', fix: restart },
  {
    number: 6022,
    code: 'tunnel/interstitial',
    why: 'ngrok serves no HTML for agents without an account.',
    fix: { summary: 'Install an authtoken: `ngrok config add-authtoken …`' },
  },
  {
    number: 6024,
    code: 'tunnel/interstitial',
    confidence: 'likely',
    why: "ngrok's free plan puts a page of its own before the app. It is meant for browsers, and this POST got it all the same, so that a callback probably gets it, too.",
  },
  { number: 702, code: 'tunnel/limit', why: 'Too many connections in this minute.', fix: otherTunnel },
  { number: 725, code: 'tunnel/limit', why: "The account's bandwidth for this month is used up.", fix: otherTunnel },
  { number: 726, code: 'tunnel/limit', why: "The account's connections for this month are used up.", fix: otherTunnel },
  {
    number: 727,
    code: 'tunnel/limit',
    why: "The account's HTTP requests for this month are used up.",
    fix: otherTunnel,
  },
  {
    number: 734,
    code: 'tunnel/limit',
    why: 'Too many requests; the limit resets within a minute.',
    fix: { summary: 'Wait a minute and try again' },
  },
  {
    number: 3203,
    code: 'tunnel/access-policy',
    why: 'An IP policy of this endpoint refuses the caller.',
    fix: openPolicy,
  },
  {
    number: 3204,
    code: 'tunnel/access-policy',
    why: 'The endpoint verifies webhook signatures, and Daraja signs nothing.',
    fix: { summary: 'Take webhook verification out of the traffic policy' },
  },
  {
    number: 3205,
    code: 'tunnel/access-policy',
    why: "The account's IP restrictions refuse the caller.",
    fix: openPolicy,
  },
  { number: 3206, code: 'tunnel/access-policy', why: 'The endpoint takes websockets only.', fix: openPolicy },
  {
    number: 3211,
    code: 'tunnel/access-policy',
    why: 'A user-agent filter of this endpoint refuses the caller.',
    fix: openPolicy,
  },
  {
    number: 3401,
    code: 'tunnel/access-policy',
    why: 'The endpoint asks for credentials, and Daraja has none.',
    fix: openPolicy,
  },
  {
    number: 3403,
    code: 'tunnel/access-policy',
    why: 'A traffic rule of this endpoint refuses the caller.',
    fix: openPolicy,
  },
  {
    number: 3406,
    code: 'tunnel/access-policy',
    why: 'The endpoint asks for a token, and Daraja has none.',
    fix: openPolicy,
  },
]

const limitNumbers = '(?:70\\d|71\\d|72\\d|73\\d)'

/** By the header that ngrok sets, and by its page where a proxy has dropped the header. */
export const ngrokSignatures: readonly Signature[] = [
  ...ngrokCodes.flatMap(({ number, ...meaning }): readonly Signature[] => {
    const at = `${source}/err_ngrok_${number}`
    return [
      { ...meaning, by: 'ngrok', headers: { [header]: new RegExp(`^ERR_NGROK_${number}$`) }, source: at },
      { ...meaning, by: 'ngrok', page: true, body: new RegExp(`\\bERR_NGROK_${number}\\b`), source: at },
    ]
  }),
  {
    code: 'tunnel/limit',
    by: 'ngrok',
    headers: { [header]: new RegExp(`^ERR_NGROK_${limitNumbers}$`) },
    why: 'The ngrok account has used up requests, connections or bandwidth.',
    fix: otherTunnel,
    source: `${source}: the range of limits`,
  },
  ...(
    [
      [401, 'tunnel/access-policy', openPolicy],
      [403, 'tunnel/access-policy', openPolicy],
      [404, 'tunnel/offline', restart],
      [429, 'tunnel/limit', otherTunnel],
      [502, 'tunnel/app-down', startApp],
      [503, 'tunnel/app-down', startApp],
      [504, 'tunnel/app-down', startApp],
    ] as const
  ).map(
    ([status, code, fix]): Signature => ({
      code,
      by: 'ngrok',
      status: [status],
      headers: { [header]: /^ERR_/ },
      confidence: 'likely',
      fix,
      source: `${source}: the header is there on every error of ngrok; this number is read by its status`,
    }),
  ),
  {
    code: 'tunnel/offline',
    by: 'ngrok',
    status: [404],
    body: /^Tunnel [\w.-]{1,253}\.ngrok[\w.-]{0,40} not found/,
    fix: restart,
    source: `${source}/err_ngrok_3200 (the text of agents before 3)`,
  },
]
