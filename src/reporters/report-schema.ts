import * as v from 'valibot'
import type { JsonValue } from '../core/json.ts'
import { loaderNames } from '../core/loader-name.ts'
import { loadSchema } from './load-schema.ts'
import { querySchema } from './query-schema.ts'

const describe = v.description

/** Any JSON value, described once and referred to by name. */
export const jsonValueSchema: v.GenericSchema<JsonValue> = v.union([
  v.string(),
  v.number(),
  v.boolean(),
  v.null(),
  v.array(v.lazy(() => jsonValueSchema)),
  v.record(
    v.string(),
    v.lazy(() => jsonValueSchema),
  ),
])

const count = (text: string) => v.pipe(v.number(), v.integer(), v.minValue(0), describe(text))
const text = (meaning: string) => v.pipe(v.string(), describe(meaning))
const position = (meaning: string) => v.pipe(v.number(), v.integer(), v.minValue(1), describe(meaning))

const codeSchema = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*\/[a-z0-9]+(?:-[a-z0-9]+)*$/),
  describe('Public name of a cause, `family/name`. Never renamed or reused.'),
)

const confidenceSchema = v.pipe(
  v.picklist(['certain', 'likely', 'possible']),
  describe('How sure the tool is, given what can be seen from the machine that it runs on.'),
)

const fixSchema = v.pipe(
  v.object({
    summary: text('What to do, in one sentence.'),
    command: v.exactOptional(text('Can be pasted into a shell.')),
    code: v.exactOptional(text("Can be pasted into the app's source.")),
    automatic: v.exactOptional(
      v.pipe(v.boolean(), describe('True if the tool does it itself when the command is run.')),
    ),
  }),
  describe('One action that can be taken now.'),
)

const locationSchema = v.pipe(
  v.object({
    file: text('Path of the file.'),
    line: v.exactOptional(position('Counts from 1.')),
    column: v.exactOptional(position('Counts characters from 1.')),
  }),
  describe('Where it was seen in a file.'),
)

const excerptSchema = v.pipe(
  v.object({
    text: text('The line; what must not be shown is replaced, character by character.'),
    caret: v.exactOptional(
      v.object({
        column: position('Counts characters of `text` from 1.'),
        length: count('Characters to point at.'),
      }),
    ),
  }),
  describe('The line that the finding is about.'),
)

/** What one loader reads; also an entry of `readings` that `check-env --compare` adds to the report. */
export const readingSchema = v.pipe(
  v.object({
    loader: v.picklist(loaderNames),
    outcome: v.pipe(
      v.picklist(['value', 'unset', 'null', 'file-rejected', 'raises', 'not-evaluated']),
      describe('`not-evaluated`: the loader would run a command to know the value, which is not done here.'),
    ),
    value: v.exactOptional(text('What the app gets, unless it is a secret.')),
    length: v.exactOptional(count('Characters of a secret.')),
    digest: v.exactOptional(text('First 8 hexadecimal digits of the SHA-256 of a secret.')),
    reason: v.exactOptional(text('Why the file is rejected, or asking for the variable ends in an error.')),
  }),
  describe('What one loader makes of the variable.'),
)

const findingSchema = v.object({
  code: codeSchema,
  severity: v.pipe(
    v.picklist(['error', 'warning', 'info']),
    describe('`error` makes the exit code 1, `warning` counts only with `--strict`.'),
  ),
  confidence: confidenceSchema,
  message: text('What was seen in this run.'),
  why: v.exactOptional(text('Why that loses a callback.')),
  evidence: v.pipe(
    v.record(v.string(), jsonValueSchema),
    describe('The facts behind the message; its keys depend on the code.'),
  ),
  location: v.exactOptional(locationSchema),
  excerpt: v.exactOptional(excerptSchema),
  readings: v.exactOptional(v.array(readingSchema)),
  fix: v.exactOptional(fixSchema),
  docs: text('Documentation of the code, a path inside the package.'),
})

const checkSchema = v.object({
  id: text('Public name of the check.'),
  family: text("Stage of the callback's path that the check belongs to."),
  title: text('The condition that should hold.'),
  status: v.pipe(
    v.picklist(['pass', 'warn', 'fail', 'skip', 'crash']),
    describe('`crash` is a defect of the tool, never a judgement about the app.'),
  ),
  reason: v.pipe(v.nullable(v.string()), describe('Why it was skipped or crashed.')),
  durationMs: v.pipe(v.number(), v.minValue(0), describe('Milliseconds.')),
  findings: v.array(findingSchema),
  error: v.exactOptional(
    v.pipe(v.object({ name: v.string(), message: v.string() }), describe('What was thrown; only for `crash`.')),
  ),
})

