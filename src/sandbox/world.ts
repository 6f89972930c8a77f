import type { JsonObject } from '../core/json.ts'
import type { ClockPort, DigestPort, RandomPort } from '../core/ports.ts'
import type { CallbackKind, SimulatedKind } from '../daraja/callback-kind.ts'
import type { SandboxReply, SandboxRequest } from './exchange.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { Lifetime } from './lifetime.ts'
import type { FaultName, OutcomeName } from './outcome.ts'
import type { CallbackOutcome, SandboxEvent } from './sandbox.ts'
import type { Prompts } from './stk/prompts.ts'
import type { QueryTurns } from './stk/query-turns.ts'
import type { Tokens } from './tokens.ts'

/** What every route of the local Daraja works with. */
export interface World {
  readonly clock: ClockPort
  readonly random: RandomPort
  readonly digest: DigestPort
  readonly settings: SandboxSettings
  readonly ledger: Ledger
  readonly ids: Ids
  readonly tokens: Tokens
  readonly prompts: Prompts
  readonly queryTurns: QueryTurns
  readonly outcomes: Outcomes
  readonly faults: FaultSwitch
  readonly callbacks: Callbacks
  emit(event: SandboxEvent): void
  readonly lifetime: Lifetime
  /** For work that outlives its request: the sandbox has not settled while it goes on. */
  background(work: Promise<void>): void
}

export interface SandboxSettings {
  /** Takes callback URLs that the real Daraja refuses (`localhost`, http, private addresses). */
  readonly lenient: boolean
  /** The only consumer key and secret that get a token; any pair gets one where null. */
  readonly consumer: { readonly key: string; readonly secret: string } | null
  /** Refuses the same amount from the same phone within two minutes of its payment, as M-PESA does (ResultCode 17). */
  readonly twoMinuteRule: boolean
  /** Takes one STK query in twelve seconds and answers 429 to the others, as the real sandbox; off where not told. */
  readonly queryLimit?: boolean
  /** By shortcode; the sandbox's own 174379 is always there. A shortcode without one takes any password of right form. */
  readonly passkeys: Readonly<Record<string, string>>
  /** From the push to its result where a rule decides, in milliseconds. */
  readonly promptMs: number
  /** How long a prompt waits for a person; about a minute at the real one. */
  readonly patienceMs: number
  /** From an accepted request of the other APIs to their result. */
  readonly resultMs: number
  /** How long an app has for its answer to a C2B validation; 8 s at the real one. */
  readonly validationMs: number
}

/** Unique under any concurrency; in today's form. `at` is the world's time, in Nairobi inside the ids. */
export interface Ids {
  checkoutRequestId(phone: string): string
  /** Also the form of `requestId` and of an OriginatorConversationID that Daraja makes. */
  merchantRequestId(): string
  conversationId(): string
  receipt(): string
  uuid(): string
  token(): string
}

export interface PaymentQuestion {
  readonly phone: string
  readonly amount: number
  readonly account: string
  readonly shortcode: string
}

export interface Decision {
  readonly outcome: OutcomeName
  readonly afterMs: number | null
}

export interface Outcomes {
  /** For a push: what the first rule that matches says, which is used up by it; else the default of the sandbox. */
  decide(question: PaymentQuestion): Decision
  /** For what is no push; null where no rule is about it, so that it ends as the ledger says. */
  decideOther(kind: SimulatedKind, question: PaymentQuestion): Decision | null
}

export interface FaultSwitch {
  /** Null if it does not strike this time; asking counts as striking. */
  strike(name: FaultName): { readonly ms: number } | null
}

export interface PlannedCallback {
  readonly kind: CallbackKind
  readonly reference: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
  readonly resultCode: string | null
  /** For the answer; the sandbox's own limit where it is not told. */
  readonly limitMs?: number
  /** How often it is sent while no answer is a success; once where it is not told. */
  readonly attempts?: number
}

export interface Callbacks {
  /** Sends under the faults that are on; resolves with what the app answered last, never rejects. */
  send(callback: PlannedCallback): Promise<CallbackOutcome>
}

/** A request that got through to its route: token, content type and JSON are as they should be. */
export interface Call {
  readonly request: SandboxRequest
  readonly query: URLSearchParams
  /** Empty for GET. */
  readonly body: JsonObject
  readonly requestId: string
}

/** One row of the endpoint table. */
export interface Route {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** As in the tables of error codes: `stk`, `stk-query`, `c2b-register`, `b2c` … */
  readonly api: string
  /** Which of the answers to a bad token this API gives; null for the API of tokens itself. */
  readonly tokenAnswer: '404.001.03' | '400.003.01' | '401.002.01' | '401.001' | null
  /** Which field the answer to another Content-Type names; BusinessShortCode where it is not told. */
  readonly firstField?: string
  handle(call: Call, world: World): SandboxReply | Promise<SandboxReply>
}
