import type { ComposeEntry } from '../../compose/environment-entry.ts'
import { defineCheck, found } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import { appVariables } from '../../probes/app-variables.ts'
import { composeFiles } from '../../probes/compose-files.ts'
import { ourKeys } from '../../probes/our-keys.ts'
import { isOfOtherEnvironment } from '../../probes/source-places.ts'
import { variableNames } from '../../probes/variable-names.ts'
import { precedence } from './topics.ts'

const codes = {
  'env/shadowed-by-compose': {
    severity: 'warning',
    title: 'A compose file sets the variable itself',
    why: 'In the container `environment:` goes before `env_file:` and before anything that the app loads, so the env file is not heard.',
    fix: 'Delete the variable under `environment:` and name the env file under `env_file:`',
  },
} as const

export const notShadowedByCompose = defineCheck({
  id: 'not-shadowed-by-compose',
  family: 'env',
  title: 'No compose file overrules the env file',
  topic: precedence,
  codes,
  needs: { files: composeFiles, values: appVariables, nameOf: variableNames },
  judge({ files, values, nameOf }) {
    const { isSecret } = ourKeys(nameOf)
    return found(
      files.flatMap(({ path, entries }) =>
        entries.flatMap((entry) => {
          const { key, line, value, isItem } = entry
          const own = values.get(key)
          if (value === null || handsOn(entry) || own?.origin.kind !== 'env-file') return []
          const isSame = value === own.value
          const handingOn = isItem === true ? `- ${key}=\${${key}}` : `${key}: \${${key}}`
          const shown = isSecret(key) ? 'a value' : `\`${value}\``
          return [
            createFinding(
              codes,
              'env/shadowed-by-compose',
              `\`${path}:${line}\` gives \`${key}\` ${isSame ? 'the same value once more' : `${shown} of its own`}`,
              {
                // A compose file for another deployment is meant to say something else.
                severity: isOfOtherEnvironment(path) ? 'info' : 'warning',
                confidence: 'likely',
                evidence: { variable: key, file: path, line, same: isSame },
                location: { file: path, line },
                fix: {
                  summary: `Delete the line, or let it hand on what the env file says: \`${handingOn}\`; then recreate the container`,
                  command: 'docker compose up -d',
                },
              },
            ),
          ]
        }),
      ),
      files.map(({ path }) => path).join(', '),
    )
  },
})

/** `${KEY}` and `$KEY` are filled in from `.env` when Compose reads the file. */
function handsOn({ key, value }: ComposeEntry): boolean {
  const name = /^\$\{([A-Za-z_]\w*)(?::?[-?+][^}]*)?\}$|^\$([A-Za-z_]\w*)$/.exec(value ?? '')
  return name !== null && (name[1] ?? name[2]) === key
}
