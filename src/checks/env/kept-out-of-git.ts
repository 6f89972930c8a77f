import { defineCheck, found, skip } from '../../core/check.ts'
import { createFinding, type Finding } from '../../core/finding.ts'
import { type GitFileState, gitState } from '../../probes/git-state.ts'
import { type OurKeys, ourKeys } from '../../probes/our-keys.ts'
import { variableNames } from '../../probes/variable-names.ts'
import { isEncryptedFile, realSecretsIn } from './real-secrets.ts'

const codes = {
  'env/tracked-by-git': {
    severity: 'warning',
    title: 'The env file is in version control',
    why: 'Whoever can read the repository, or an old copy of it, can read what is in the file.',
    fix: 'Take it out with `git rm --cached`, add it to `.gitignore`, and replace the secrets that were in it',
    aside: true,
  },
  'env/not-ignored': {
    severity: 'warning',
    title: 'Git does not ignore the env file',
    why: 'The next `git add .` puts it into version control, with all its secrets.',
    fix: 'Add it to `.gitignore`',
  },
} as const

type Code = keyof typeof codes

export const keptOutOfGit = defineCheck({
  id: 'kept-out-of-git',
  family: 'env',
  title: 'The env file is kept out of version control',
  topic: 'Secrets stay where they are',
  codes,
  needs: { states: gitState, nameOf: variableNames },
  judge({ states, nameOf }) {
    const ours = ourKeys(nameOf)
    const judged = states.filter(({ facts }) => !isMadeToBeShared(facts.file.path) && !isEncryptedFile(facts, ours))
    if (judged.length > 0 && judged.every(({ index, isIgnored }) => index === 'unknown' && isIgnored))
      return skip('unsupported', 'a Git index in a format that is known (`git ls-files` tells what Git tracks)')
    return found(judged.flatMap((state) => judgeFile(state, ours)))
  },
})

function judgeFile(
  { facts, index, isIgnored, pathInRepository }: GitFileState,
  ours: OurKeys,
): readonly Finding<Code>[] {
  const { path } = facts.file
  if (index === 'tracked') {
    const secrets = realSecretsIn(facts, ours)
    const what =
      secrets.length === 0
        ? 'no secret was seen in it'
        : `with ${secrets.length === 1 ? 'a secret' : `${secrets.length} secrets`} in it`
    return [
      createFinding(codes, 'env/tracked-by-git', `\`${path}\` is tracked by Git, ${what}`, {
        severity: secrets.length > 0 ? 'error' : 'warning',
        evidence: { file: path, pathInRepository, secrets, ignored: isIgnored },
        location: { file: path },
        fix: {
          summary: `Take it out of Git and keep it on disk${secrets.length > 0 ? '; then replace the secrets, for the history keeps them' : ''}:`,
          command: `git rm --cached ${quote(path)}`,
        },
      }),
    ]
  }
  if (isIgnored) return []
  return [
    createFinding(codes, 'env/not-ignored', `No \`.gitignore\` names \`${path}\``, {
      evidence: { file: path, pathInRepository },
      location: { file: path },
      fix: { summary: 'Let Git ignore it:', command: `echo ${quote(nameOf(path))} >> .gitignore` },
    }),
  ]
}

/** `.flaskenv` is for settings that everybody shares, by its documentation. */
function isMadeToBeShared(path: string): boolean {
  return nameOf(path) === '.flaskenv'
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function quote(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`
}
