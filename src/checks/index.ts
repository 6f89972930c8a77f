import type { AnyCheck } from '../core/check.ts'
import { appAcknowledges } from './app/app-acknowledges.ts'
import { appListening } from './app/app-listening.ts'
import { appPrompt } from './app/app-prompt.ts'
import { appRoute } from './app/app-route.ts'
import { clockAgrees } from './daraja/clock-agrees.ts'
import { darajaAnswers } from './daraja/daraja-answers.ts'
import { keysAccepted } from './daraja/keys-accepted.ts'
import { queryAccepted } from './daraja/query-accepted.ts'
import { databaseOpens } from './db/database-opens.ts'
import { idsStored } from './db/ids-stored.ts'
import { idsUnique } from './db/ids-unique.ts'
import { noStuckOrders } from './db/no-stuck-orders.ts'
import { orderFound } from './db/order-found.ts'
import { orderTableFound } from './db/order-table-found.ts'
import { paidOrdersHaveReceipts } from './db/paid-orders-have-receipts.ts'
import { paymentsAgree } from './db/payments-agree.ts'
import { noStaleSettingsRow } from './db/stale-settings-row.ts'
import { hostResolves } from './dns/host-resolves.ts'
import { ipv6Works } from './dns/ipv6-works.ts'
import { httpCallback } from './edge/http-callback.ts'
import { testPaymentRecorded } from './handler/test-payment-recorded.ts'
import { sidesAgree } from './payment/sides-agree.ts'
import { staticChecks } from './static.ts'
import { hostConnects } from './tcp/host-connects.ts'
import { certificateCurrent } from './tls/certificate-current.ts'
import { certificateName } from './tls/certificate-name.ts'
import { certificateTrusted } from './tls/certificate-trusted.ts'
import { tlsHandshake } from './tls/handshake.ts'
import { tunnelAlive } from './tunnel/tunnel-alive.ts'
import { tunnelPort } from './tunnel/tunnel-port.ts'
import { tunnelUrl } from './tunnel/tunnel-url.ts'
import { pathCase } from './url/path-case.ts'

/** Every check, in the order in which a callback meets what they look at. Adding one is one file and one line here. */
export const checks = [
  ...staticChecks,
  darajaAnswers,
  keysAccepted,
  clockAgrees,
  queryAccepted,
  pathCase,
  hostResolves,
  ipv6Works,
  hostConnects,
  tlsHandshake,
  certificateTrusted,
  certificateCurrent,
  certificateName,
  tunnelUrl,
  tunnelAlive,
  tunnelPort,
  httpCallback,
  appListening,
  appRoute,
  appAcknowledges,
  appPrompt,
  testPaymentRecorded,
  databaseOpens,
  orderTableFound,
  orderFound,
  idsStored,
  idsUnique,
  paidOrdersHaveReceipts,
  paymentsAgree,
  noStuckOrders,
  noStaleSettingsRow,
  sidesAgree,
] as const satisfies readonly AnyCheck[]

type CodesOf<C> = C extends { readonly codes: infer D } ? Extract<keyof D, string> : never

/** The name of every finding, as a type: a misspelt code does not compile. */
export type FindingCode = CodesOf<(typeof checks)[number]>
