import { staticChecks } from '../checks/static.ts'
import type { FileSnapshot } from '../core/project.ts'
import { isSecretName } from '../daraja/secret-names.ts'
import { findVariable, type KnownVariable, knownVariables } from '../daraja/variables.ts'
import { encodeText } from '../env-file/bytes.ts'
import { parseDocument } from '../env-file/document.ts'
import type { FixCode, FixUse } from '../env-file/fixes/fix.ts'
import { textOf } from '../env-file/fixes/mask.ts'
import type { Surroundings } from '../env-file/loader.ts'
import { readDotenv } from '../env-file/loaders/dotenv.ts'
import { loaders } from '../env-file/loaders/index.ts'
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
  const surroundings = surroundingsOf(invocation, file)
  return {
    readers: readEnvValues(invocation.project).loaders.flatMap((name) => {
      const loader = loaders[name]
      return loader === undefined ? [] : [{ name, read: (bytes) => loader.read(bytes, surroundings) }]
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

/** What references in the file reach: this process and the other files, but for what the file sets itself. */
function surroundingsOf({ project }: Invocation, file: FileSnapshot): Surroundings {
  const variables: Record<string, string | undefined> = { ...project.processVariables }
  for (const other of project.envFiles)
    if (other !== file && other.content.kind === 'read')
      for (const [key, value] of readDotenv(other.content.bytes)) variables[key] = value
  const own = file.content.kind === 'read' ? parseDocument(encodeText(textOf(file.content.bytes))).segments : []
  for (const segment of own) if (segment.kind === 'assignment') delete variables[segment.key]
  return { variables, nodeMajor: project.stack.nodeMajor }
}
