import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { systemClock } from '../../src/adapters/clock-system.ts'
import { createNodeCommands } from '../../src/adapters/command-node.ts'
import { createNodeEnvFileWriter } from '../../src/adapters/env-file-writer-node.ts'
import { createNgrokProvider } from '../../src/adapters/tunnel-ngrok.ts'
import type { TunnelDeps } from '../../src/cli/deps.ts'
import type { ClockPort } from '../../src/core/ports.ts'
import { secret } from '../../src/core/secret.ts'
import { tickMs } from '../../src/tunnel/heartbeat.ts'
import type { TunnelProvider } from '../../src/tunnel/provider.ts'
import { type NgrokEdge, type NgrokEdgeOptions, startNgrokEdge } from './ngrok-edge.ts'
import { type EdgeFront, startEdgeFront } from './ngrok-edge-front.ts'
import { type CliOptions, type CliResult, envFile, makeProject, runCli } from './run-cli.ts'

export const token = '2invented0authtoken0of0nobody_4tests'
export const path = '/api/payments/callback'
/** Windows line ends, a comment and quotes, all of which must survive. */
export const content = `# Duka\r\n${envFile().replaceAll('\n', '\r\n').replace(`https://duka.co.ke${path}`, `"https://old.ngrok-free.dev${path}?x=1" # tunnel`)}PORT=5000`

/** The stand-in for ngrok with its public side. */
export interface Edge extends NgrokEdge {
  readonly front: EdgeFront
}

export async function startEdge(options: NgrokEdgeOptions = {}): Promise<Edge> {
  const edge = await startNgrokEdge(options)
  const front = await startEdgeFront(() => edge)
  onTestFinished(async () => {
    await front.close()
    await edge.close()
  })
  return Object.assign(edge, { front })
}

export function tunnelDeps(edge: NgrokEdge, provider?: TunnelProvider): TunnelDeps {
  return {
    provider: async () => provider ?? createNgrokProvider({ serverAddress: edge.address, trust: edge.trust }),
    writer: async () => createNodeEnvFileWriter(),
    commands: async () => createNodeCommands(),
    authtoken: async () => ({ token: secret(token), source: 'NGROK_AUTHTOKEN' }),
  }
}

/** Looks often, as nobody wants to wait in a test; every other wait is as long as it is. */
export const quickClock: ClockPort = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(ms === tickMs ? 10 : ms, signal),
}

export interface RunningTunnel {
  /** Ctrl-C, and what the command then came to. */
  stop(signal?: string): Promise<CliResult>
  /** Resolves when a text was printed on either stream; rejects if the command ends before. */
  printed(text: string, times?: number): Promise<void>
  readonly ended: Promise<CliResult>
}

/** An agent of the developer's own would be adopted. */
const noAgent = ['--ngrok-api', 'http://127.0.0.1:9']

/** Starts the command in this process. */
export function launchTunnel(edge: Edge, argv: readonly string[], options: CliOptions = {}): RunningTunnel {
  let interrupt: (name: string) => void = () => undefined
  let output = ''
  const waiting = new Set<() => void>()
  const home = mkdtempSync(join(tmpdir(), 'mpesa-doctor-home-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const [words, command] = argv.includes('--')
    ? [argv.slice(0, argv.indexOf('--')), argv.slice(argv.indexOf('--'))]
    : [argv, []]
  const ended = runCli(['tunnel', ...words, ...edge.front.connectTo, ...noAgent, ...command], {
    tunnel: tunnelDeps(edge),
    ...options,
    ports: { clock: quickClock, ...options.ports },
    variables: { HOME: home, ...options.variables },
    onReady: (signal) => {
      interrupt = signal
    },
    onWrite: (_, text) => {
      output += text
      for (const look of waiting) look()
    },
  })
  const stopped = async (signal = 'SIGINT'): Promise<CliResult> => {
    interrupt(signal)
    return ended
  }
  // A test that failed leaves nothing open.
  onTestFinished(() => void stopped())
  return {
    ended,
    stop: stopped,
    printed: (text, times = 1) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (output.split(text).length > times) resolve()
        }
        waiting.add(look)
        look()
        void ended.then((end) => reject(new Error(`ended before it printed ${text}: ${JSON.stringify(end)}`)))
      }),
  }
}

/** Starts the command and waits until it says that the tunnel can be used. */
export async function startTunnel(edge: Edge, argv: readonly string[], options: CliOptions): Promise<RunningTunnel> {
  const running = launchTunnel(edge, argv, options)
  await running.printed(argv.includes('--json') ? '"tunnel.ready"' : 'Ready in')
  return running
}

/** One run that ends by itself. */
export function runTunnel(edge: Edge, argv: readonly string[], options: CliOptions): Promise<CliResult> {
  return launchTunnel(edge, argv, options).ended
}

export function makeTunnelProject(text: string = content) {
  const cwd = makeProject({ '.env': text })
  return { cwd, read: () => readFileSync(join(cwd, '.env'), 'utf8'), files: () => readdirSync(cwd).sort() }
}

/** What is left in the project when all is well: the file, and what is kept of callbacks. */
export const tidy = ['.env', '.mpesa-doctor']

export interface TestApp {
  readonly port: string
  /** Bodies that arrived, probes included. */
  readonly bodies: string[]
}

const acknowledge: RequestListener = (request, response) => {
  response.setHeader('Content-Type', 'application/json')
  response.end(`{"ResultCode":0,"ResultDesc":"app got ${request.method} ${request.url}"}`)
}

export async function startApp(address = '127.0.0.1', answer = acknowledge, port = 0): Promise<TestApp> {
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    bodies.push(body)
    answer(request, response)
  })
  server.listen(port, address)
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  })
  return { port: String((server.address() as AddressInfo).port), bodies }
}

/** A callback such as Safaricom sends, through the tunnel. */
export function callback(body = '{}', target = path): string {
  return `POST ${target} HTTP/1.1\r\nHost: a.dev\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

export type Line = Readonly<Record<string, unknown>>

export function linesOf({ stdout }: Pick<CliResult, 'stdout'>): readonly Line[] {
  return stdout
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
}
