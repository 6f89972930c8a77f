import { posix, win32 } from 'node:path'
import type { FilesPort } from '../core/files-port.ts'

export interface ProgramPlaces {
  readonly files: Pick<FilesPort, 'stat'>
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly platform: string
}

/** The program that a shell would run under this name, by its whole path; null if there is none on PATH. */
export async function findProgram(name: string, { files, variables, platform }: ProgramPlaces): Promise<string | null> {
  const { delimiter, isAbsolute, join } = platform === 'win32' ? win32 : posix
  // On Windows the name is written in any case, and only programs proper run without a shell.
  const path = Object.entries(variables).find(
    ([key]) => (platform === 'win32' ? key.toUpperCase() : key) === 'PATH',
  )?.[1]
  const file = platform === 'win32' ? `${name}.exe` : name
  // A relative entry would run what somebody put into the current folder.
  for (const folder of (path ?? '').split(delimiter).filter((entry) => isAbsolute(entry))) {
    const facts = await files.stat(join(folder, file))
    if (facts?.kind === 'file' && (facts.mode === null || (facts.mode & 0o111) !== 0)) return join(folder, file)
  }
  return null
}
