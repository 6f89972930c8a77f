import { describe, expect, it, onTestFinished } from 'vitest'
import { type DarajaReply, granted, isOauth, refused, startDaraja, told } from '../helpers/daraja-server.ts'
import { type ReportJson, useDemo } from '../helpers/demo-project.ts'

const shop = useDemo()

interface ReconcileReport extends ReportJson {
  readonly reconciled: readonly {
    readonly orderNumber: string
    readonly daraja: string
    readonly code: string | null
  }[]
}

async function reconcile(reply: DarajaReply, ...words: readonly string[]) {
  const server = await startDaraja((request) => (isOauth(request) ? granted('InventedToken0000000000000001') : reply))
  onTestFinished(server.close)
  const argv = ['reconcile', '--daraja-url', server.url, ...words]
  const { exitCode, document, stdout } = await shop.runJson<ReconcileReport>(argv)
  const codes = document.checks.flatMap(({ findings }) => findings.map(({ code }) => code))
  return {
    exitCode,
    document,
    stdout,
    codes,
    queries: server.requests.filter((request) => !isOauth(request)).length,
    server,
  }
}

const paid = told('0', 'The service request is processed successfully.')

describe('reconcile', () => {
  it.each<[string, DarajaReply, string | null, number]>([
    ['paid', paid, 'payment/paid-not-recorded', 1],
    ['failed', told('1032', 'Request Cancelled by user.'), 'payment/failed-not-recorded', 1],
    ['open', told('4999', 'The transaction is still under processing'), null, 0],
  ])('asks after the pending orders: %s at Daraja', async (_, reply, code, expected) => {
    const before = await shop.sql('select * from orders order by id')
    const { exitCode, document, codes, queries, server } = await reconcile(reply, '--older', '1ms')
    expect(exitCode).toBe(expected)
    expect(document.reconciled.map(({ orderNumber }) => orderNumber).toSorted()).toEqual(['DUKA-1042', 'DUKA-TEST'])
    expect(queries).toBe(2)
    expect(server.requests.filter(isOauth)).toHaveLength(1)
    expect(codes).toEqual(code === null ? [] : [code, code])
    expect(await shop.sql('select * from orders order by id')).toEqual(before)
  })

  it('leaves out what may still be on the phone, and takes no more than it is told', async () => {
    expect((await reconcile(paid, '--older', '1h')).document.reconciled).toEqual([])
    expect((await reconcile(paid, '--older', '1ms', '--limit', '1')).queries).toBe(1)
  })

  it('stops where Daraja refuses', async () => {
    const { exitCode, codes, queries } = await reconcile(
      refused(500, '500.001.1001', '[MpesaCB - ]Wrong credentials'),
      '--older',
      '1ms',
    )
    expect({ exitCode, codes, queries }).toEqual({ exitCode: 1, codes: ['daraja/wrong-passkey'], queries: 1 })
  })

  it('is a line for each order to people', async () => {
    const server = await startDaraja((request) => (isOauth(request) ? granted('InventedToken0000000000000001') : paid))
    onTestFinished(server.close)
    const { exitCode, stdout } = await shop.run(['reconcile', '--older', '1ms', '--daraja-url', server.url])
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^DUKA-1042 .*Daraja: paid$/m)
    expect(stdout.trimEnd().split('\n')).toHaveLength(3)
  })

  it('cannot begin without a database or keys', async () => {
    expect((await shop.run(['reconcile', '--offline', '--database-url', ''])).exitCode).toBe(2)
  })
})
