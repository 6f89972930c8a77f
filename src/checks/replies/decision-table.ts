import type { DecisionRow, Ruling } from './decision-row.ts'

/** Refusals of something before the app, by their marks. */
const inFront = ['tunnel/*', 'edge/*'] as const
/** Refusals that read like the app's. Without a mark they may be another's all the same. */
const likeApp = ['app/*', 'handler/*'] as const
const refused = [...inFront, ...likeApp] as const
/** What a proxy does that does not get through to the app. */
const unconnected = ['edge/bad-gateway', 'edge/timeout', 'edge/connection-closed', 'silent', 'broken', 'down'] as const
/** Replies that proxies and apps give alike; of these two sides together tell whose it is. */
const either = [
  'edge/rate-limited',
  'edge/body-rejected',
  'edge/timeout',
  'edge/connection-closed',
  'edge/bad-gateway',
] as const

const differs = 'The public URL answers {outside} to the same POST, while the app itself answers {inside}.'
const onlyPublic =
  'Only the public URL was looked at, so that something in front of the app may have answered; `--app-url` tells the two apart.'

/**
 * What the public URL (`outside`) and the app on this machine (`inside`) did with the same callback, and what follows.
 * The first row that covers a case decides it. What only the public URL does is the tunnel's or the edge's; what both
 * do is the app's.
 *
 * How sure a finding is:
 * - `certain`: what was seen has one reading. Whoever answered signed the reply (a provider's code, a framework's page),
 *   the app was asked directly, both sides gave the same answer, or a path beside it is answered otherwise, so that the
 *   answer is that of the route.
 * - `likely`: one reading is common, another cannot be excluded: a status without a mark seen from outside only, or a
 *   public answer that differs from the app's.
 * - `possible`: several readings are as good: both refuse, each in its own way; two versions of one app; an app whose
 *   address was guessed.
 */
