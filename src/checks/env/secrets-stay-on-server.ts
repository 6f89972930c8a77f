import { defineCheck, found, skip } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import { isPlaceholder } from '../../daraja/placeholder.ts'
import { findVariable, knownVariables } from '../../daraja/variables.ts'
import { envValues } from '../../probes/env-values.ts'
import { variableNames } from '../../probes/variable-names.ts'
import { placeOfKey } from './key-place.ts'
import { secrecy } from './topics.ts'

const codes = {
  'env/public-prefix': {
    severity: 'error',
    title: 'A secret has a name that ships it to browsers',
    why: 'Build tools write the values of variables with this prefix into the JavaScript that every visitor downloads.',
    fix: 'Rename the variable without the prefix, use it on the server only, and replace the secret on the Daraja portal',
    aside: true,
  },
} as const

const prefixes: readonly (readonly [prefix: string, tool: string])[] = [
  ['NEXT_PUBLIC_', 'Next.js'],
  ['NUXT_PUBLIC_', 'Nuxt'],
  ['VITE_', 'Vite'],
  ['REACT_APP_', 'Create React App'],
  ['EXPO_PUBLIC_', 'Expo'],
  ['GATSBY_', 'Gatsby'],
  ['VUE_APP_', 'the Vue CLI'],
  ['PUBLIC_', 'SvelteKit or Astro'],
]

export const secretsStayOnServer = defineCheck({
  id: 'secrets-stay-on-server',
  family: 'env',
  title: 'No secret has a name that ships it to browsers',
  topic: secrecy,
  codes,
  needs: { values: envValues, nameOf: variableNames },
  judge({ values, nameOf }) {
    if (values.files.every(({ document }) => document === undefined))
      return skip('blocked', 'an env file that can be read')
    const own = new Set(knownVariables.filter(({ secret }) => secret).map(({ name }) => squash(nameOf(name))))
    return found(
      values.files.flatMap((facts) => {
        const reading = facts.read('dotenv')
        if (reading.kind !== 'read') return []
        return [...reading.variables].flatMap(([key, reading]) => {
          const upper = key.toUpperCase()
          const [prefix = '', tool = ''] = prefixes.find(([start]) => upper.startsWith(start)) ?? []
          if (prefix === '' || reading.kind !== 'value' || reading.value.trim() === '') return []
          const bare = upper.slice(prefix.length)
          if (!own.has(squash(bare)) && findVariable(bare)?.secret !== true && !isOurSecret(bare)) return []
          if (isPlaceholder(reading.value)) return []
          return [
            createFinding(codes, 'env/public-prefix', `${tool} puts \`${key}\` into what browsers download`, {
              evidence: { variable: key, prefix, tool },
              ...placeOfKey(facts, key, true),
              fix: {
                summary: `Rename it to \`${bare}\`, read it on the server only, and replace the secret on the Daraja portal, for it counts as known`,
              },
            }),
          ]
        })
      }),
    )
  },
})

/** The same letters as one of our secrets under any of its names: `MPESA_CONSUMERSECRET`. */
function isOurSecret(bare: string): boolean {
  return knownVariables.some(
    ({ secret, name, aliases }) => secret && [name, ...aliases].some((known) => squash(known) === squash(bare)),
  )
}

function squash(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
}