const detectedSchema = v.object({
  name: v.string(),
  file: text('Path of the file that shows it, or the option that named it; empty where nothing does.'),
  because: text('Completes the sentence that begins with the file.'),
})

const stackSchema = v.pipe(
  v.object({
    source: v.pipe(
      v.picklist(['detected', 'named', 'unknown']),
      describe('`named` by the user, or `unknown` if nothing says how the app reads its env file.'),
    ),
    frameworks: v.array(detectedSchema),
    loaders: v.pipe(v.array(detectedSchema), describe("Whose rules were looked at; the first is the app's own.")),
  }),
  describe('What the project is made of, as far as its own files tell.'),
)

const verdictSchema = v.pipe(
  v.object({
    rootCause: v.pipe(v.nullable(codeSchema), describe('Null if there is no error.')),
    confidence: v.nullable(confidenceSchema),
    title: v.string(),
    explanation: v.string(),
    fix: v.nullable(fixSchema),
    causes: v.pipe(
      v.array(v.object({ code: codeSchema, confidence: confidenceSchema, checks: v.array(v.string()) })),
      describe('Causes that do not explain each other. With an error the first one is the root cause.'),
    ),
    unknowable: v.pipe(v.array(v.string()), describe('What cannot be known from this machine.')),
  }),
  describe('The conclusion: one cause and one fix.'),
)

const milliseconds = (meaning: string) => v.pipe(v.number(), v.minValue(0), describe(`Milliseconds: ${meaning}`))
const portSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))
const ipFamilySchema = v.pipe(v.picklist([4, 6]), describe('Version of the Internet Protocol.'))

const systemCode = text("Node's or OpenSSL's own code, e.g. `ECONNREFUSED`; empty where there is none.")
const troubleSchema = v.object({ code: text('`refused`, `timed-out`, `not-found` …'), systemCode })

const nameTroubleSchema = v.object({
  ...troubleSchema.entries,
  direct: v.exactOptional(
    v.pipe(
      v.nullable(
        v.object({
          systemCode: v.pipe(v.nullable(v.string()), describe("c-ares' code; null if there was an answer.")),
          alias: v.pipe(v.nullable(v.string()), describe('The name that this one is an alias of (CNAME).')),
        }),
      ),
      describe('What the name servers said when they were asked directly; null if they were not.'),
    ),
  ),
  machineOffline: v.exactOptional(v.pipe(v.boolean(), describe('True if this machine has no network.'))),
})

const answerFields = {
  resolver: text('Who was asked.'),
  ms: milliseconds('until A and AAAA were answered.'),
  addresses: v.array(v.object({ address: v.string(), family: ipFamilySchema })),
  failure: v.exactOptional(nameTroubleSchema),
}

const lookupSchema = v.pipe(
  v.object({
    host: v.string(),
    ...answerFields,
    answers: v.pipe(
      v.array(v.object(answerFields)),
      describe('Everybody who was asked; one of these answers is the one above.'),
    ),
  }),
  describe('What the host of the callback URL resolves to.'),
)

const connectionSchema = v.object({
  address: v.string(),
  family: ipFamilySchema,
  port: portSchema,
  ms: milliseconds('until it was accepted, or given up.'),
  connected: v.boolean(),
  failure: v.exactOptional(troubleSchema),
})

const certificateSchema = v.object({
  subject: v.string(),
  issuer: v.string(),
  validFrom: text('ISO 8601.'),
  validTo: text('ISO 8601.'),
  names: v.pipe(v.array(v.string()), describe('Host names and addresses that it is good for.')),
  selfSigned: v.boolean(),
  fingerprint256: text('SHA-256 in hexadecimal digits.'),
  keyType: v.exactOptional(v.string()),
  keyBits: v.exactOptional(v.number()),
  signature: v.exactOptional(text("Hash and algorithm of the issuer's signature.")),
  forServers: v.exactOptional(
    v.pipe(v.boolean(), describe('False if it says what it is for, and a server is not among it.')),
  ),
  issuerUrls: v.exactOptional(
    v.pipe(v.array(v.string()), describe("Where the issuer's certificate can be fetched, as the certificate says.")),
  ),
})

const triedHandshake = {
  accepted: v.pipe(v.nullable(v.boolean()), describe('Null if the server neither took nor refused it.')),
  ms: v.pipe(v.nullable(v.number()), describe('Milliseconds; null where another handshake tells.')),
  detail: text('How it ended: the cipher, the alert, the error.'),
}

