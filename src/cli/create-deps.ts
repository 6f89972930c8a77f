import { systemClock } from '../adapters/clock-system.ts'
import { nodeFiles } from '../adapters/files-node.ts'
import { cryptoRandom } from '../adapters/random-crypto.ts'
import type { Ports } from '../core/ports.ts'
import type { Deps, Stream } from './deps.ts'

/** The real world, wired once. Adapters with a weight are imported when they are first used. */
export function createDeps(version: string): Deps {
  return {
    stdout: streamOf(process.stdout),
    stderr: streamOf(process.stderr),
    stdinIsTerminal: process.stdin.isTTY === true,
    variables: process.env,
    cwd: process.cwd(),
    platform: process.platform,
    version,
    nodeVersion: process.version,
    ports: createPorts(),
    onSignal,
  }
}

export function createPorts(): Ports {
  return {
    files: nodeFiles,
    clock: systemClock,
    random: cryptoRandom,
    dns: { resolve: async (...args) => (await import('../adapters/dns-node.ts')).createDnsNode().resolve(...args) },
    net: {
      connect: async (...args) => (await import('../adapters/net-node.ts')).createNetNode().connect(...args),
      handshake: async (...args) => (await import('../adapters/net-node.ts')).createNetNode().handshake(...args),
    },
    http: {
      exchange: async (...args) => (await import('../adapters/http-undici.ts')).createHttpUndici().exchange(...args),
    },
    database: {
      open: async (...args) =>
        (await import('../adapters/database-postgres.ts')).createPostgresDatabase().open(...args),
    },
  }
}

function streamOf(stream: NodeJS.WriteStream): Stream {
  // A reader that went away (`| head`) is no error of ours: what is left to print has nobody to read it.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  return {
    write: (text) => {
      if (stream.writable) stream.write(text)
    },
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 80
    },
  }
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
