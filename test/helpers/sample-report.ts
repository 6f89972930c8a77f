import fc from 'fast-check'
import type { CodeDefinitions, Finding } from '../../src/core/finding.ts'
import { createRedactor } from '../../src/core/redact.ts'
import { type CheckResult, type Report, summarise } from '../../src/core/report.ts'
import type { RenderContext } from '../../src/reporters/reporter.ts'

export const sampleDefinitions: CodeDefinitions = {
  'tunnel/offline': {
    severity: 'error',
    title: 'Nobody holds the tunnel URL any more',
    why: 'The provider answers in place of the app, and the callback is lost.',
    fix: 'Open the tunnel again.',
  },
  'env/inline-comment': {
    severity: 'warning',
    title: 'A comment became part of a value',
    why: 'Some loaders read it as text.',
    fix: 'Move the comment to its own line.',
  },
  'env/several-files': {
    severity: 'info',
    title: 'There are several env files',
    why: 'Only one of them is read.',
    fix: 'Name the one that is used.',
  },
}

export function sampleFinding(overrides: Partial<Finding> = {}): Finding {
  return {
    code: 'tunnel/offline',
    severity: 'error',
    confidence: 'certain',
    message: 'The tunnel answers 404 with `ERR_NGROK_3200`.',
    evidence: { status: 404, ngrokErrorCode: 'ERR_NGROK_3200' },
    fix: { summary: 'Open the tunnel again.', command: 'mpesa-doctor tunnel 5000', automatic: true },
    ...overrides,
  }
}

export const sampleWarning: Finding = sampleFinding({
  code: 'env/inline-comment',
  severity: 'warning',
  confidence: 'likely',
  message: '`docker --env-file` would read "174379 # sandbox".',
  evidence: { key: 'MPESA_SHORTCODE' },
  location: { file: '.env', line: 9, column: 17 },
  fix: { summary: 'Move the comment.', command: 'mpesa-doctor check-env --fix' },
})

export function sampleCheck(overrides: Partial<CheckResult> = {}): CheckResult {
  return {
    id: 'env-required',
    family: 'env',
    title: 'Required variables are set',
    status: 'pass',
    reason: null,
    skippedBecause: null,
    detail: '5 of 5',
    durationMs: 3,
    findings: [],
    ...overrides,
  }
}

export const sampleChecks: readonly CheckResult[] = [
  sampleCheck(),
  sampleCheck({
    id: 'env-comments',
    title: 'No inline comments on values',
    status: 'warn',
    detail: null,
    findings: [sampleWarning],
  }),
  sampleCheck({
    id: 'tunnel-alive',
    family: 'tunnel',
    title: 'The tunnel is held by an agent',
    status: 'fail',
    detail: null,
    durationMs: 1_230,
    findings: [sampleFinding()],
  }),
  sampleCheck({
    id: 'db-order',
    family: 'db',
    title: 'The order is in the database',
    status: 'skip',
    reason: 'a database (set DATABASE_URL)',
    skippedBecause: 'not-configured',
    detail: null,
  }),
  sampleCheck({
    id: 'app-route',
    family: 'app',
    title: 'The route accepts POST',
    status: 'crash',
    reason: 'x is undefined',
    detail: null,
    error: new TypeError('x is undefined'),
  }),
]

/** One check of each status; the summary follows the checks. */
export function sampleReport(overrides: Partial<Report> = {}): Report {
  const checks = overrides.checks ?? sampleChecks
  return {
    tool: { name: 'mpesa-doctor', version: '0.1.0', node: 'v20.20.2' },
    command: 'diagnose',
    startedAt: new Date('2026-11-23T05:00:00.000Z'),
    durationMs: 1_812,
    exitCode: 70,
    target: {
      environment: 'sandbox',
      envFile: '.env',
      callbackUrl: 'https://shop.example/callback',
      appUrl: 'http://127.0.0.1:5000',
      order: null,
      stack: {
        source: 'detected',
        frameworks: [{ name: 'Flask', file: 'requirements.txt', because: 'names flask' }],
        loaders: [{ name: 'python-dotenv', file: 'requirements.txt', because: 'names python-dotenv' }],
      },
    },
    summary: summarise(checks),
    verdict: {
      rootCause: 'tunnel/offline',
      confidence: 'certain',
      title: 'Nobody holds the tunnel URL any more',
      explanation: 'The provider answers in place of the app.',
      fix: { summary: 'Open the tunnel again.', command: 'mpesa-doctor tunnel 5000' },
      causes: [{ code: 'tunnel/offline', confidence: 'certain', checks: ['tunnel-alive'] }],
      unknowable: ["whether Safaricom's network can reach this host"],
    },
    checks,
    next: 'mpesa-doctor tunnel 5000',
    extra: {},
    ...overrides,
  }
}

