import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faults } from '../../src/demo/faults.ts'
import { type Demo, startDemo } from '../../src/demo/start-demo.ts'
import { runCli } from '../helpers/run-cli.ts'

interface ReportDocument {
  readonly exitCode: number
  readonly summary: Readonly<Record<string, number>>
  readonly verdict: { readonly rootCause: string | null; readonly causes: readonly { readonly code: string }[] }
}

let demo: Demo

beforeAll(async () => {
  demo = await startDemo({ signal: new AbortController().signal, searchPath: process.env.PATH ?? '' })
})

afterAll(async () => {
  await demo?.stop()
})

async function diagnose(...argv: readonly string[]): Promise<ReportDocument> {
  const { exitCode, stdout, stderr } = await runCli(['--json', ...argv], { cwd: demo.folder })
  expect(stderr).toBe('')
  const report = JSON.parse(stdout) as ReportDocument
  expect(report.exitCode).toBe(exitCode)
  return report
}

async function useTestOrder({ checkoutRequestId }: { readonly checkoutRequestId: string }): Promise<void> {
  const file = join(demo.folder, 'mpesa-doctor.config.json')
  const config = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>
  await writeFile(file, JSON.stringify({ ...config, testOrder: checkoutRequestId }))
}

describe('plain mpesa-doctor in the folder of the embedded shop', () => {
  it('finds nothing at all in the healthy shop, not even a warning', async () => {
    expect(await diagnose('--strict')).toMatchObject({
      exitCode: 0,
      summary: { warn: 0, fail: 0, crash: 0 },
      verdict: { rootCause: null, causes: [] },
    })
  })

  it.each(faults.map((fault) => [fault.name, fault] as const))(
    'names the fault %s, and only that',
    async (name, fault) => {
      // A test order that was paid by the diagnosis before would say nothing of the handler.
      await useTestOrder(await demo.addOrder(`DUKA-${name.toUpperCase()}`))
      await demo.breakWith(name)
      try {
        const { verdict, exitCode } = await diagnose('--budget', '1s')
        expect(verdict.causes.map(({ code }) => code)).toEqual([fault.expect])
        expect(verdict.rootCause).toBe(fault.severity === 'error' ? fault.expect : null)
        expect(exitCode).toBe(fault.severity === 'error' ? 1 : 0)
      } finally {
        await demo.repair()
      }
    },
  )
})
