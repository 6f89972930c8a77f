import { relative, resolve } from 'node:path'
import type { RestoredKey } from '../env-file/writer.ts'
import type { TunnelSession } from '../tunnel/session.ts'
import { optionValue } from './command.ts'
import type { Between } from './tunnel-between.ts'
import { keysOf, type TunnelRun } from './tunnel-run.ts'
import type { TunnelVoice } from './tunnel-voice.ts'

/** What was opened and changed, and what to know of it. */
export function announce(
  { invocation, setup, voice }: TunnelRun,
  session: TunnelSession,
  between: Between | null,
): void {
  const { folder } = invocation.project
  const { app, chosen, file } = setup
  sayRestored(session.recovered, folder, voice)
  if (app.because !== null) voice.hint(`The app is taken to be on port ${app.port}: ${app.because}.`)
  if (!app.isUp && invocation.passedThrough.length === 0)
    voice.warn(`nothing listens on port ${app.port} yet; start the app there`)
  if (between === null && !chosen.owned)
    voice.hint(
      `Nothing can stand between ${session.provider} and the app, so callbacks are neither shown nor kept here.`,
    )
  if (file === null) {
    // The command shares the output: the lines stand in front of whatever it prints.
    if (invocation.passedThrough.length === 0 || optionValue(invocation, 'print') === true)
      voice.assignments(Object.entries(keysOf({ invocation, setup }, session)).map(([key, url]) => `${key}=${url}`))
    return
  }
  voice.changed(
    shownFile(session, folder),
    session.changes.filter(({ changed }) => changed),
  )
  for (const { key, line, duplicates } of session.changes)
    if (duplicates.length > 0)
      voice.warn(`${key} also stands on line ${duplicates.join(', ')}; line ${line} wins and was changed`)
}

export function shownFile({ file }: TunnelSession, folder: string): string {
  return file === null ? '' : relative(folder, resolve(file)) || file
}

export function sayRestored(restored: readonly RestoredKey[], folder: string, voice: TunnelVoice): void {
  for (const { file, key, outcome, line } of restored)
    voice.restored(`${relative(folder, file) || file}${line === null ? '' : `:${line}`}`, key, outcome)
}
