import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type InputOptions, type OutputOptions, rolldown } from 'rolldown'
import config from '../../scripts/page.config.ts'
import type { PageName } from '../../src/adapters/page-server-files.ts'

export interface BuiltPage {
  readonly folder: string
  readonly remove: () => Promise<void>
}

/** A page as `npm run build` makes it, but somewhere else. */
export async function buildPage(name: PageName): Promise<BuiltPage> {
  const pages = config as readonly (InputOptions & { readonly output: OutputOptions })[]
  const page = pages.find(({ output }) => output.dir?.endsWith(name))
  if (page === undefined) throw new RangeError(`no page is called ${name}`)
  const { output, ...input } = page
  const folder = await mkdtemp(join(tmpdir(), 'mpesa-doctor-page-'))
  const bundle = await rolldown(input)
  await bundle.write({ ...output, dir: folder })
  await bundle.close()
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
