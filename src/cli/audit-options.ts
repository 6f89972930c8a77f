import { usageError } from '../core/errors.ts'
import type { Invocation } from './command.ts'
import { optionKey } from './option.ts'

/** Options of `simulate` that choose or change the callbacks; an audit chooses its own. */
const ofOtherRuns = [
  '--kind',
  '--scenario',
  '--receipt',
  '--times',
  '--parallel',
  '--list',
  '--set',
  '--edit',
  '--raw',
  '--header',
  '--count',
  '--concurrency',
  '--rate',
  '--allow-remote',
] as const

/** Throws `audit/with-option` for what stands on the command line and would be left out. Defaults of a config may stay. */
export function refuseOtherRuns({ values }: Pick<Invocation, 'values'>): void {
  const other = ofOtherRuns.find((flag) => values.get(optionKey(flag))?.origin.kind === 'option')
  if (other === undefined) return
  throw usageError('audit/with-option', `--audit plays its own callbacks, so ${other} would change nothing`, {
    summary: `leave out ${other} or --audit`,
  })
}
