import type { FileSnapshot } from '../core/project.ts'
import { isSecretName } from '../daraja/secret-names.ts'
import { decodeText } from '../env-file/bytes.ts'
import type { FixUse } from '../env-file/fixes/fix.ts'
import { commentsToHide, type MaskRules, maskText, textOf } from '../env-file/fixes/mask.ts'
import { type FixOutcome, planFixes } from '../env-file/fixes/plan-fixes.ts'
import { type DiffLine, diffTexts } from '../env-file/fixes/unified-diff.ts'
import { readEnvValues } from '../probes/env-values.ts'
import type { Invocation } from './command.ts'
import { fixUseOf, variablesOfApp } from './fix-use.ts'

/** What fixing does to one file, as it may be shown. */
export interface PlannedFixes {
  readonly file: FileSnapshot
  readonly before: Uint8Array
  readonly after: Uint8Array
  readonly isChanged: boolean
  /** The file has more lines to look at than one run looks at. */
  readonly isPartial: boolean
  /** Secrets in these are masked. */
  readonly outcomes: readonly FixOutcome[]
  readonly diff: readonly DiffLine[]
}

/** A planner for the files of this run; what it plans depends on the bytes alone. */
export function createFixPlanner(invocation: Invocation): (file: FileSnapshot, bytes: Uint8Array) => PlannedFixes {
  const { globals, deps } = invocation
  const variableOf = variablesOfApp(invocation)
  const isOpen = globals.showSecrets === true && deps.stdout.isTerminal
  const isShown = (key: string): boolean => isOpen || (variableOf(key)?.secret === false && !isSecretName(key))
  return (file, bytes) => {
    const use: FixUse = {
      ...fixUseOf(invocation, file, variableOf),
      isNamed: (code) => (globals.only?.flat() ?? []).includes(code),
      isGuess: readEnvValues(invocation.project).isGuess,
    }
    const { bytes: after, outcomes, insertedLines, isPartial } = planFixes(bytes, use)
    const isChanged = after !== bytes
    const text = textOf(bytes)
    const rules: MaskRules = { isShown, hiddenComments: commentsToHide(text, isShown) }
    const masked = (one: string): string => (isOpen ? one : maskText(one, rules))
    const side = (one: string) => ({ text: one, shown: masked(one) })
    const wasWide = isChanged && outcomes.some(({ code, reason }) => code === 'env/not-utf8' && reason === null)
    return {
      file,
      before: bytes,
      after,
      isChanged,
      isPartial,
      outcomes: outcomes.map((outcome) => ({
        ...outcome,
        before: masked(outcome.before),
        after: masked(outcome.after),
      })),
      diff: isChanged
        ? diffTexts(labelsOf(file.path, wasWide), side(text), side(decodeText(after)), insertedLines)
        : [],
    }
  }
}

function labelsOf(path: string, wasWide: boolean): readonly [string, string] {
  return wasWide ? [`${path} (UTF-16)`, `${path} (UTF-8)`] : [path, path]
}
