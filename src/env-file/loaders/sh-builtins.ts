import { isName } from './sh-cursor.ts'
import { assign, endReading, forgetAll, isUncertain, type Shell, type Status, type Told, unset } from './sh-shell.ts'
import { ShellStop } from './sh-stop.ts'

/** Builtins that can set variables in ways that are not followed. */
const FOREIGN = ['.', 'builtin', 'command', 'eval', 'getopts', 'let', 'mapfile', 'read', 'readarray', 'source', 'trap']

/** Those that change how the rest is read. */
const RULE_CHANGING = ['enable', 'shopt']

type Values = readonly (Told | undefined)[]

/** A command by its name. Any that is no builtin is taken to leave the variables alone. `lent`: set for this command only. */
export function runBuiltin(shell: Shell, name: string, values: Values, lent: readonly string[]): Status {
  if (FOREIGN.includes(name)) {
    forgetAll(shell, name)
    return null
  }
  if (RULE_CHANGING.includes(name)) throw new ShellStop('untold')
  switch (name) {
    case ':':
    case 'true':
      return true
    case 'false':
      return false
    case 'exit':
    case 'return':
      endReading(shell)
      return null
    case 'exec':
      if (values.length > 0) endReading(shell)
      return null
    case 'unset':
      return unsetAll(shell, values, lent)
    case 'set':
      return setOptions(shell, values)
    case 'printf':
      if (values[0] === '-v') forgetAll(shell, name)
      return null
    case 'cd':
    case 'pushd':
    case 'popd':
      for (const changed of ['PWD', 'OLDPWD']) assign(shell, { name: changed, value: null, text: name })
      return null
    default:
      return null
  }
}

function unsetAll(shell: Shell, values: Values, lent: readonly string[]): Status {
  if (!values.every((value) => typeof value === 'string')) {
    forgetAll(shell, 'unset')
    return null
  }
  const first = values.findIndex((value) => !/^-./.test(value))
  const end = values[first - 1] === '--' ? first : first === -1 ? values.length : first
  const letters = values.slice(0, end).join('')
  if (/[^-vfn]/.test(letters)) return false
  let status: Status = true
  for (const name of values.slice(end)) {
    const element = /^([A-Za-z_]\w*)\[/.exec(name)?.[1]
    if (letters.includes('f')) shell.functions.delete(name)
    else if (element !== undefined) assign(shell, { name: element, value: null, text: name })
    else if (!isName(name)) status = false
    else if (!lent.includes(name) && !unset(shell, name, name)) status = false
  }
  return status
}

const HARMLESS_OPTIONS = ['allexport', 'noglob', 'noclobber', 'pipefail', 'verbose', 'xtrace']

/** `set -a` and `set +a`; options that change how the rest is run are not followed, nor are new arguments. */
function setOptions(shell: Shell, values: Values): Status {
  if (isUncertain(shell) && values.length > 0) throw new ShellStop('untold')
  let sign = ''
  for (const value of values) {
    if (typeof value !== 'string') throw new ShellStop('untold')
    const isName = sign !== ''
    if (isName ? !HARMLESS_OPTIONS.includes(value) : !/^[-+](?:[abfhmvxBCEHPT]+|o)$/.test(value)) {
      throw new ShellStop('untold')
    }
    if (isName ? value === 'allexport' : /^.[^o]*a/.test(value)) shell.allExport = (sign || value.charAt(0)) === '-'
    sign = !isName && value.endsWith('o') ? value.charAt(0) : ''
  }
  return true
}