const sessionSchema = v.pipe(
  v.object({
    host: text('The name that was asked for (SNI).'),
    ms: milliseconds('connecting and shaking hands.'),
    protocol: v.pipe(v.nullable(v.string()), describe('Null if the handshake failed.')),
    cipher: v.nullable(v.string()),
    alpn: v.pipe(v.nullable(v.string()), describe('What was agreed on; null if the server has no opinion.')),
    versions: v.pipe(
      v.array(v.object({ name: v.string(), ...triedHandshake })),
      describe('Versions that were tried, newest first.'),
    ),
    withoutSni: v.pipe(
      v.nullable(
        v.object({
          ...triedHandshake,
          subject: v.pipe(v.nullable(v.string()), describe('Of the certificate that came; null if none did.')),
          names: v.array(v.string()),
          nameMatches: v.nullable(v.boolean()),
          sameCertificate: v.pipe(
            v.nullable(v.boolean()),
            describe('Whether it is the one that came with the name; null if one of the two is missing.'),
          ),
        }),
      ),
      describe('A handshake that named no host, where that tells something; else null.'),
    ),
    withHttp2: v.pipe(
      v.nullable(v.object(triedHandshake)),
      describe('A handshake that offered HTTP/2, where the server refused HTTP/1.1; else null.'),
    ),
    chain: v.pipe(v.array(certificateSchema), describe('As the server sent it, leaf first.')),
    storeSupplied: v.pipe(
      v.array(v.string()),
      describe('Subjects of intermediates that the server kept back and this machine had.'),
    ),
    trustError: v.pipe(v.nullable(v.string()), describe('What is wrong with the chain (`CERT_HAS_EXPIRED` …).')),
    trustAnchor: v.pipe(
      v.nullable(v.string()),
      describe('Whose root the trust rests on: `public`, `given` (`--cacert`) or `this-machine`.'),
    ),
    nameMatches: v.nullable(v.boolean()),
    clientCertificate: v.pipe(
      v.nullable(v.string()),
      describe('Whether the server wants one of the client: `not-asked`, `asked` or `required`.'),
    ),
    interception: v.exactOptional(
      v.pipe(
        v.object({
          by: v.pipe(v.nullable(v.string()), describe('The product, if the name of its authority gives it away.')),
          issuer: v.string(),
          sign: text('Why it looks so: `issuer` or `trust`.'),
        }),
        describe("Somebody on the way who signs in the server's place, so that all of this is not the server's."),
      ),
    ),
    observedAt: text('When; ISO 8601.'),
    failure: v.exactOptional(
      v.object({
        code: v.string(),
        systemCode,
        detail: v.string(),
        alert: v.exactOptional(text('The alert of the server, as RFC 8446 spells it.')),
        banner: v.exactOptional(text('What a server that speaks no TLS said.')),
        spoken: v.exactOptional(text('What it speaks instead.')),
        location: v.exactOptional(text('Where a server that speaks HTTP instead sends its clients.')),
      }),
    ),
  }),
  describe('The TLS handshake, which goes on whatever the certificate is worth.'),
)

const phase = (meaning: string) => v.nullable(milliseconds(meaning))

