import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createSocketLoad } from '../../src/adapters/load-sockets.ts'
import { createPorts } from '../../src/cli/create-deps.ts'
import { createDarajaDeps } from '../../src/cli/daraja-deps.ts'
import type { Deps, TunnelDeps } from '../../src/cli/deps.ts'
import { createInboxDeps, type InboxDeps } from '../../src/cli/inbox-deps.ts'
import { main } from '../../src/cli/main.ts'
import { type SandboxDeps, sandboxDeps } from '../../src/cli/sandbox-deps.ts'
import type { HttpExchange } from '../../src/core/http-port.ts'
import type { Ports } from '../../src/core/ports.ts'

export interface CliResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly cwd?: string
  readonly variables?: Readonly<Record<string, string>>
  readonly ports?: Partial<Ports>
  readonly terminal?: boolean
  /** What somebody at the keyboard answers, one after the other; without it nobody sits there. */
  readonly answers?: readonly string[]
  readonly columns?: number
  readonly tunnel?: TunnelDeps
  /** Folder of the page that `--ui` shows, in place of the one that is built. */
  readonly page?: string
  /** Receives what would deliver a signal to the program. */
  readonly onReady?: (signal: (name: string) => void) => void
  /** Called before anything is written; may throw, as a full disk does. */
  readonly beforeWrite?: (stream: 'stdout' | 'stderr') => void
  /** Told of everything that is written, as it is written. */
  readonly onWrite?: (stream: 'stdout' | 'stderr', text: string) => void
}

const refuse = async (): Promise<never> => {
  throw new Error('unexpected use of a tunnel: the test did not allow it')
}
const noTunnel: TunnelDeps = { provider: refuse, writer: refuse, commands: refuse, authtoken: refuse }

/** Runs one command line in this process, with the real adapters unless told otherwise. */
export async function runCli(argv: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const output = { stdout: '', stderr: '' }
  const answers = [...(options.answers ?? [])]
  const stream = (name: keyof typeof output): Deps['stdout'] => ({
    write: (text) => {
      options.beforeWrite?.(name)
      output[name] += text
      options.onWrite?.(name, text)
    },
    isTerminal: options.terminal ?? false,
    columns: options.columns ?? 80,
  })
  const deps: Deps = {
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    stdinIsTerminal: options.answers !== undefined,
    ask: async (question) => {
      output.stderr += question
      return answers.shift() ?? ''
    },
    variables: { LANG: 'C.UTF-8', ...options.variables },
    cwd: options.cwd ?? tmpdir(),
    platform: 'linux',
    version: '0.0.0-test',
    nodeVersion: process.version,
    ports: stayOnLoopback({ ...createPorts(), ...options.ports }),
    tunnel: options.tunnel ?? noTunnel,
    inbox: inboxDeps(options),
    daraja: createDarajaDeps(options.variables ?? {}),
    sandbox: options.page === undefined ? sandboxDeps : servingPage(options.page),
    load: async () => createSocketLoad(),
    onSignal(listener) {
      options.onReady?.(listener)
      return () => undefined
    },
  }
  const exitCode = await main(argv, deps)
  return { exitCode, ...output }
}

const unreachable: HttpExchange = {
  kind: 'failure',
  phase: 'resolve',
  code: 'not-found',
  systemCode: 'ENOTFOUND',
  detail: 'no such host',
  timings: { connectMs: null, tlsMs: null, firstByteMs: null, totalMs: 0 },
}

/** Whatever a test forgets to say, Safaricom is never asked: a host of theirs is one that does not exist. */
function stayOnLoopback(ports: Ports): Ports {
  return {
    ...ports,
    http: {
      async exchange(request) {
        const isTheirs = /(?:^|\.)safaricom\.co\.ke$/i.test(new URL(request.url).hostname)
        if (isTheirs && request.connectTo === undefined) return unreachable
        return ports.http.exchange(request)
      },
    },
  }
}

function inboxDeps({ variables = {}, page }: CliOptions): InboxDeps {
  const real = createInboxDeps(variables)
  return page === undefined ? real : { ...real, inspect: (options) => real.inspect({ ...options, folder: page }) }
}

/** The page with the phones from another folder, too. */
function servingPage(folder: string): SandboxDeps {
  return { ...sandboxDeps, servePhonePage: (options) => sandboxDeps.servePhonePage({ ...options, folder }) }
}

/** A temporary project folder with these files; removed when the test ends. */
export function makeProject(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-doctor-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}

/** A healthy env file; the values are invented, but for the public ones of the sandbox. */
export const healthyVariables = {
  MPESA_ENVIRONMENT: 'sandbox',
  MPESA_CONSUMER_KEY: 'Zk3qT8vB1nYx0PfL7sWd2RuH6mCe9AjG',
  MPESA_CONSUMER_SECRET: 'b7Xw2LqP9dKs4NfGt1Rz8Vm3',
  MPESA_SHORTCODE: '174379',
  MPESA_PASSKEY: 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919',
  MPESA_CALLBACK_URL: 'https://duka.co.ke/api/payments/callback',
} as const

/** The text of an env file; `undefined` leaves a variable out. */
export function envFile(overrides: Readonly<Record<string, string | undefined>> = {}): string {
  return Object.entries({ ...healthyVariables, ...overrides })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')
}

/** Codes of all findings in a JSON report, in order. */
export function codesIn(stdout: string): readonly string[] {
  const report = JSON.parse(stdout) as { checks: { findings: { code: string; severity: string }[] }[] }
  return report.checks.flatMap(({ findings }) =>
    findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code),
  )
}
