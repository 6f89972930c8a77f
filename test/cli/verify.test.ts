import { constants, privateDecrypt } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makeCertificate } from '../helpers/custom-certificate.ts'
import { type DarajaReply, granted, isOauth, refused, startDaraja } from '../helpers/daraja-server.ts'
import type { ReportJson } from '../helpers/demo-project.ts'
import { freePort } from '../helpers/hostile-server.ts'
import { serveDaraja } from '../helpers/local-daraja.ts'
import { codesIn, envFile, makeProject, runCli } from '../helpers/run-cli.ts'
import { noSqlite, openForWriting } from '../helpers/sqlite.ts'

/** As long as a real one; opens nothing. */
const credential = `${'Q'.repeat(342)}==`
const initiator = { MPESA_INITIATOR_NAME: 'testapi', MPESA_SECURITY_CREDENTIAL: credential }

interface VerifyReport extends ReportJson {
  readonly verification: Readonly<Record<string, unknown>>
}

type Env = Readonly<Record<string, string | undefined>>

/** A Daraja in which somebody has paid KES 250, and what `verify` says of that receipt or another one. */
async function verify(receiptOf: (paid: string) => string, words: readonly string[] = [], env: Env = {}) {
  const { url, core } = await serveDaraja()
  core.pay({ phone: '0708374149', shortcode: '174379', kind: 'paybill', amount: 250, account: 'A1' })
  await core.settled(AbortSignal.timeout(5_000))
  const paid = core.view().payments[0]?.receipt ?? ''
  const cwd = makeProject({ '.env': envFile({ ...initiator, ...env }) })
  const argv = ['verify', receiptOf(paid), '--json', '--daraja-url', url, ...words]
  const result = await runCli(argv, { cwd })
  return { ...result, core, paid, cwd }
}

const documentOf = (stdout: string): VerifyReport => JSON.parse(stdout) as VerifyReport

