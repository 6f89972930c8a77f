import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import type { InterceptFiles } from '../sandbox/intercept/child-environment.ts'
import { javaKeyStore } from './java-key-store.ts'

const prefix = 'mpesa-doctor-roots-'

export interface WrittenFiles extends InterceptFiles {
  remove(): Promise<void>
}

export interface FilesToWrite {
  /** The throw-away root; its key is in no file. */
  readonly authority: string
  /** Bundles of the user's own. */
  readonly bundles: readonly string[]
  readonly preload: string
}

/** Writes what the started app is pointed to, into a folder of its own that only this user can read. */
export async function writeInterceptFiles({ authority, bundles, preload }: FilesToWrite): Promise<WrittenFiles> {
  await sweep()
  const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`))
  const phpFolder = join(folder, 'php')
  const files = {
    bundle: join(folder, 'roots.pem'),
    preload: join(folder, 'preload.cjs'),
    javaStore: join(folder, 'roots.jks'),
    phpFolder,
  }
  const own = await Promise.all(bundles.map((path) => readFile(path, 'utf8').catch(() => '')))
  await mkdir(phpFolder, { mode: 0o700 })
  const write = (path: string, content: string | Uint8Array): Promise<void> => writeFile(path, content, { mode: 0o600 })
  const roots = [authority, ...own, ...rootCertificates].map((text) => text.trim()).join('\n')
  await Promise.all([
    write(files.bundle, `${roots}\n`),
    write(files.javaStore, javaKeyStore(roots)),
    write(files.preload, preload),
    write(join(phpFolder, 'roots.ini'), `curl.cainfo="${files.bundle}"\nopenssl.cafile="${files.bundle}"\n`),
  ])
  return { ...files, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Removes what a killed run left; nothing in it is secret. */
async function sweep(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => [])
  for (const name of names) {
    const owner = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]
    if (owner !== undefined && !isRunning(Number(owner)))
      await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined)
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
