import { type KnownError, usageError } from '../core/errors.ts'
import type { FileSnapshot } from '../core/project.ts'
import { definitionsOf, parseDocument } from '../env-file/document.ts'
import { EnvFileError } from '../env-file/env-file-error.ts'
import { swapHost } from '../env-file/swap-host.ts'
import { fileToEdit } from '../stack/file-to-edit.ts'
import { planSwap, requireSwap } from '../tunnel/swap-plan.ts'
import { type Invocation, optionValue } from './command.ts'

/** Which variables get the tunnel's URL, and where they stand. */
export interface TunnelPlan {
  readonly keys: readonly string[]
  /** The one that the callback of an STK push goes to, if it is among them. */
  readonly callbackKey: string | undefined
  /** The env file in which they take effect; undefined if there is none at all. */
  readonly file: FileSnapshot | undefined
  /** What is left as it is, and why; sentences. */
  readonly leftOut: readonly string[]
}

/** The URLs that Safaricom calls; the first one is the one that every app has. */
const callbackVariables = [
  'MPESA_CALLBACK_URL',
  'MPESA_C2B_CONFIRMATION_URL',
  'MPESA_C2B_VALIDATION_URL',
  'MPESA_RESULT_URL',
  'MPESA_TIMEOUT_URL',
] as const

/** An origin that only shows whether a value can be swapped. */
const preview = 'https://preview.invalid'

export function planTunnel(invocation: Invocation): TunnelPlan {
  const files = invocation.project.envFiles
  const names = callbackVariables.map((name) => nameOf(invocation, name))
  const [main = ''] = names
  const given = optionValue<readonly string[]>(invocation, 'key')
  if (given !== undefined)
    return {
      keys: given,
      callbackKey: given.find((key) => key === main),
      file: fileToEdit(files, given),
      leftOut: [],
    }
  const file = files.some((one) => defines(one, main)) ? fileToEdit(files, [main]) : fileToEdit(files, names)
  const inFile = file === undefined ? [] : names.filter((key) => defines(file, key))
  const { refused } = planSwap(bytesOf(file), { keys: inFile, origin: preview })
  const kept = inFile.filter((key) => key === main || refused.every((one) => one.key !== key))
  // With none of them there is an error to be told, and that is about the one that every app needs.
  const keys = kept.length === 0 ? [main] : kept
  const leftOut = [
    ...refused
      .filter(({ key, reason }) => key !== main && reason !== 'empty')
      .map(({ key }) => `${key} names no route that could be swapped, and stays as it is`),
    ...names.flatMap((key) => {
      const other = inFile.includes(key) ? undefined : files.findLast((one) => defines(one, key))
      return other === undefined ? [] : [`${key} stands in ${other.path}, and stays as it is`]
    }),
  ]
  return { keys, callbackKey: keys.find((key) => key === main), file, leftOut }
}

/** The whole URL for each variable, with the route that it has now: in the file, in this shell, or by an option. */
export function urlsFor(invocation: Invocation, plan: TunnelPlan, origin: string): Readonly<Record<string, string>> {
  return Object.fromEntries(plan.keys.map((key) => [key, urlFor(invocation, plan, key, origin)]))
}

function urlFor({ settings, project }: Invocation, plan: TunnelPlan, key: string, origin: string): string {
  const swap = planSwap(bytesOf(plan.file), { keys: [key], origin })
  const change = swap.changes[0]
  if (change !== undefined) return change.after
  const callback = key === plan.callbackKey ? settings.get('callbackUrl')?.value : undefined
  for (const value of [project.processVariables[key], callback]) {
    const swapped = value === undefined ? undefined : swapHost(value, origin)
    if (swapped?.outcome === 'swapped') return swapped.value
  }
  requireSwap(swap, plan.file?.path ?? '.env')
  return origin
}

/** The file to write to; without one there is nothing to rewrite. */
export function requireFile({ file }: TunnelPlan): FileSnapshot & { content: { kind: 'read' } } {
  if (file?.content.kind === 'read') return { ...file, content: file.content }
  throw missingFile(file)
}

function missingFile(file: FileSnapshot | undefined): KnownError {
  if (file === undefined) return usageError('env-file-missing', 'There is no env file to write the URL into')
  const where = { summary: 'run the command in the folder of the app, or name the file with --dotenv' }
  if (file.content.kind === 'missing') return usageError('env-file-missing', `There is no env file ${file.path}`, where)
  return new EnvFileError('env-file-permission', file.absolutePath, `The env file ${file.path} cannot be read`, {
    fix: 'let it be read by you',
  })
}

function nameOf({ settings }: Invocation, variable: string): string {
  return settings.get('variables')?.value[variable] ?? variable
}

function defines({ content }: FileSnapshot, key: string): boolean {
  return content.kind === 'read' && definitionsOf(parseDocument(content.bytes), key).length > 0
}

function bytesOf(file: FileSnapshot | undefined): Uint8Array {
  return file?.content.kind === 'read' ? file.content.bytes : new Uint8Array()
}