describe('verify', () => {
  it('asks, receives the result itself, and says what Daraja has of the receipt', async () => {
    const { exitCode, stdout, core, paid } = await verify((receipt) => receipt.toLowerCase())
    expect(exitCode).toBe(0)
    expect(documentOf(stdout).verification).toMatchObject({
      receipt: paid,
      state: 'completed',
      transactionStatus: 'Completed',
      amount: 250,
      shortcode: '174379',
      resultCode: '0',
      order: null,
    })
    expect(stdout).not.toContain('254708374149')
    expect(stdout).not.toContain(credential)
    expect(core.view().callbacks).toMatchObject([{ kind: 'status-result', outcome: { status: 200 } }])
  })

  it('takes the result on the port to which a URL leads', async () => {
    const port = await freePort()
    const words = ['--port', String(port), '--result-url', `http://127.0.0.1:${port}/behind/a/tunnel`]
    const { exitCode, core } = await verify((receipt) => receipt, words)
    expect(exitCode).toBe(0)
    expect(core.view().callbacks[0]?.url).toContain('/behind/a/tunnel')
  })

  it('takes the result from the inbox that `listen` fills', async () => {
    const port = await freePort()
    const { url, core } = await serveDaraja(`http://127.0.0.1:${port}`)
    core.pay({ phone: '0708374149', shortcode: '174379', kind: 'paybill', amount: 250, account: 'A1' })
    await core.settled(AbortSignal.timeout(5_000))
    const paid = core.view().payments[0]?.receipt ?? ''
    const cwd = makeProject({ '.env': envFile({ ...initiator, MPESA_RESULT_URL: 'https://duka.co.ke/results' }) })
    let stop: (name: string) => void = () => undefined
    let listening: () => void = () => undefined
    const ready = new Promise<void>((resolve) => {
      listening = resolve
    })
    const listen = runCli(['listen', String(port), '--no-forward', '--json'], {
      cwd,
      onReady: (signal) => {
        stop = signal
      },
      onWrite: (_, text) => {
        if (text.includes('inbox.ready')) listening()
      },
    })
    await ready
    try {
      const argv = ['verify', paid, '--json', '--daraja-url', url, '--result-url', 'https://duka.co.ke/results']
      const { exitCode, stdout } = await runCli(argv, { cwd })
      expect(exitCode).toBe(0)
      expect(documentOf(stdout).verification).toMatchObject({ state: 'completed', amount: 250 })
      expect(stdout).not.toContain('254708374149')
    } finally {
      stop('SIGINT')
      await listen
    }
  })

  it('names a receipt that Daraja does not know', async () => {
    const { exitCode, stdout } = await verify(() => 'UKO1A2B3C4')
    expect({ exitCode, codes: codesIn(stdout) }).toEqual({ exitCode: 1, codes: ['payment/unknown-to-daraja'] })
    expect(documentOf(stdout).verification).toMatchObject({ state: 'not-found', resultCode: '25' })
  })

  it('ends with 4 where no result comes in time', async () => {
    const { exitCode, stdout } = await verify(
      (receipt) => receipt,
      ['--wait', '50ms', '--port', String(await freePort()), '--result-url', 'http://127.0.0.1:1/x'],
    )
    expect(exitCode).toBe(4)
    expect(documentOf(stdout).checks.at(-1)).toMatchObject({ status: 'skip' })
  })

  it('ends with 4 and no crash where --timeout ends everything', async () => {
    const words = ['--timeout', '400ms', '--port', String(await freePort()), '--result-url', 'http://127.0.0.1:1/x']
    const { exitCode, stdout } = await verify((receipt) => receipt, words)
    expect(exitCode).toBe(4)
    expect(documentOf(stdout).checks.filter(({ status }) => status === 'crash')).toEqual([])
  })

  it('ends with 3, and asks nothing, where nobody could receive a result', async () => {
    const { exitCode, stderr, core } = await verify(
      (receipt) => receipt,
      ['--result-url', 'https://duka.co.ke/results'],
    )
    expect(exitCode).toBe(3)
    expect(stderr).toContain('listen')
    expect(core.view().calls).toEqual([])
  })

  it('names a taken port', async () => {
    const server = await startDaraja(() => 'silence')
    onTestFinished(server.close)
    const { exitCode } = await verify((receipt) => receipt, ['--port', String(server.port)])
    expect(exitCode).toBe(5)
  })

  it.each<[string, string, readonly string[], Env]>([
    ['something that is no receipt', 'ws_CO_1', [], {}],
    ['without an initiator', 'UKO1A2B3C4', [], { MPESA_INITIATOR_NAME: undefined }],
    ['without a credential', 'UKO1A2B3C4', [], { MPESA_SECURITY_CREDENTIAL: undefined }],
    ['with half a credential', 'UKO1A2B3C4', [], { MPESA_SECURITY_CREDENTIAL: 'Q'.repeat(300) }],
    ['with a certificate and no password', 'UKO1A2B3C4', ['--certificate', '.env'], {}],
    [
      'with a file that is no certificate',
      'UKO1A2B3C4',
      ['--certificate', '.env'],
      { MPESA_INITIATOR_PASSWORD: 'Invented123' },
    ],
    [
      'with a certificate that is not there',
      'UKO1A2B3C4',
      ['--certificate', 'gone.cer'],
      { MPESA_INITIATOR_PASSWORD: 'Invented123' },
    ],
  ])('is refused %s', async (_, receipt, words, env) => {
    const { exitCode, stderr, core } = await verify(() => receipt, words, env)
    expect({ exitCode, calls: core.view().calls }).toEqual({ exitCode: 2, calls: [] })
    expect(stderr).not.toContain('Invented123')
  })
})