const requestSchema = v.object({
  to: v.pipe(v.picklist(['public', 'app']), describe('The callback URL, or the app on this machine.')),
  purpose: text('`callback`, or what was sent to tell causes apart: `sibling`, `options` … More of them may come.'),
  method: v.string(),
  url: v.string(),
  address: v.pipe(v.nullable(v.string()), describe('Where it was sent to.')),
  port: v.nullable(portSchema),
  timings: v.object({
    connectMs: phase('until the connection was there.'),
    tlsMs: phase('of the TLS handshake; null without TLS.'),
    firstByteMs: phase('from sending the request to the first byte of the reply.'),
    endMs: v.exactOptional(phase('from sending the request to the end of the reply.')),
    totalMs: milliseconds('everything.'),
  }),
  status: v.exactOptional(v.number()),
  statusText: v.exactOptional(v.string()),
  headers: v.exactOptional(
    v.pipe(
      v.array(v.object({ name: text('In lower case.'), value: v.string() })),
      describe('All of them, in their order. Values of cookies and tokens are masked.'),
    ),
  ),
  bodyBytes: v.exactOptional(v.pipe(v.number(), describe('How much of the body was read.'))),
  announcedBytes: v.exactOptional(v.pipe(v.number(), describe('What the reply said it would send.'))),
  bodyFault: v.exactOptional(text('Why the body broke off: `closed`, `reset` or `bad-chunk`.')),
  bodyEnd: v.exactOptional(
    v.pipe(v.string(), describe('Why reading ended: `complete`, `cut-at-limit`, `connection-closed` or `timed-out`.')),
  ),
  httpVersion: v.exactOptional(text('`1.1` or `1.0`.')),
  oddities: v.exactOptional(v.pipe(v.array(v.string()), describe('What is unusual about a reply that can be read.'))),
  body: v.exactOptional(text('The beginning of the body, at most 2,000 characters.')),
  failure: v.exactOptional(
    v.pipe(
      v.object({
        phase: text('`resolve`, `connect`, `tls`, `request` or `reply`.'),
        code: v.string(),
        systemCode,
        detail: v.string(),
        stage: v.exactOptional(text('How much of a reply was there when it broke off.')),
        fault: v.exactOptional(text('Why it is no HTTP reply.')),
        spoken: v.exactOptional(text('What the server speaks in place of HTTP.')),
        banner: v.exactOptional(text('The first line that came.')),
      }),
      describe('Why there is no reply; then there is no `status`.'),
    ),
  ),
})

const networkSchema = v.pipe(
  v.object({
    dns: v.nullable(lookupSchema),
    connections: v.pipe(v.array(connectionSchema), describe('Every address that was tried.')),
    tls: v.nullable(sessionSchema),
    requests: v.pipe(v.array(requestSchema), describe('Every request that was sent, and what came back.')),
  }),
  describe(
    'Everything that was seen between this machine, the callback URL and the app; null is what was not looked at.',
  ),
)

/** The JSON report, version 1. Fields may be added within a version, so that unknown ones are allowed everywhere. */
const auditSchema = v.pipe(
  v.object({
    score: v.object({
      passed: count('Exercises without an error or a warning.'),
      played: count('Exercises that were played.'),
      total: count('Exercises that there are.'),
    }),
    exercises: v.array(
      v.object({
        exercise: text('Public name of the exercise.'),
        title: text('The condition that should hold.'),
        outcome: v.picklist(['pass', 'warn', 'fail', 'not-played']),
        codes: v.array(codeSchema),
        reason: v.pipe(v.nullable(v.string()), describe('What it needs; only where it was not played.')),
        deliveries: v.pipe(v.array(count('Counts from 0.')), describe('Places in `deliveries`.')),
        durationMs: milliseconds('for the whole exercise.'),
      }),
    ),
  }),
  describe('The score card of `simulate --audit`.'),
)

export const reportSchema = v.pipe(
  v.object({
    schemaVersion: v.pipe(v.literal(1), describe('Changes when a field is renamed, removed or gets another meaning.')),
    tool: v.object({ name: v.string(), version: v.string(), node: text('Version of Node.js.') }),
    command: text('The command that was run, without its arguments.'),
    startedAt: v.pipe(v.string(), v.isoTimestamp(), describe('Start of the run, ISO 8601 in UTC.')),
    durationMs: v.pipe(v.number(), v.minValue(0), describe('Milliseconds.')),
    exitCode: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255), describe('The same in every format.')),
    target: v.object({
      environment: v.pipe(v.nullable(v.string()), describe('`sandbox` or `production`.')),
      envFile: v.nullable(v.string()),
      callbackUrl: v.pipe(v.nullable(v.string()), describe('Null if none is set, or if what is set is no web URL.')),
      appUrl: v.pipe(
        v.nullable(v.string()),
        describe('Where the app was looked for; null if nobody knows where it is.'),
      ),
      order: v.nullable(v.string()),
      stack: stackSchema,
    }),
    summary: v.object({
      pass: count('Checks that passed.'),
      warn: count('Checks with a warning and no error.'),
      fail: count('Checks with an error.'),
      skip: count('Checks that could not be made.'),
      crash: count('Checks that failed themselves.'),
    }),
    verdict: verdictSchema,
    checks: v.array(checkSchema),
    network: v.exactOptional(networkSchema),
    attempts: v.exactOptional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        describe('How often `probe --wait` tried; the report is the last one.'),
      ),
    ),
    load: v.exactOptional(loadSchema),
    audit: v.exactOptional(auditSchema),
    query: v.exactOptional(querySchema),
  }),
  v.title('Report of mpesa-doctor'),
  describe('What `--format json` prints. Commands may add fields of their own beside `checks`. Secrets are masked.'),
)
