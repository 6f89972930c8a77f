import { describe, expect, it } from 'vitest'
import { createPorts } from '../../src/cli/create-deps.ts'
import type { Address } from '../../src/core/dns-port.ts'
import type { Ports } from '../../src/core/ports.ts'
import { envFile, makeProject, runCli } from '../helpers/run-cli.ts'
import { startBlackhole, startSilentDns, startSilentServer } from '../helpers/silent-servers.ts'

/** What every wait of these runs is cut to, as `--budget` cuts those for a reply. */
const limitMs = 800
/** Loading, and a machine that has other things to do; less than one more wait. */
const slackMs = 700
const host = 'shop.duka.co.ke'
const answeringDns = '192.0.2.53'

/** The real adapters, none of which waits longer than the limit; no name but the shop's is known. */
function impatientPorts(addresses: readonly Address[], mostMs: number): Partial<Ports> {
  const { dns, database } = createPorts()
  return {
    dns: {
      async resolve(name, options) {
        const isAsked = name === host && options.servers?.[0] === answeringDns
        if (isAsked) return { kind: 'addresses', addresses, ms: 1, resolver: answeringDns }
        // Half, because a further question may explain why the first one failed.
        if (options.servers !== undefined) return dns.resolve(name, { ...options, limitMs: mostMs / 2 })
        return { kind: 'failure', code: 'not-found', systemCode: 'ENOTFOUND', ms: 1, resolver: 'none' }
      },
    },
    database: { open: (url, options) => database.open(url, { ...options, limitMs: mostMs }) },
  }
}

async function run(argv: readonly string[], port: number, addresses: readonly Address[] = []) {
  const cwd = makeProject({ '.env': envFile({ MPESA_CALLBACK_URL: `https://${host}:${port}/callback` }) })
  const runWith = (mostMs: number) =>
    runCli([...argv, '--budget', `${mostMs}ms`, '--json'], { cwd, ports: impatientPorts(addresses, mostMs) })
  // What is loaded once is no part of what is measured.
  await runWith(10)
  const startedAt = performance.now()
  const { stdout, stderr } = await runWith(limitMs)
  const ms = performance.now() - startedAt
  expect(stderr).toBe('')
  const { checks } = JSON.parse(stdout) as { checks: { findings: { code: string; severity: string }[] }[] }
  const errors = checks.flatMap(({ findings }) => findings.filter(({ severity }) => severity === 'error'))
  return { ms, codes: errors.map(({ code }) => code) }
}

describe('a run in which everything is silent', () => {
  it('waits for the name, the app and the database at the same time', async () => {
    const [dns, app, database] = await Promise.all([startSilentDns(), startSilentServer(), startSilentServer()])
    const argv = ['--dns-server', dns, '--app-url', `http://127.0.0.1:${app}`]
    const diagnose = ['diagnose', ...argv, '--database-url', `postgres://shop@127.0.0.1:${database}/shop`]
    const { ms, codes } = await run(diagnose, 443)
    expect(codes).toEqual(expect.arrayContaining(['dns/failed', 'app/slow-ack', 'db/unreachable']))
    expect(ms).toBeLessThan(limitMs + slackMs)
  })

  it('shakes hands with the first address that connects while another one does not answer', async (test) => {
    if (process.platform !== 'linux') test.skip()
    const port = await startSilentServer()
    await startBlackhole('127.0.0.2', port)
    const addresses = [address('127.0.0.2'), address('127.0.0.1')]
    const { ms, codes } = await run(['probe', '--dns-server', answeringDns], port, addresses)
    expect(codes).toContain('tls/timeout')
    expect(ms).toBeLessThan(limitMs + slackMs)
  })

  it('meets five silences in the time of two, the name and the handshake', async (test) => {
    if (process.platform !== 'linux') test.skip()
    const [dns, app, database] = await Promise.all([startSilentDns(), startSilentServer(), startSilentServer()])
    const port = await startSilentServer()
    await startBlackhole('127.0.0.2', port)
    const argv = ['--dns-server', dns, '--dns-server', answeringDns, '--app-url', `http://127.0.0.1:${app}`]
    const diagnose = ['diagnose', ...argv, '--database-url', `postgres://shop@127.0.0.1:${database}/shop`]
    const { ms, codes } = await run(diagnose, port, [address('127.0.0.2'), address('127.0.0.1')])
    expect(codes).toEqual(expect.arrayContaining(['tls/timeout', 'app/slow-ack', 'db/unreachable']))
    expect(ms).toBeLessThan(2 * limitMs + slackMs)
  })

  it('gives up on a host that swallows connections when the budget is spent', async (test) => {
    if (process.platform !== 'linux') test.skip()
    const port = await startBlackhole('127.0.0.1')
    const { ms, codes } = await run(['probe', `http://127.0.0.1:${port}/callback`], port)
    expect(codes).toContain('tcp/timeout')
    expect(ms).toBeLessThan(limitMs + slackMs)
  })
})

function address(text: string): Address {
  return { address: text, family: 4 }
}
