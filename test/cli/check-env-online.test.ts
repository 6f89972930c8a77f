import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { issue } from '../../src/demo/certificates.ts'
import { createTestAuthority } from '../helpers/authority.ts'
import {
  type DarajaAnswering,
  type DarajaCertificate,
  firewallPage,
  granted,
  startDaraja,
} from '../helpers/daraja-server.ts'
import { codesIn, envFile, makeProject, runCli } from '../helpers/run-cli.ts'

let trust = ''
let certificate: DarajaCertificate

beforeAll(async () => {
  const authority = await createTestAuthority()
  const issued = await issue({ names: ['sandbox.safaricom.co.ke', 'api.safaricom.co.ke'], issuer: authority.root })
  certificate = { key: issued.key, cert: issued.chain }
  trust = authority.trust
})

async function checkEnv(answer: DarajaAnswering, argv: readonly string[], file = envFile()) {
  const server = await startDaraja(answer, certificate)
  onTestFinished(server.close)
  const cwd = makeProject({ '.env': file, 'ca.pem': trust })
  const result = await runCli(
    ['check-env', '--json', '--cacert', 'ca.pem', '--connect-to', `::127.0.0.1:${server.port}`, ...argv],
    { cwd },
  )
  const { checks } = JSON.parse(result.stdout) as { checks: { id: string; family: string; status: string }[] }
  const online = checks.filter(({ family }) => family === 'daraja').map(({ id, status }) => `${id} ${status}`)
  return { ...result, server, online, hosts: server.requests.map(({ host }) => host) }
}

const accepts: DarajaAnswering = () => granted('InventedTokenOfATest00000001')

describe('check-env --online', () => {
  it('logs in once, at the host of the environment', async () => {
    const { exitCode, stdout, online, hosts } = await checkEnv(accepts, ['--online'])
    expect({ exitCode, codes: codesIn(stdout) }).toEqual({ exitCode: 0, codes: [] })
    expect(online).toEqual(['daraja-answers pass', 'daraja-keys-accepted pass', 'daraja-clock-agrees pass'])
    expect(hosts).toEqual(['sandbox.safaricom.co.ke'])
    expect(stdout).not.toContain('InventedToken')
  })

  it('is not what plain check-env does', async () => {
    const { exitCode, online, hosts } = await checkEnv(accepts, [])
    expect({ exitCode, online, hosts }).toEqual({ exitCode: 0, online: [], hosts: [] })
  })

  it('tries the other host with keys that are refused', async () => {
    const { exitCode, stdout, hosts } = await checkEnv(
      ({ host }) => (host.startsWith('api.') ? granted('t') : { status: 400 }),
      ['--online'],
    )
    expect({ exitCode, codes: codesIn(stdout) }).toEqual({ exitCode: 1, codes: ['daraja/environment-swapped'] })
    expect(hosts).toEqual(['sandbox.safaricom.co.ke', 'api.safaricom.co.ke'])
  })

  it('says that neither takes them', async () => {
    const { exitCode, stdout, hosts } = await checkEnv(() => ({ status: 400 }), ['--online'])
    expect({ exitCode, codes: codesIn(stdout) }).toEqual({ exitCode: 1, codes: ['daraja/bad-credentials'] })
    expect(hosts).toHaveLength(2)
  })

  it('asks no second host where the first is not one of Safaricom’s', async () => {
    const emulator = await startDaraja(() => ({ status: 400 }))
    onTestFinished(emulator.close)
    const argv = ['check-env', '--json', '--online', '--daraja-url', emulator.url]
    const { stdout } = await runCli(argv, { cwd: makeProject({ '.env': envFile() }) })
    expect(codesIn(stdout)).toEqual(['daraja/bad-credentials'])
    expect(emulator.requests).toHaveLength(1)
  })

  it('sees in the file why the keys are refused', async () => {
    const { stdout } = await checkEnv(() => ({ status: 400 }), ['--online'], envFile({ MPESA_CONSUMER_SECRET: 'ab c' }))
    const { verdict } = JSON.parse(stdout) as { verdict: { rootCause: string; causes: { code: string }[] } }
    expect(codesIn(stdout)).toContain('daraja/bad-credentials')
    expect(verdict.rootCause).not.toMatch(/^daraja\//)
    expect(verdict.causes.map(({ code }) => code)).not.toContain('daraja/bad-credentials')
  })

  it.each<[string, DarajaAnswering, readonly string[], number, string[]]>([
    ['may reach only this machine, where --connect-to leads', accepts, ['--offline'], 0, []],
    ['meets a firewall', () => firewallPage, [], 3, ['daraja/firewall']],
    ['meets silence', () => 'silence', ['--budget', '100ms'], 1, ['daraja/unreachable']],
  ])('is honest if it %s', async (_, answer, argv, expected, codes) => {
    const { exitCode, stdout } = await checkEnv(answer, ['--online', ...argv])
    expect({ exitCode, codes: codesIn(stdout) }).toEqual({ exitCode: expected, codes })
  })

  it('contacts nobody with --offline, and says that this was asked for', async () => {
    const { exitCode, stdout } = await runCli(['check-env', '--online', '--offline', '--json'], {
      cwd: makeProject({ '.env': envFile() }),
    })
    expect({ exitCode, codes: codesIn(stdout) }).toEqual({ exitCode: 3, codes: [] })
  })

  it('cannot be switched on by a file of the project', async () => {
    const cwd = makeProject({ '.env': envFile(), 'mpesa-doctor.config.json': '{"online":true}' })
    const { exitCode, stderr } = await runCli(['check-env'], { cwd })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('check-env --online')
  })

  it('skips what it has no keys for; that they are missing is said elsewhere', async () => {
    const { exitCode, stdout, hosts } = await checkEnv(
      accepts,
      ['--online'],
      envFile({ MPESA_CONSUMER_KEY: undefined }),
    )
    expect({ exitCode, codes: codesIn(stdout) }).toEqual({ exitCode: 1, codes: ['env/variable-missing'] })
    expect(hosts).toEqual([])
  })

  it('may be selected from', async () => {
    const { exitCode, stdout } = await checkEnv(() => ({ status: 400 }), ['--online', '--only', 'daraja'])
    expect({ exitCode, codes: codesIn(stdout) }).toEqual({ exitCode: 1, codes: ['daraja/bad-credentials'] })
  })
})