/** A run with warnings only. */
export function sampleWarningReport(exitCode: number): Report {
  return sampleReport({
    exitCode,
    checks: sampleChecks.slice(0, 2),
    verdict: {
      rootCause: null,
      confidence: null,
      title: 'Nothing stands in the way of a callback',
      explanation: 'There is one warning.',
      fix: null,
      causes: [{ code: 'env/inline-comment', confidence: 'likely', checks: ['env-comments'] }],
      unknowable: [],
    },
  })
}

export function sampleContext(overrides: Partial<RenderContext> = {}): RenderContext {
  return { definitions: sampleDefinitions, redact: createRedactor(), showSecrets: false, ...overrides }
}

const hostilePieces = [
  '\n',
  '\r\n',
  '\r',
  '\t',
  '\u0000',
  '\u001b[31m',
  '\u009b2J',
  '\u0085',
  '\u2028',
  '\u202e',
  '\ufeff',
  '\ufffe',
  '\ud800',
  '::error::x',
  '\n::stop-commands::x',
  '##[add-mask]x',
  '%0A::set-env name=A::b',
  ',file=x',
  ']]>',
  '<!--',
  '<script>alert(1)</script>',
  '&amp;',
  '"',
  "'",
  '`',
  '``',
  '```\n',
  '|',
  '\\',
  '\\|',
  '# SKIP',
  '\nnot ok 1',
  '\n  ...\n',
  '\n---\n',
  '1..0',
  'Bail out!',
  ': ',
  '{"a": ',
  '- ',
  '> ',
  '[a](b)',
  '*',
  '💥',
  'wörter',
  '   ',
] as const

/** What a hostile server may put into a reply: line ends, markup and commands of every format, halves of characters. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...hostilePieces) }, fc.string({ unit: 'binary' })), {
    maxLength: 8,
  })
  .map((parts) => parts.join(''))

const hostileEvidence = fc.dictionary(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.oneof(hostileText, fc.double(), fc.boolean(), fc.constant(null), fc.array(hostileText, { maxLength: 3 })),
  { maxKeys: 4, noNullPrototype: true },
)

const hostileFinding: fc.Arbitrary<Finding> = fc
  .record({
    code: fc.constantFrom('tunnel/offline', 'env/inline-comment', 'env/several-files', 'app/unlisted'),
    severity: fc.constantFrom('error', 'warning', 'info'),
    message: hostileText,
    evidence: hostileEvidence,
    file: hostileText,
    fix: hostileText,
    line: fc.nat(99),
  })
  .map(({ file, line, fix, ...rest }) =>
    sampleFinding({
      ...rest,
      location: line === 0 ? { file } : { file, line, column: line },
      fix: { summary: fix, command: fix, code: fix },
    }),
  )

const hostileCheck: fc.Arbitrary<CheckResult> = fc
  .record({
    title: hostileText,
    family: fc.constantFrom('env', 'tunnel', 'app'),
    status: fc.constantFrom('pass', 'warn', 'fail', 'skip', 'crash'),
    reason: hostileText,
    findings: fc.array(hostileFinding, { maxLength: 3 }),
  })
  .map(({ status, reason, findings, ...rest }) => {
    if (status === 'skip') return sampleCheck({ ...rest, status, reason, skippedBecause: 'blocked' })
    if (status === 'crash') return sampleCheck({ ...rest, status, reason, error: new Error(reason) })
    return sampleCheck({ ...rest, status, findings })
  })

export const hostileReport: fc.Arbitrary<Report> = fc
  .record({ checks: fc.array(hostileCheck, { maxLength: 5 }), text: hostileText, strict: fc.boolean() })
  .map(({ checks, text, strict }) => {
    const { verdict } = sampleReport()
    const fix = { summary: text, command: text, code: text }
    return sampleReport({
      checks,
      exitCode: strict ? 7 : 1,
      verdict: { ...verdict, title: text, explanation: text, fix, unknowable: [text] },
    })
  })
