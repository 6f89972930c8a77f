import { readFileSync, writeFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { generateSchema, schemaFile } from '../../scripts/generate-schema.ts'
import { jsonReporter } from '../../src/reporters/json.ts'
import type { ReportDocument } from '../../src/reporters/json-document.ts'
import { reportSchema } from '../../src/reporters/report-schema.ts'
import { hostileReport, sampleContext, sampleReport, sampleWarningReport } from '../helpers/sample-report.ts'
import { hostileNetwork, sampleNetwork } from './sample-network.ts'

// `UPDATE_SCHEMA=1 npx vitest run test/reporters/schema.test.ts` writes the file.
if (process.env.UPDATE_SCHEMA === '1') writeFileSync(schemaFile, generateSchema())

type DeepReadonly<T> = T extends readonly (infer Entry)[]
  ? readonly DeepReadonly<Entry>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T

const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true, formats: { 'date-time': true } })
const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')))

function problems(document: unknown): readonly unknown[] {
  validate(document)
  return validate.errors ?? []
}

describe('the schema of the JSON report', () => {
  it('is up to date in the package', () => {
    expect(readFileSync(schemaFile, 'utf8').replaceAll('\r\n', '\n')).toBe(generateSchema())
  })

  it('has the same fields as the type', () => {
    expectTypeOf<DeepReadonly<v.InferOutput<typeof reportSchema>>>().toEqualTypeOf<DeepReadonly<ReportDocument>>()
  })

  it.each([
    ['a run with every kind of result', sampleReport()],
    ['warnings only', sampleWarningReport(7)],
    ['no checks', sampleReport({ checks: [] })],
    ['what was seen on the network', sampleReport({ network: sampleNetwork(), attempts: 3 })],
    [
      'a network of which nothing was seen',
      sampleReport({ network: { dns: null, connections: [], tls: null, requests: [] } }),
    ],
    ['a command with fields of its own', sampleReport({ extra: { deliveries: [{ scenario: 'success' }] } })],
  ])('accepts %s', (_, report) => {
    const document = JSON.parse(jsonReporter.render(report, sampleContext()))
    expect(problems(document)).toEqual([])
    expect(v.is(reportSchema, document)).toBe(true)
  })

  it('accepts every report, whatever a server put into it', () => {
    fc.assert(
      fc.property(hostileReport, hostileNetwork, (report, network) => {
        expect(problems(JSON.parse(jsonReporter.render({ ...report, network }, sampleContext())))).toEqual([])
      }),
    )
  })

  const document = JSON.parse(jsonReporter.render(sampleReport(), sampleContext()))
  it.each([
    ['another version', { ...document, schemaVersion: 2 }],
    ['a missing exit code', { ...document, exitCode: undefined }],
    ['an unknown state', { ...document, checks: [{ ...document.checks[0], status: 'ok' }] }],
    ['a code without a family', { ...document, verdict: { ...document.verdict, rootCause: 'offline' } }],
    ['a line that counts from zero', withLocation(document, { file: '.env', line: 0 })],
    ['no attempt at all', { ...document, attempts: 0 }],
    ['a network without requests', { ...document, network: {} }],
    ['a start without a date', { ...document, startedAt: 5 }],
  ])('refuses %s', (_, broken) => {
    expect(problems(JSON.parse(JSON.stringify(broken)))).not.toEqual([])
  })

  it('lets fields be added anywhere', () => {
    const grown = {
      ...document,
      later: 1,
      verdict: { ...document.verdict, later: 2 },
      summary: { ...document.summary, later: 3 },
    }
    expect(problems(grown)).toEqual([])
  })
})

function withLocation(document: ReportDocument, location: object): object {
  const [, warning] = document.checks
  return { ...document, checks: [{ ...warning, findings: [{ ...warning?.findings[0], location }] }] }
}
