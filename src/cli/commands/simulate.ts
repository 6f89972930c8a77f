import { simulatedKinds } from '../../daraja/callback-kind.ts'
import type { CommandDefinition } from '../command.ts'
import {
  parseAnyText,
  parseCount,
  parseHeader,
  parsePort,
  parsePositiveAmount,
  parseRate,
  parseTime,
  parseWebUrl,
  parseWholeNumber,
} from '../parse-values.ts'

const group = 'Options'
const body = 'Body and headers'
const audit = 'Audit'
const load = 'Load'

export const simulate: CommandDefinition = {
  name: 'simulate',
  summary: 'send the callback of a payment to the app and show what it did',
  description:
    'Sends the callback that Safaricom would send for a CheckoutRequestID to the app on this machine, then shows the order before and after. Amount, phone and MerchantRequestID come from the order where a database is configured. For C2B and Bill Manager the id is the account number that the customer types (BillRefNumber, usually the order number), for results the ConversationID or OriginatorConversationID, for Ratiba and B2B Express the id of the request. Refused for production.',
  arguments: [{ name: '[CheckoutRequestID...]', description: 'of the payments to settle, or an account number' }],
  options: [
    {
      group,
      flags: '--kind <kind>',
      description: `stk (default), ${simulatedKinds.slice(1).join(', ')}; b2c-timeout and the like are \`timeout\``,
      parse: parseAnyText,
    },
    {
      group,
      flags: '--scenario <name>',
      description:
        'success (default), a failure by name or code (cancelled, 1032, …), or `all` of the kind, one after the other',
      parse: parseAnyText,
    },
    {
      group,
      flags: '--url <url>',
      description: 'send there instead of to the app on this machine',
      parse: parseWebUrl,
    },
    {
      group,
      flags: '--amount <kes>',
      description: 'amount in KES (default: from the order)',
      parse: parsePositiveAmount,
    },
    { group, flags: '--phone <number>', description: 'payer (default: from the order)', parse: parseAnyText },
    { group, flags: '--receipt <code>', description: 'M-Pesa receipt (default: a new one)', parse: parseAnyText },
    { group, flags: '--times <n>', description: 'deliver the same callback n times', parse: parseCount },
    { group, flags: '--parallel', description: 'with --times: all at once' },
    { group, flags: '--no-verify', description: 'do not look into the database' },
    {
      group,
      flags: '--settle <time>',
      description: 'how long the order may take to change (default: 5s)',
      parse: parseTime,
    },
    {
      group,
      flags: '--dry-run',
      description: 'print the body and a curl line (with --audit: the exercises), send nothing',
    },
    { group, flags: '--list', description: 'list the scenarios of every kind, or of --kind' },
    { group, flags: '--allow-production', description: 'send even though the environment is production' },
    {
      group: audit,
      flags: '--audit',
      description:
        'grade the handler: duplicates, wrong order, wrong amounts, odd forms, malformed bodies (docs/audit.md)',
    },
    {
      group: audit,
      flags: '--order-command <command>',
      description: 'with --audit: makes one pending order and prints its CheckoutRequestID (default: the ids given)',
      parse: parseAnyText,
    },
    {
      group: audit,
      flags: '--checkout <path>',
      description:
        "with --audit: the app's own endpoint that asks for a payment; its pushes come to a Daraja on this machine",
      parse: parseAnyText,
    },
    {
      group: audit,
      flags: '--checkout-body <json>',
      description: 'what that endpoint is sent; {phone} and {amount} are filled in (default: both, by these names)',
      parse: parseAnyText,
    },
    {
      group: audit,
      flags: '--daraja-port <port>',
      description: "port of that Daraja, the app's base URL (default: 8770)",
      parse: parsePort,
    },
    {
      group: body,
      flags: '--set <path=value>',
      description: 'set a value of the body first: ResultCode=1032; repeatable',
      repeatable: true,
      parse: parseAnyText,
    },
    { group: body, flags: '--edit', description: 'change the body in your editor first' },
    {
      group: body,
      flags: '--raw <file>',
      description: 'send this file byte for byte (`-`: what comes in); needs no id',
      parse: parseAnyText,
    },
    {
      group: body,
      flags: '--header <name: value>',
      description: 'add or replace a header; `Name:` leaves one out; repeatable',
      repeatable: true,
      parse: parseHeader,
    },
    {
      group: load,
      flags: '--count <n>',
      description: 'send n callbacks with ids that no order has, and measure the answers',
      parse: parseWholeNumber(10_000_000),
    },
    {
      group: load,
      flags: '--concurrency <n>',
      description: 'on their way at the same time (default: 10, with --rate 100)',
      parse: parseWholeNumber(1_000),
    },
    {
      group: load,
      flags: '--rate <n/s>',
      description: 'by the clock, whether earlier ones were answered or not',
      parse: parseRate,
    },
    { group: load, flags: '--allow-remote', description: 'send load to another machine' },
  ],
  examples: [
    ['mpesa-doctor simulate ws_CO_…', 'a successful payment'],
    ['mpesa-doctor simulate ws_CO_… --scenario cancelled', 'the customer pressed cancel (1032)'],
    ['mpesa-doctor simulate ws_CO_… --times 3 --parallel', 'the same callback three times at once'],
    ['mpesa-doctor simulate ws_CO_… --set Amount=1', 'an amount that is too small'],
    ['mpesa-doctor simulate ORD-1042 --kind c2b-confirmation', 'paid at the paybill, not by a prompt'],
    ['mpesa-doctor simulate ws_CO_… --dry-run', 'only show body and curl line'],
    [
      "mpesa-doctor simulate --audit --order-command 'node make-order.js'",
      'grade the handler on everything that happens',
    ],
    ['mpesa-doctor simulate --audit --checkout /api/pay', "the same, with orders from the app's own checkout"],
    ['mpesa-doctor simulate --count 1000 --concurrency 50', 'how fast does the handler answer?'],
  ],
  load: async () => (await import('./bodies/simulate.ts')).runSimulate,
}
