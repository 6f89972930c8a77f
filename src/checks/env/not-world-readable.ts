import { defineCheck, found, skip } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import { fileModes } from '../../probes/file-modes.ts'
import { ourKeys } from '../../probes/our-keys.ts'
import { variableNames } from '../../probes/variable-names.ts'
import { realSecretsIn } from './real-secrets.ts'
import { secrecy } from './topics.ts'

const codes = {
  'env/world-readable': {
    severity: 'info',
    title: 'Everybody on this machine can read the env file',
    why: 'On a machine that others use too, any of them can read the secrets in it.',
    fix: 'Let only its owner read it: chmod 600',
  },
} as const

const readByOthers = 0o004

export const notWorldReadable = defineCheck({
  id: 'not-world-readable',
  family: 'env',
  title: 'Only its owner can read the env file',
  topic: secrecy,
  codes,
  needs: { modes: fileModes, nameOf: variableNames },
  judge({ modes, nameOf }) {
    if (modes.every(({ mode }) => mode === null)) return skip('not-applicable', 'a system with file modes')
    const ours = ourKeys(nameOf)
    return found(
      modes.flatMap(({ facts, mode }) => {
        if (mode === null || (mode & readByOthers) === 0 || realSecretsIn(facts, ours).length === 0) return []
        const { path } = facts.file
        const shown = mode.toString(8).padStart(4, '0')
        return [
          createFinding(codes, 'env/world-readable', `\`${path}\` has mode ${shown}`, {
            evidence: { file: path, mode: shown },
            location: { file: path },
            fix: {
              summary: 'Let only its owner read it:',
              command: `chmod 600 '${path.replaceAll("'", String.raw`'\''`)}'`,
            },
          }),
        ]
      }),
    )
  },
})
