import * as v from 'valibot'
import type { JsonValue } from '../core/json.ts'
import { loaderNames } from '../core/loader-name.ts'

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

/** The JSON report, version 1. Fields may be added within a version, so that unknown ones are allowed everywhere. */
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
      appUrl: v.nullable(v.string()),
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
  }),
  v.title('Report of mpesa-doctor'),
  describe('What `--format json` prints. Commands may add fields of their own beside `checks`. Secrets are masked.'),
)
