import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sarifReporter } from '../../src/reporters/sarif.ts'
import { sarifLocation } from '../../src/reporters/sarif-location.ts'
import {
  hostileReport,
  sampleCheck,
  sampleContext,
  sampleFinding,
  sampleReport,
  sampleWarning,
} from '../helpers/sample-report.ts'

function render(report = sampleReport()) {
  const log = JSON.parse(sarifReporter.render(report, sampleContext()))
  expect(log).toMatchObject({ version: '2.1.0', runs: [{ tool: { driver: { name: 'mpesa-doctor' } } }] })
  const [run] = log.runs
  const rules: { id: string }[] = run.tool.driver.rules
  for (const { ruleId, ruleIndex, level, message, locations } of run.results) {
    expect(rules[ruleIndex]?.id).toBe(ruleId)
    expect(['error', 'warning', 'note']).toContain(level)
    expect(message.text).toEqual(expect.any(String))
    expect(locations).toHaveLength(1)
    const { uri } = locations[0].physicalLocation.artifactLocation
    expect(uri).toMatch(/^(?:[\w.~!*'()-]|%[0-9A-F]{2})+(?:\/(?:[\w.~!*'()-]|%[0-9A-F]{2})+)*$/)
    expect(locations[0].physicalLocation.region?.startLine ?? 1).toBeGreaterThanOrEqual(1)
  }
  for (const { associatedRule, level, message } of run.invocations[0].toolExecutionNotifications) {
    if (associatedRule !== undefined) expect(rules[associatedRule.index]?.id).toBe(associatedRule.id)
    expect(['error', 'warning', 'note']).toContain(level)
    expect(message.text).toEqual(expect.any(String))
  }
  return run
}

describe('the SARIF reporter', () => {
  it('describes the rules that occur, once each', () => {
    const findings = [sampleWarning, sampleWarning, sampleFinding({ code: 'app/unlisted' })]
    const { rules } = render(sampleReport({ checks: [sampleCheck({ status: 'fail', findings })] })).tool.driver
    expect(rules).toEqual([
      { id: 'app/unlisted' },
      {
        id: 'env/inline-comment',
        shortDescription: { text: 'A comment became part of a value' },
        fullDescription: { text: 'Some loaders read it as text.' },
        help: { text: 'Move the comment to its own line.' },
        defaultConfiguration: { level: 'warning' },
        properties: { docs: 'docs/codes/env-inline-comment.md' },
      },
    ])
  })

  it('places a finding in its file', () => {
    const { results, columnKind } = render()
    expect(columnKind).toBe('unicodeCodePoints')
    expect(results).toHaveLength(1)
    expect(results[0]).toMatchObject({
      ruleId: 'env/inline-comment',
      level: 'warning',
      locations: [
        { physicalLocation: { artifactLocation: { uri: '.env' }, region: { startLine: 9, startColumn: 17 } } },
      ],
      properties: { confidence: 'likely', evidence: { key: 'MPESA_SHORTCODE' } },
    })
    expect(results[0].message.text).toContain('mpesa-doctor check-env --fix')
  })

  it('reports what has no place, and crashes, as notifications of the run', () => {
    const [invocation] = render().invocations
    expect(invocation).toMatchObject({
      executionSuccessful: false,
      exitCode: 70,
      startTimeUtc: '2026-11-23T05:00:00.000Z',
      endTimeUtc: '2026-11-23T05:00:01.812Z',
    })
    expect(invocation.toolExecutionNotifications).toMatchObject([
      { level: 'error', associatedRule: { id: 'tunnel/offline' } },
      { level: 'error', message: { text: 'The check app-route crashed: TypeError: x is undefined' } },
    ])
  })

  it('maps information to notes', () => {
    const finding = sampleFinding({ code: 'env/several-files', severity: 'info', location: { file: 'api/.env' } })
    const { results } = render(sampleReport({ checks: [sampleCheck({ findings: [finding] })] }))
    expect(results).toMatchObject([{ level: 'note', ruleId: 'env/several-files' }])
  })

  it.each([
    ['.env', '.env'],
    ['./api/.env.local', 'api/.env.local'],
    ['api\\config\\.env', 'api/config/.env'],
    ['my app/ü#1.env', 'my%20app/%C3%BC%231.env'],
    ['/home/me/shop/.env', undefined],
    ['C:\\shop\\.env', undefined],
    ['\\\\server\\share\\.env', undefined],
    ['file:///shop/.env', undefined],
    ['../.env', undefined],
    ['', undefined],
  ])('makes a relative URI of %j if it is inside the project', (file, uri) => {
    expect(sarifLocation({ file })?.physicalLocation.artifactLocation.uri).toBe(uri)
  })

  it('makes no link of what a server wrote', () => {
    const finding = sampleFinding({ message: 'see [here](https://hostile.example)', location: { file: '.env' } })
    const { results } = render(sampleReport({ checks: [sampleCheck({ status: 'fail', findings: [finding] })] }))
    expect(results[0].message.text).not.toContain('](')
  })

  it('has no region without a line', () => {
    expect(sarifLocation({ file: '.env' })?.physicalLocation).not.toHaveProperty('region')
    expect(sarifLocation({ file: '.env', line: 3 })?.physicalLocation.region).toEqual({ startLine: 3 })
  })

  it('keeps its structure and loses no finding whatever a server put into the report', () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const { results, invocations } = render(report)
        const findings = report.checks.flatMap((check) => check.findings).length
        const crashes = report.checks.filter((check) => check.status === 'crash').length
        expect(results.length + invocations[0].toolExecutionNotifications.length).toBe(findings + crashes)
      }),
    )
  })
})
