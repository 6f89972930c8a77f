import { fstatSync, writeSync } from 'node:fs'
import { systemClock } from '../adapters/clock-system.ts'
import { systemDigest } from '../adapters/digest-crypto.ts'
import { nodeFiles } from '../adapters/files-node.ts'
import { cryptoRandom } from '../adapters/random-crypto.ts'
import { nodeSources } from '../adapters/sources-node.ts'
import { usageError } from '../core/errors.ts'
import type { Ports } from '../core/ports.ts'
import { createDarajaDeps } from './daraja-deps.ts'
import { type Deps, OutputError, type Stream, type TunnelDeps } from './deps.ts'
import { createInboxDeps } from './inbox-deps.ts'
import { sandboxDeps } from './sandbox-deps.ts'

/** The real world, wired once. Adapters with a weight are imported when they are first used. */
export function createDeps(version: string): Deps {
  return {
    stdout: streamOf('stdout'),
    stderr: streamOf('stderr'),
    // Asking opens the stream, which costs time that most commands need not spend.
    get stdinIsTerminal() {
      return process.stdin.isTTY === true
    },
    ask: async (...args) => (await import('./ask-terminal.ts')).askTerminal(...args),
    variables: process.env,
    cwd: currentFolder(),
    platform: process.platform,
    version,
    nodeVersion: process.version,
    ports: createPorts(),
    tunnel: tunnelDeps,
    inbox: createInboxDeps(process.env),
    daraja: createDarajaDeps(process.env),
    sandbox: sandboxDeps,
    load: async () => (await import('../adapters/load-sockets.ts')).createSocketLoad(),
    onSignal,
  }
}

export function createPorts(): Ports {
  return {
    files: nodeFiles,
    clock: systemClock,
    random: cryptoRandom,
    digest: systemDigest,
    sources: nodeSources,
    processes: {
      listeningOn: async (port) =>
        (await import('../adapters/processes-node.ts')).createNodeProcesses(process.platform).listeningOn(port),
      listenersIn: async (folder) =>
        (await import('../adapters/processes-node.ts')).createNodeProcesses(process.platform).listenersIn(folder),
    },
    dns: { resolve: async (...args) => (await import('../adapters/dns-node.ts')).createDnsNode().resolve(...args) },
    net: {
      connect: async (...args) => (await import('../adapters/net-node.ts')).createNetNode().connect(...args),
      handshake: async (...args) => (await import('../adapters/net-node.ts')).createNetNode().handshake(...args),
    },
    http: {
      exchange: async (...args) => (await import('../adapters/http-node.ts')).createHttpNode().exchange(...args),
    },
    database: {
      open: async (...args) => (await import('../adapters/database-by-url.ts')).createDatabase().open(...args),
    },
  }
}

function currentFolder(): string {
  try {
    return process.cwd()
  } catch {
    throw usageError('folder-missing', 'The folder you are in does not exist any more', {
      summary: 'go to another one: `cd ~`',
    })
  }
}

const tunnelDeps: TunnelDeps = {
  provider: async (choice) => (await import('./tunnel-providers.ts')).createTunnelProvider(choice),
  writer: async () => (await import('../adapters/env-file-writer-node.ts')).createNodeEnvFileWriter(),
  commands: async () => (await import('../adapters/command-node.ts')).createNodeCommands(),
  async authtoken() {
    const [{ findAuthtoken }, { homedir }] = await Promise.all([
      import('../adapters/tunnel-ngrok-authtoken.ts'),
      import('node:os'),
    ])
    const { env, platform } = process
    return findAuthtoken({
      platform,
      home: homedir(),
      fromEnvironment: env.NGROK_AUTHTOKEN,
      localAppData: env.LOCALAPPDATA,
      configHome: env.XDG_CONFIG_HOME,
    })
  },
}

const descriptors = { stdout: 1, stderr: 2 } as const

/**
 * Files and pipes are written through their descriptor: opening `process.stdout` loads the network stack, and that would
 * be a sixth of the start-up time of a command whose output goes into a script.
 */
function streamOf(name: keyof typeof descriptors): Stream {
  // Of the devices only a terminal needs its stream: `/dev/null` and `/dev/full` are written like files.
  const device = isCharacterDevice(descriptors[name]) ? openStream(name) : undefined
  let fallback = device?.isTTY === true ? device : undefined
  let gone = false
  return {
    write(text) {
      if (gone) return
      if (fallback === undefined) {
        const rest = writeNow(descriptors[name], text)
        if (rest === 'gone') gone = true
        else if (rest.length > 0) {
          fallback = openStream(name)
          fallback.write(rest)
        }
      } else if (fallback.writable) fallback.write(text)
    },
    isTerminal: fallback?.isTTY === true,
    get columns() {
      return fallback?.columns ?? 80
    },
  }
}

function isCharacterDevice(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice()
  } catch {
    // A closed descriptor (`>&-`): there is nowhere to write to.
    return false
  }
}

/** What is left to write: nothing, what a non-blocking pipe would not take now, or `gone` if nobody reads any more. */
function writeNow(descriptor: number, text: string): Buffer | 'gone' {
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EAGAIN') return rest
      // The reader of a pipe went away (`| head`), or the stream was closed before we started: no error of ours.
      if (code === 'EPIPE' || code === 'EOF' || code === 'EBADF') return 'gone'
      throw new OutputError(code ?? 'unknown error')
    }
  }
  return rest
}

function openStream(name: keyof typeof descriptors): NodeJS.WriteStream {
  const stream = process[name]
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  return stream
}

const handled = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function onSignal(listener: (signal: string) => void): () => void {
  let seen = 0
  const handle = (signal: NodeJS.Signals): void => {
    seen++
    // The second one means it: whatever still cleans up is swept at the next start.
    if (seen > 1) process.exit(signal === 'SIGINT' ? 130 : 143)
    listener(signal)
  }
  for (const signal of handled) process.on(signal, handle)
  return () => {
    for (const signal of handled) process.off(signal, handle)
  }
}