export const decisionTable: readonly DecisionRow[] = [
  // ── Nothing is wrong ──────────────────────────────────────────────────────────────────────────────────────────────
  { what: 'nothing was looked at', outside: 'unseen', inside: 'unseen', find: [] },
  { what: 'the public URL takes the callback', outside: 'accepted', inside: 'unseen', find: [] },
  { what: 'the app takes the callback', outside: 'unseen', inside: 'accepted', find: [] },
  { what: 'both take it alike', outside: 'accepted', inside: 'accepted', comparison: ['same'], find: [] },

  // ── Both take it, and not alike ───────────────────────────────────────────────────────────────────────────────────
  {
    what: 'the public URL has one page for every path, the app takes the callback',
    outside: 'accepted',
    inside: 'accepted',
    kind: ['page', 'server-page'],
    elsewhere: ['same'],
    comparison: ['one-page'],
    find: [outside('edge/default-page')],
  },
  {
    what: 'the public URL says the same to every path, the app answers with a result code',
    outside: 'accepted',
    inside: 'accepted',
    elsewhere: ['same'],
    comparison: ['one-text'],
    // No route took it there, although the app has one: what answers is a placeholder, a health check or another app.
    find: [
      outside('edge/not-your-app', {
        confidence: 'likely',
        why: 'The public URL says the same to every path, also to one that does not exist, while the app itself answers with a result code.',
      }),
    ],
  },
  {
    what: 'two that accept, one of them found by a guess',
    outside: 'accepted',
    inside: 'accepted',
    app: ['guessed'],
    find: [],
  },
  {
    what: 'a page at the public URL in place of what the app answers',
    outside: 'accepted',
    inside: 'accepted',
    kind: ['page', 'server-page'],
    comparison: ['one-page'],
    find: [outside('edge/not-your-app', { confidence: 'likely' })],
  },
  {
    what: 'a tunnel that leads to something else',
    outside: 'accepted',
    inside: 'accepted',
    tunnel: true,
    find: [outside('edge/not-your-app', { confidence: 'likely' })],
  },
  {
    what: 'another version at the public URL, perhaps',
    outside: 'accepted',
    inside: 'accepted',
    find: [outside('edge/not-your-app', { severity: 'warning', confidence: 'possible' })],
  },

  // ── The public URL takes it, the app does not ─────────────────────────────────────────────────────────────────────
  {
    what: 'a named app that does not run, beside one that takes callbacks',
    outside: 'accepted',
    inside: 'down',
    app: ['named'],
    find: [inside('app/not-listening')],
  },
  {
    what: 'no app on this machine, beside one that takes callbacks',
    outside: 'accepted',
    inside: 'down',
    find: [inside('app/not-listening', { severity: 'info' })],
  },
  {
    what: 'a guessed app beside one that takes callbacks',
    outside: 'accepted',
    inside: 'any',
    app: ['guessed'],
    find: [],
  },
  {
    what: 'the app behind the tunnel answers late when asked directly',
    outside: 'accepted',
    inside: 'silent',
    tunnel: true,
    find: [
      inside('app/slow-ack', {
        severity: 'warning',
        confidence: 'possible',
        why: 'Asked directly the app did not answer in time, and a moment later it answered through the tunnel: its first request takes long, or the tunnel leads elsewhere.',
      }),
    ],
  },
  {
    what: 'a tunnel that takes what the app refuses',
    outside: 'accepted',
    inside: ['broken', ...refused],
    tunnel: true,
    find: [outside('edge/not-your-app', { confidence: 'likely', why: differs })],
  },
  {
    what: 'a named app with a fault, beside one that takes callbacks',
    outside: 'accepted',
    inside: ['silent', 'broken', ...either, ...likeApp],
    app: ['named'],
    find: [inside('alone')],
  },
  {
    what: 'an app on this machine with a fault, beside one that takes callbacks',
    outside: 'accepted',
    inside: ['silent', 'broken', ...either, ...likeApp],
    find: [inside('alone', { severity: 'info' })],
  },
  {
    what: 'something before the app on this machine refuses what Safaricom gets accepted',
    outside: 'accepted',
    inside: inFront,
    find: [],
  },

  // ── Only the app was seen ─────────────────────────────────────────────────────────────────────────────────────────
  {
    what: 'nothing where an app was guessed',
    outside: 'unseen',
    inside: 'down',
    app: ['guessed'],
    find: [inside('app/not-listening', { severity: 'info', confidence: 'possible' })],
  },
  { what: 'the app does not run', outside: 'unseen', inside: 'down', find: [inside('app/not-listening')] },
  {
    what: 'the app does not answer',
    outside: 'unseen',
    inside: 'silent',
    find: [inside('app/slow-ack', { severity: 'error' })],
  },
  {
    what: 'the app hangs up',
    outside: 'unseen',
    inside: 'broken',
    find: [
      inside('app/server-error', {
        confidence: 'likely',
        why: 'The app ends the connection in place of an answer, as a process does that crashes or is restarted.',
      }),
    ],
  },
  { what: 'the app limits calls', outside: 'unseen', inside: 'edge/rate-limited', find: [inside('app/rate-limited')] },
  {
    what: 'the app refuses the body',
    outside: 'unseen',
    inside: 'edge/body-rejected',
    find: [inside('app/body-not-parsed', { confidence: 'likely' })],
  },
  {
    what: 'the app gives up waiting',
    outside: 'unseen',
    inside: 'edge/timeout',
    find: [inside('app/slow-ack', { severity: 'error', confidence: 'likely' })],
  },
  {
    what: 'the app answers with a gateway error or a status that means nothing',
    outside: 'unseen',
    inside: ['edge/bad-gateway', 'edge/connection-closed'],
    find: [inside('app/server-error', { confidence: 'likely' })],
  },
  { what: 'the app refuses', outside: 'unseen', inside: refused, find: [inside('own')] },

  // ── Only the public URL was seen ──────────────────────────────────────────────────────────────────────────────────
  {
    what: 'the public URL does not answer',
    outside: 'silent',
    inside: 'unseen',
    // The app may be what is slow.
    find: [outside('edge/timeout', { confidence: 'likely' })],
  },
  { what: 'the public URL hangs up', outside: 'broken', inside: 'unseen', find: [outside('edge/connection-closed')] },
  {
    what: 'the public URL accepts connections only now and then',
    outside: 'down',
    inside: 'unseen',
    find: [
      outside('edge/connection-closed', {
        confidence: 'likely',
        why: 'A first connection succeeded and the next one did not: something drops connections, or the server was restarted at that moment.',
      }),
    ],
  },
  {
    what: 'something before the app refuses, by its marks',
    outside: inFront,
    inside: 'unseen',
    find: [outside('own')],
  },
  {
    what: 'a web server has its own error page for every path',
    outside: ['app/route-not-found', 'app/method-not-allowed'],
    inside: 'unseen',
    kind: ['server-page'],
    framework: false,
    elsewhere: ['same'],
    find: [
      outside('edge/default-page', {
        confidence: 'likely',
        why: "The page is the web server's own and every path gets it, so that the request did not reach an app.",
      }),
    ],
  },
  {
    what: 'a password for every path, which no framework asks for',
    outside: 'app/auth-required',
    inside: 'unseen',
    kind: ['password'],
    framework: false,
    elsewhere: ['same'],
    // Apps ask on the routes that they have, and otherwise than by the password window of a browser.
    find: [
      outside('edge/login-wall', {
        confidence: 'likely',
        why: 'Every path asks for the password, also one that does not exist: a staging password in front of the app, or one for the whole app.',
      }),
    ],
  },
  {
    what: 'the app refuses, by its marks',
    outside: likeApp,
    inside: 'unseen',
    framework: true,
    find: [outside('own')],
  },
  {
    what: 'the route refuses: a path beside it is answered otherwise',
    outside: [
      'app/method-not-allowed',
      'app/body-not-parsed',
      'app/payload-rejected',
      'app/server-error',
      'app/csrf-rejected',
      'handler/*',
    ],
    inside: 'unseen',
    elsewhere: ['other'],
    find: [outside('own')],
  },
  {
    what: 'the app refuses, or something before it',
    outside: likeApp,
    inside: 'unseen',
    find: [outside('own', { confidence: 'likely', adds: onlyPublic })],
  },

  // ── The app takes it, the public URL does not ─────────────────────────────────────────────────────────────────────
  {
    what: 'silence before an app that answers',
    outside: 'silent',
    inside: 'accepted',
    find: [outside('edge/timeout')],
  },
  {
    what: 'hanging up before an app that answers',
    outside: ['broken', 'down'],
    inside: 'accepted',
    find: [outside('edge/connection-closed')],
  },
  {
    what: 'something before the app refuses what the app takes',
    outside: inFront,
    inside: 'accepted',
    find: [outside('own')],
  },
  {
    what: 'a login before the app, which itself asks for none',
    outside: 'app/auth-required',
    inside: 'accepted',
    kind: ['redirect', 'login', 'password'],
    find: [outside('edge/login-wall', { confidence: 'likely', why: differs })],
  },
  {
    what: 'one page of a web server for every path, before an app that takes the callback',
    outside: likeApp,
    inside: 'accepted',
    kind: ['server-page'],
    elsewhere: ['same'],
    find: [outside('edge/default-page', { confidence: 'likely' })],
  },
  {
    what: 'maintenance where the URL leads, not here',
    outside: 'app/maintenance',
    inside: 'accepted',
    tunnel: false,
    framework: true,
    find: [outside('own', { confidence: 'likely' })],
  },
  {
    what: 'not available, although the app is',
    outside: ['app/maintenance', 'app/server-error'],
    inside: 'accepted',
    kind: ['unavailable'],
    find: [outside('edge/bad-gateway', { confidence: 'likely', why: differs })],
  },
  {
    what: 'a refusal without marks that the app does not give',
    outside: 'app/auth-required',
    inside: 'accepted',
    framework: false,
    find: [outside('edge/waf-block', { confidence: 'likely' })],
  },
  {
    what: 'a limit that the app does not have',
    outside: 'app/rate-limited',
    inside: 'accepted',
    find: [outside('edge/rate-limited', { confidence: 'likely' })],
  },
  {
    what: 'the public URL refuses like an app, but not like this one',
    outside: likeApp,
    inside: 'accepted',
    find: [outside('edge/not-your-app', { confidence: 'likely', why: differs })],
  },

  // ── The app does not run ──────────────────────────────────────────────────────────────────────────────────────────
  {
    what: 'a tunnel whose app does not run',
    outside: 'tunnel/*',
    inside: 'down',
    app: ['named', 'stated'],
    find: [outside('own'), inside('app/not-listening')],
  },
  {
    what: 'a proxy whose app does not run, where the user says that it should',
    outside: unconnected,
    inside: 'down',
    app: ['named'],
    find: [outside('alone'), inside('app/not-listening')],
  },
  {
    what: 'a proxy without its app, and none where the project says that it should run',
    outside: unconnected,
    inside: 'down',
    app: ['stated'],
    find: [outside('alone'), inside('app/not-listening', { confidence: 'likely' })],
  },
  {
    what: 'a gateway without its app, and none where one was guessed',
    outside: 'edge/bad-gateway',
    inside: 'down',
    app: ['guessed'],
    find: [outside('own'), inside('app/not-listening', { confidence: 'possible' })],
  },
  {
    what: 'something else behind the tunnel than the app, which does not run',
    outside: likeApp,
    inside: 'down',
    tunnel: true,
    app: ['named', 'stated'],
    find: [outside('edge/not-your-app', { confidence: 'likely' }), inside('app/not-listening')],
  },
  {
    what: 'a named app that does not run, and a fault of its own at the public URL',
    outside: 'any',
    inside: 'down',
    app: ['named'],
    find: [outside('alone'), inside('app/not-listening')],
  },
  {
    what: 'no app on this machine, and a fault of its own at the public URL',
    outside: 'any',
    inside: 'down',
    find: [outside('alone'), inside('app/not-listening', { severity: 'info' })],
  },

  // ── Both fail in the same way ─────────────────────────────────────────────────────────────────────────────────────
  { what: 'neither answers', outside: 'silent', inside: 'silent', find: [inside('alone')] },
  { what: 'both hang up', outside: 'broken', inside: 'broken', find: [inside('alone')] },
  {
    what: "both give what a proxy may give, so that it is the app's",
    outside: either,
    inside: refused,
    comparison: ['same'],
    find: [inside('alone')],
  },
  {
    what: 'both redirect or are guarded in the same way',
    outside: inFront,
    inside: inFront,
    comparison: ['same'],
    // Shown as Safaricom meets it.
    find: [outside('own')],
  },
  {
    what: 'both refuse in the same way',
    outside: refused,
    inside: refused,
    comparison: ['same'],
    find: [inside('alone')],
  },

  // ── Each fails in its own way ─────────────────────────────────────────────────────────────────────────────────────
  {
    what: 'a fault on the way, and one of the app',
    outside: ['silent', 'broken', 'down', ...inFront],
    inside: ['silent', 'broken', ...either, ...likeApp],
    find: [outside('alone'), inside('alone')],
  },
  {
    what: 'two apps that refuse, each in its own way',
    outside: likeApp,
    inside: ['silent', 'broken', ...either, ...likeApp],
    find: [outside('edge/not-your-app', { confidence: 'possible', why: differs }), inside('alone')],
  },
  {
    what: 'a fault at the public URL, and something before the app on this machine that Safaricom never meets',
    outside: 'any',
    inside: inFront,
    find: [outside('alone')],
  },
]

function outside(code: Ruling['code'], more: Omit<Ruling, 'side' | 'code'> = {}): Ruling {
  return { side: 'outside', code, ...more }
}

function inside(code: Ruling['code'], more: Omit<Ruling, 'side' | 'code'> = {}): Ruling {
  return { side: 'inside', code, ...more }
}