describe('verify with answers of all kinds', () => {
  const ids = { OriginatorConversationID: 'f1e2-4b95-1', ConversationID: 'AG_20261124_00001f4f2f5b7d9e0a1b' }
  const accepted: DarajaReply = { status: 200, body: JSON.stringify({ ...ids, ResponseCode: '0' }) }

  interface Told {
    readonly code?: unknown
    readonly desc?: string
    readonly type?: number
    readonly parameters?: Readonly<Record<string, unknown>>
  }

  const completed = { parameters: { TransactionStatus: 'Completed', Amount: 10 } }

  /** A Daraja that posts such a result even before it answers. */
  async function ask(
    told: Told | DarajaReply,
    files: Readonly<Record<string, string>> = {},
    words: readonly string[] = [],
    prepare: (folder: string) => void = () => undefined,
  ) {
    const posts: Promise<unknown>[] = []
    const server = await startDaraja((request) => {
      if (isOauth(request)) return granted('InventedToken01')
      if ('status' in told) return told
      const { ResultURL } = JSON.parse(request.body) as { readonly ResultURL: string }
      const { code = 0, desc = '', type = 0, parameters } = told
      const ResultParameter = Object.entries(parameters ?? {}).map(([Key, Value]) => ({ Key, Value }))
      const body = JSON.stringify({
        Result: {
          ResultType: type,
          ResultCode: code,
          ResultDesc: desc,
          ...ids,
          ...(parameters === undefined ? {} : { ResultParameters: { ResultParameter } }),
        },
      })
      posts.push(fetch(ResultURL, { method: 'POST', body }))
      return accepted
    })
    onTestFinished(server.close)
    const cwd = makeProject({ '.env': envFile(initiator), ...files })
    prepare(cwd)
    const result = await runCli(
      ['verify', 'UKO1A2B3C4', '--daraja-url', server.url, ...(words.includes('--format') ? [] : ['--json']), ...words],
      { cwd },
    )
    await Promise.all(posts)
    const verification = words.includes('--format') ? {} : documentOf(result.stdout).verification
    return { ...result, server, verification }
  }

  it.each<[string, Told, number, readonly string[], string]>([
    ['completed', { parameters: { TransactionStatus: 'Completed', Amount: 10 } }, 0, [], 'completed'],
    ['reversed', { parameters: { TransactionStatus: 'Reversed' } }, 1, ['payment/declined'], 'ended'],
    ['under way', { code: '0', parameters: { TransactionStatus: 'Authorized' } }, 1, ['payment/in-progress'], 'open'],
    ['in a new state', { parameters: { TransactionStatus: 'Frozen' } }, 1, ['payment/in-progress'], 'unclear'],
    ['without parameters', {}, 1, ['payment/in-progress'], 'unclear'],
    ['not there', { code: 'R000002' }, 1, ['payment/unknown-to-daraja'], 'not-found'],
    ['asked by nobody', { code: 2001, desc: 'no' }, 1, ['daraja/bad-credentials'], 'not-allowed'],
    ['not allowed', { code: '21' }, 1, ['daraja/bad-credentials'], 'not-allowed'],
    ['not to be had now', { code: 26 }, 1, ['daraja/unreachable'], 'not-told'],
    ['lost in the queue', { code: 1, type: 1 }, 1, ['daraja/unreachable'], 'not-told'],
  ])('reads a payment that is %s', async (_, told, exitCode, codes, state) => {
    const result = await ask(told)
    expect({ exitCode: result.exitCode, codes: codesIn(result.stdout) }).toEqual({ exitCode, codes })
    expect(result.verification).toMatchObject({ state })
  })

  it.each<[string, DarajaReply, string]>([
    ['a token', refused(400, '400.003.01', 'Invalid Access Token'), 'daraja/token-rejected'],
    ['the product', refused(401, '401.003.01', 'no apiproduct match found'), 'daraja/product-missing'],
    ['the URL', refused(400, '400.002.02', 'Bad Request - Invalid ResultURL'), 'daraja/invalid-callback-url'],
    ['the initiator', refused(400, '400.002.02', 'Bad Request - Invalid Initiator'), 'daraja/unreachable'],
    ['everything', { status: 503, body: 'Request unsuccessful. Incapsula incident ID: 1-2' }, 'daraja/firewall'],
  ])('says that Daraja refuses %s', async (_, reply, code) => {
    const { stdout } = await ask(reply)
    expect(codesIn(stdout)).toEqual([code])
  })

  it.skipIf(noSqlite !== '').each<[string, Told, string, string, number, readonly string[]]>([
    ['settled', completed, "'paid'", '10', 0, []],
    ['not recorded', completed, "'pending'", '10', 1, ['payment/paid-not-recorded']],
    ['of another amount', completed, "'paid'", '1500', 1, ['payment/amount-differs']],
    [
      'paid by a receipt that is none',
      { code: 25 },
      "'paid'",
      '10',
      1,
      ['payment/unknown-to-daraja', 'payment/recorded-not-paid'],
    ],
  ])(`finds the order with the receipt, which is %s${noSqlite}`, async (_, told, state, total, exitCode, codes) => {
    const env = { '.env': envFile({ ...initiator, DATABASE_URL: 'sqlite:shop.db' }) }
    const result = await ask(told, env, [], (folder) => {
      const database = openForWriting(join(folder, 'shop.db'))
      database.exec(`CREATE TABLE orders (id INTEGER PRIMARY KEY, order_number TEXT, total INTEGER, status TEXT, checkout_request_id TEXT UNIQUE, mpesa_receipt TEXT, paid_at TEXT);
        INSERT INTO orders VALUES (1, 'S-1', ${total}, ${state}, 'ws_CO_061020261419539708374149', 'UKO1A2B3C4', NULL), (2, 'S-2', 7, 'pending', NULL, NULL, NULL), (3, 'S-3', 7, 'paid', NULL, 'UKO1A2B3C5', NULL);`)
      database.close()
    })
    expect({ exitCode: result.exitCode, codes: codesIn(result.stdout) }).toEqual({ exitCode, codes })
    expect(result.verification).toMatchObject({ order: { orderNumber: 'S-1' }, withoutOrder: null })
  })

  it.skipIf(noSqlite !== '')(`says that no order has the receipt${noSqlite}`, async () => {
    const env = { '.env': envFile({ ...initiator, DATABASE_URL: 'sqlite:shop.db' }) }
    const { exitCode, verification } = await ask(completed, env, [], (folder) => {
      const database = openForWriting(join(folder, 'shop.db'))
      database.exec(`CREATE TABLE orders (id INTEGER PRIMARY KEY, order_number TEXT, total INTEGER, status TEXT, checkout_request_id TEXT UNIQUE, mpesa_receipt TEXT);
        INSERT INTO orders VALUES (1, 'UKO1A2B3C4', 10, 'paid', NULL, 'UKO1A2B3C5');`)
      database.close()
    })
    expect(exitCode).toBe(0)
    expect(verification).toMatchObject({ order: null, withoutOrder: 'no order has this receipt' })
  })

  it('tells people what was found, and what the order says', async () => {
    const parameters = { TransactionStatus: 'Completed', Amount: 10, DebitPartyName: '254708374149 - JANE DOE' }
    const { stdout } = await ask({ parameters }, {}, ['--format', 'pretty'])
    expect(stdout).toContain('KES 10')
    expect(stdout).toContain('JANE DOE')
    expect(stdout).not.toContain('254708374149')
    expect((await ask({ parameters }, {}, ['--format', 'short'])).stdout).toBe('UKO1A2B3C4  completed  KES 10\n')
  })

  it('sends the password under the key of the certificate, and shows neither', async () => {
    const env = envFile({ MPESA_INITIATOR_NAME: 'testapi', MPESA_INITIATOR_PASSWORD: 'Invented123!' })
    const { certificate, key } = await makeCertificate({
      name: 'invented',
      rsaBits: 2048,
      notBefore: new Date('2014-11-12'),
      notAfter: new Date('2016-11-11'),
    })
    const { exitCode, server, stdout, stderr } = await ask(completed, { '.env': env, 'sandbox.cer': certificate }, [
      '--certificate',
      'sandbox.cer',
    ])
    expect(exitCode).toBe(0)
    const { SecurityCredential } = JSON.parse(server.requests.at(-1)?.body ?? '{}') as { SecurityCredential: string }
    // Taken apart by hand: not every Node decrypts this padding.
    const padded = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, Buffer.from(SecurityCredential, 'base64'))
    expect(padded.subarray(0, 2)).toEqual(Buffer.from([0, 2]))
    expect(String(padded.subarray(padded.indexOf(0, 2) + 1))).toBe('Invented123!')
    // An old certificate is used, and that is said.
    expect(stderr).toContain('2016-11-11')
    expect(`${stdout}${stderr}`).not.toContain(SecurityCredential)
    expect(`${stdout}${stderr}`).not.toContain('Invented123!')
  })
})
