import { defineCheck, found, pass } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import { printable } from '../../core/printable.ts'
import { appVariables } from '../../probes/app-variables.ts'
import { ourKeys } from '../../probes/our-keys.ts'
import { projectInUse } from '../../probes/project-in-use.ts'
import { shellVariables } from '../../probes/shell-variables.ts'
import { variableNames } from '../../probes/variable-names.ts'
import { placeOfKey } from './key-place.ts'
import { precedence } from './topics.ts'

const codes = {
  'env/shadowed-by-shell': {
    severity: 'error',
    title: 'The shell sets another value than the env file',
    why: 'Nearly every loader leaves a variable alone that is set already, so an app started here never sees the value in the file.',
    fix: 'Unset the variable in the shell, or where the shell sets it, and restart the app',
  },
} as const

/** What these make of the file goes before what is set already. */
const fileWins: readonly string[] = ['docker', 'sh']

export const notShadowedByShell = defineCheck({
  id: 'not-shadowed-by-shell',
  family: 'env',
  title: 'This shell does not overrule the env file',
  topic: precedence,
  codes,
  needs: { values: appVariables, nameOf: variableNames, shell: shellVariables, project: projectInUse },
  judge({ values, nameOf, shell, project: { stack } }) {
    const [loader = 'dotenv'] = values.loaders
    if (fileWins.includes(loader)) return found([])
    // Where the user names another loader, what the source says of its own holds no more.
    if (stack.overridesShell?.name === loader) return pass(`\`${stack.overridesShell.file}\` lets the file win`)
    const { variableOf, isSecret } = ourKeys(nameOf)
    return found(
      values.names.flatMap((key) => {
        const entry = values.get(key)
        const inShell = shell[key]
        if (variableOf(key) === undefined || inShell === undefined || entry?.origin.kind !== 'env-file') return []
        if (inShell === entry.value) return []
        const { origin } = entry
        const facts = values.files.find(({ file }) => file.path === origin.file)
        const secret = isSecret(key)
        const shown = inShell === '' ? 'to nothing' : secret ? 'to something else' : `to \`${printable(inShell)}\``
        return [
          createFinding(codes, 'env/shadowed-by-shell', `This shell sets \`${key}\` ${shown}, and that wins`, {
            confidence: 'likely',
            evidence: {
              variable: key,
              ...(secret
                ? { shellLength: inShell.length, fileLength: entry.value.length }
                : { shell: inShell, file: entry.value }),
            },
            ...(facts === undefined ? {} : placeOfKey(facts, key, secret)),
            fix: { summary: 'Unset it in this shell, then restart the app:', command: `unset ${key}` },
          }),
        ]
      }),
    )
  },
})
