import { staticChecks } from '../checks/static.ts'
import type { FileSnapshot } from '../core/project.ts'
import { isSecretName } from '../daraja/secret-names.ts'
import { findVariable, type KnownVariable, knownVariables } from '../daraja/variables.ts'
import { encodeText } from '../env-file/bytes.ts'
import { parseDocument } from '../env-file/document.ts'
import type { FixCode, FixUse } from '../env-file/fixes/fix.ts'
import { textOf } from '../env-file/fixes/mask.ts'
import { loaders } from '../env-file/loaders/index.ts'
import { surroundingsOf } from '../probes/env-surroundings.ts'
import { readEnvValues } from '../probes/env-values.ts'
import type { Invocation } from './command.ts'

/** The variable that a name of this app stands for, by the config or by its usual names. */
export type VariableOf = (key: string) => KnownVariable | undefined

export function variablesOfApp({ settings }: Invocation): VariableOf {
  const renamed = settings.get('variables')?.value ?? {}
  const byName = new Map<string, KnownVariable>(
    knownVariables.map((variable) => [renamed[variable.name] ?? variable.name, variable]),
  )
  return (key) => byName.get(key) ?? findVariable(key)
}

/** What the fixes have to know to judge one file of this project. */
export function fixUseOf(invocation: Invocation, file: FileSnapshot, variableOf: VariableOf): FixUse {
  const { files, loaders: inUse } = readEnvValues(invocation.project)
  const document = file.content.kind === 'read' ? parseDocument(encodeText(textOf(file.content.bytes))) : undefined
  return {
    readers: inUse.map((name) => {
      const surroundings = surroundingsOf(name, { file, document }, files, invocation.project)
      return { name, read: (bytes) => loaders[name].read(bytes, surroundings) }
    }),
    isWanted: selectionOf(invocation),
    isOurs: (key) => variableOf(key) !== undefined,
    isStrict(key) {
      const variable = variableOf(key)
      return variable !== undefined && variable.kind !== 'initiator'
    },
    isFreeSecret(key) {
      const variable = variableOf(key)
      return variable === undefined ? isSecretName(key) : variable.kind === 'password'
    },
  }
}

/** `--only` and `--skip` select fixes as they select findings: by code, by the check that finds it, by family. */
function selectionOf({ globals }: Invocation): (code: FixCode) => boolean {
  const only = globals.only?.flat() ?? []
  const skip = globals.skip?.flat() ?? []
  return (code) => {
    const owners = staticChecks.filter(({ codes }) => code in codes)
    const names = [code, code.slice(0, code.indexOf('/')), ...owners.map(({ id }) => id)]
    return (
      (only.length === 0 || names.some((name) => only.includes(name))) && !names.some((name) => skip.includes(name))
    )
  }
}
