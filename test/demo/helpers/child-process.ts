import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const repository = fileURLToPath(new URL('../../..', import.meta.url))

/** Compiles the program of the child into the folder, because Node 20 cannot run TypeScript. */
export async function buildDemoChild(folder: string): Promise<string> {
  const bundle = await rolldown({
    input: fileURLToPath(new URL('demo-child.ts', import.meta.url)),
    platform: 'node',
    external: ['pg-native', 'cloudflare:sockets'],
    logLevel: 'silent',
  })
  await bundle.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' })
  await bundle.close()
  return join(folder, 'demo-child.mjs')
}

export interface DemoChild {
  readonly process: ChildProcess
  /** The next line that it writes. Rejects when it ends before. */
  nextLine(): Promise<string>
  /** Sends the signal and waits for the end; returns exit code or signal. */
  end(signal: NodeJS.Signals): Promise<number | string>
}

export function startDemoChild(program: string, tmpdir: string): DemoChild {
  const child = spawn(process.execPath, [program, tmpdir, repository], { stdio: ['ignore', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  return {
    process: child,
    nextLine: async () => {
      const { value, done } = await lines.next()
      if (done) throw new Error(`The child ended: ${errors}`)
      return value
    },
    end: async (signal) => {
      child.kill(signal)
      const [code, by] = await exited
      return code ?? by ?? ''
    },
  }
}
