import { readdir, readFile } from 'node:fs/promises'

/** The command lines of running processes that contain the text. Linux only; elsewhere nothing is found. */
export async function commandLinesWith(text: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return lines.filter((line) => line.includes(text))
}
