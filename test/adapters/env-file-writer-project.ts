import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export interface Project {
  readonly directory: string
  readonly file: string
  content(): Promise<string>
  names(): Promise<readonly string[]>
  remove(): Promise<void>
}

/** A project folder of its own with one env file, removed after the test. */
export async function createProject(content: string, mode = 0o640): Promise<Project> {
  const directory = await fs.realpath(await fs.mkdtemp(join(tmpdir(), 'mpesa-doctor-writer-')))
  const remove = () => fs.rm(directory, { recursive: true, force: true })
  onTestFinished(remove)
  const file = join(directory, '.env')
  await fs.writeFile(file, content)
  await fs.chmod(file, mode)
  return {
    directory,
    file,
    content: () => fs.readFile(file, 'utf8'),
    names: async () => (await fs.readdir(directory)).sort(),
    remove,
  }
}
