import { describe, expect, it, onTestFinished } from 'vitest'
import { type DarajaReply, granted, isOauth, refused, startDaraja, told } from '../helpers/daraja-server.ts'
import { type ReportJson, useDemo } from '../helpers/demo-project.ts'
import { codesIn } from '../helpers/run-cli.ts'

const shop = useDemo()
const paid = told('0', 'The service request is processed successfully.')
const cancelled = told('1032', 'Request Cancelled by user.')
const open = told('4999', 'The transaction is still under processing')
const unknown = refused(400, '400.002.02', 'Bad Request - Invalid CheckoutRequestID')

interface QueryReport extends ReportJson {
  readonly query: { readonly state: string; readonly order: Readonly<Record<string, unknown>> | null }
}

async function serve(reply: DarajaReply): Promise<string> {
  const server = await startDaraja((request) => (isOauth(request) ? granted('InventedToken0000000000000001') : reply))
  onTestFinished(server.close)
  return server.url
}

async function idOf(orderNumber: string): Promise<string> {
  return String((await shop.row(orderNumber)).checkout_request_id)
}

describe('query with a database', () => {
  it.each<[string, string, string, string, DarajaReply, number]>([
    ['DUKA-1039', 'paid', 'paid', 'payment/settled', paid, 0],
    ['DUKA-1042', 'pending', 'paid', 'payment/paid-not-recorded', paid, 1],
    ['DUKA-1038', 'failed', 'paid', 'payment/paid-not-recorded', paid, 1],
    ['DUKA-1038', 'failed', 'failed', 'payment/declined', cancelled, 0],
    ['DUKA-1042', 'pending', 'failed', 'payment/failed-not-recorded', cancelled, 1],
    ['DUKA-1039', 'paid', 'failed', 'payment/recorded-not-paid', cancelled, 1],
    ['DUKA-1042', 'pending', 'pending', 'payment/in-progress', open, 0],
    ['DUKA-1042', 'pending', 'unknown', 'payment/unknown-to-daraja', unknown, 1],
  ])('%s is %s, and Daraja says %s: %s', async (order, orderState, state, code, reply, expected) => {
    const before = await shop.sql('select * from orders order by id')
    const argv = ['query', await idOf(order), '--daraja-url', await serve(reply)]
    const { exitCode, document, stdout } = await shop.runJson<QueryReport>(argv)
    const codes = document.checks.flatMap(({ findings }) => findings.map((finding) => finding.code))
    expect(codes.filter((name) => name.startsWith('payment/') || name.startsWith('daraja/'))).toEqual([code])
    expect(exitCode).toBe(expected)
    expect(codesIn(stdout)).toEqual(expected === 0 ? [] : [code])
    expect(document.query).toMatchObject({ state, order: { orderNumber: order, state: orderState } })
    expect(await shop.sql('select * from orders order by id')).toEqual(before)
  })

  it('shows both halves to people', async () => {
    const argv = ['query', await idOf('DUKA-1042'), '--daraja-url', await serve(paid)]
    const { exitCode, stdout } = await shop.run(argv)
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/Daraja says +paid/)
    expect(stdout).toMatch(/the order says +pending .*DUKA-1042/)
    expect(stdout).toContain('payment/paid-not-recorded')
  })

  it('compares no order with a payment that is not its own', async () => {
    const argv = ['query', 'ws_CO_061020261419539712345678', '--daraja-url', await serve(paid)]
    const { exitCode, document } = await shop.runJson<QueryReport>(argv)
    expect(exitCode).toBe(0)
    expect(document.query).toMatchObject({ state: 'paid', order: null, withoutOrder: 'no order has this id' })
  })

  it.each([
    ['variable', 0],
    ['option', 1],
  ])(
    'says what Daraja says also where the database is gone; that is an error if the %s names it',
    async (how, expected) => {
      const url = 'postgresql://nobody@127.0.0.1:1/none'
      const argv = ['query', await idOf('DUKA-1042'), '--daraja-url', await serve(paid)]
      const { exitCode, document } =
        how === 'option'
          ? await shop.runJson<QueryReport>([...argv, '--database-url', url])
          : await shop.runJson<QueryReport>(argv, { variables: { MPESA_DOCTOR_DATABASE_URL: url } })
      expect(exitCode).toBe(expected)
      expect(document.verdict.rootCause).toBe(expected === 0 ? null : 'db/unreachable')
      expect(document.query).toMatchObject({
        state: 'paid',
        order: null,
        withoutOrder: expect.stringContaining('a database that opens'),
      })
    },
  )
})

describe('status --remote', () => {
  const status = async (order: string, reply: DarajaReply, ...more: readonly string[]) =>
    shop.runJson<QueryReport>(['status', order, '--remote', '--daraja-url', await serve(reply), ...more])

  it.each<[string, DarajaReply, string, readonly string[], number]>([
    ['DUKA-1039', paid, 'paid', [], 0],
    ['DUKA-1042', open, 'pending', ['--expect', 'paid'], 1],
    ['DUKA-1042', paid, 'paid', [], 1],
    ['DUKA-1042', refused(500, '500.003.02', 'Spike Arrest Violation'), 'null', [], 3],
  ])('shows %s beside what Daraja says', async (order, reply, state, more, expected) => {
    const { exitCode, document, stdout } = await status(order, reply, ...more)
    expect(exitCode).toBe(expected)
    expect(String(document.query.state)).toBe(state)
    expect(JSON.parse(stdout)).toMatchObject({ command: 'status', orders: [{ orderNumber: order }] })
  })

  it('says both to people', async () => {
    const { stdout } = await shop.run(['status', 'DUKA-1042', '--remote', '--daraja-url', await serve(paid)])
    expect(stdout).toMatch(/state +pending[\s\S]*Daraja says +paid[\s\S]*payment\/paid-not-recorded/)
  })

  it.each([[['status', '--remote']], [['status', 'DUKA-1042', '--remote', '--watch']]])('refuses %j', async (argv) => {
    expect((await shop.run(argv)).exitCode).toBe(2)
  })

  it('asks nothing where the order is not there', async () => {
    expect((await shop.run(['status', 'DUKA-9999', '--remote'])).exitCode).not.toBe(0)
  })
})
