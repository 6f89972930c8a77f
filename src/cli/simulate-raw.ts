import { type RawBody, readRawBody } from '../callbacks/raw-callback.ts'
import { usageError } from '../core/errors.ts'
import { type Invocation, optionValue } from './command.ts'

/** As much as anything that a server takes for a callback. */
const mostBytes = 16 * 1024 * 1024
/** They say how a body is built, and this one is built already. */
const ofTheBody = ['scenario', 'amount', 'phone', 'receipt', 'set', 'edit'] as const

/** The body that `--raw` names; undefined without it. Throws a usage error if it cannot be read, or contradicts others. */
export async function readRaw(invocation: Invocation): Promise<RawBody | undefined> {
  const file = optionValue<string>(invocation, 'raw')
  if (file === undefined) return undefined
  const contradicting = ofTheBody.find((name) => optionValue(invocation, name) !== undefined)
  if (contradicting !== undefined)
    throw usageError('raw-contradicted', `--raw is sent byte for byte, so --${contradicting} has nothing to change`, {
      summary: 'leave one of both out',
    })
  const bytes = file === '-' ? await readInput(invocation) : await readBody(invocation, file)
  if (bytes.length > mostBytes) throw usageError('raw-too-large', `${file} is larger than 16 MB`)
  return readRawBody(bytes)
}

async function readBody({ project }: Invocation, file: string): Promise<Uint8Array> {
  const [{ readFile }, { resolve }] = await Promise.all([import('node:fs/promises'), import('node:path')])
  try {
    return await readFile(resolve(project.folder, file))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw usageError('raw-unreadable', `${file} cannot be read (${code})`, { summary: 'correct the path behind --raw' })
  }
}

async function readInput({ deps, signal }: Invocation): Promise<Uint8Array> {
  if (deps.stdinIsTerminal)
    throw usageError('raw-no-input', '`--raw -` reads what comes in, and nothing does', {
      summary: 'pipe a body into it: cat callback.json | mpesa-doctor simulate --raw -',
    })
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of process.stdin) {
    signal.throwIfAborted()
    chunks.push(Buffer.from(chunk as Uint8Array))
    bytes += chunk.length
    if (bytes > mostBytes) break
  }
  return Buffer.concat(chunks)
}
