import { runBuiltin } from './sh-builtins.ts'
import {
  type AndOrList,
  type Command,
  type CommandList,
  type Pipeline,
  RISKY,
  type SimpleCommand,
  type Word,
} from './sh-command.ts'
import { assignWord, declarationNames, declare, declareFields, hasBraces, splitAssignment } from './sh-declare.ts'
import { expandFields } from './sh-expand.ts'
import { endReading, forgetAll, type Shell, type Status, type Told } from './sh-shell.ts'
import { isAssignment } from './sh-words.ts'

/** What the commands of a list do to the variables. */
export function runList(shell: Shell, list: CommandList): void {
  for (const { pipelines, background } of list) {
    if (!background) runAndOr(shell, pipelines)
  }
}

function runAndOr(shell: Shell, pipelines: AndOrList['pipelines']): void {
  const { conditional } = shell
  let status: Status = true
  for (const pipeline of pipelines) {
    const runs: Status = pipeline.after === null ? true : status === null ? null : status === (pipeline.after === '&&')
    if (runs === false) continue
    shell.conditional = conditional || runs === null
    const ended = runPipeline(shell, pipeline)
    status = runs === null ? null : ended
  }
  shell.conditional = conditional
}

function runPipeline(shell: Shell, { commands, negated }: Pipeline): Status {
  const [first, ...others] = commands
  // Each command of a pipe is a process of its own: what it sets is lost.
  if (first === undefined || others.length > 0) return null
  const status = runCommand(shell, first)
  return status === null || !negated ? status : !status
}

function runCommand(shell: Shell, command: Command): Status {
  switch (command.kind) {
    case 'simple':
      return runSimple(shell, command)
    case 'group':
      runList(shell, command.body)
      return null
    case 'branches':
      return conditionally(shell, () => {
        for (const body of command.bodies) runList(shell, body)
      })
    case 'function':
      shell.functions.add(command.name)
      return null
    case 'subshell':
      return null
  }
}

function runSimple(shell: Shell, command: SimpleCommand): Status {
  const status = runWords(shell, command)
  const risky = command.targets.filter((target) => target.includes('${') || target.includes(RISKY))
  conditionally(shell, () => {
    for (const target of risky) expandFields(shell, target)
  })
  if (risky.length > 0) shell.mayHaveEnded = true
  return command.redirected ? null : status
}

function runWords(shell: Shell, { words, redirected }: SimpleCommand): Status {
  const firstOther = words.findIndex(({ text, array }) => array === 'none' && !isAssignment(text))
  const assignments = firstOther === -1 ? words : words.slice(0, firstOther)
  const [command, ...others] = firstOther === -1 ? [] : words.slice(firstOther)
  if (command === undefined) return assignAll(shell, assignments)
  if (!redirected) return runCommandWords(shell, command, others, assignments)
  return conditionally(shell, () => runCommandWords(shell, command, others, assignments))
}

function runCommandWords(shell: Shell, command: Word, others: readonly Word[], assignments: readonly Word[]): Status {
  const name = declarationNames.includes(command.text) ? command.text : null
  if (name !== null && !shell.functions.has(name)) return declare(shell, name, others, assignments)
  const fields = [command, ...others].flatMap(({ text }): readonly (Told | undefined)[] => {
    const found = expandFields(shell, text)
    return found === null || hasBraces(text) ? [undefined] : found
  })
  if (fields.length === 0) return assignAll(shell, assignments)
  // Behind words that may turn out to be none, assignments are for good; before a command they are not.
  if (fields.every((field) => field === undefined)) return conditionally(shell, () => assignAll(shell, assignments))
  return runNamed(shell, fields, assignments)
}

function assignAll(shell: Shell, words: readonly Word[]): Status {
  let status: Status = true
  for (const word of words) {
    const done = assignWord(shell, word)
    if (done === false) endReading(shell)
    if (done === null) status = null
  }
  return status
}

/** Runs what may as well not run. */
function conditionally(shell: Shell, run: () => unknown): null {
  const { conditional } = shell
  shell.conditional = true
  run()
  shell.conditional = conditional
  return null
}

function runNamed(shell: Shell, fields: readonly (Told | undefined)[], assignments: readonly Word[]): Status {
  const [name, ...values] = fields
  if (typeof name === 'string' && declarationNames.includes(name) && !shell.functions.has(name)) {
    return declareFields(shell, name, values, assignments)
  }
  const lent = assignments.map((word) => splitAssignment(shell, word).name)
  if (typeof name !== 'string') return null
  if (shell.functions.has(name)) {
    forgetAll(shell, name)
    return null
  }
  return runBuiltin(shell, name, values, lent)
}
