import { defineCheck, found, skip } from '../../core/check.ts'
import { createFinding, type Finding } from '../../core/finding.ts'
import type { FrameworkName } from '../../core/stack.ts'
import { type GitFileState, gitState } from '../../probes/git-state.ts'
import { type OurKeys, ourKeys } from '../../probes/our-keys.ts'
import { type ProjectInUse, projectInUse } from '../../probes/project-in-use.ts'
import { variableNames } from '../../probes/variable-names.ts'
import { isEncryptedFile, realSecretsIn } from './real-secrets.ts'
import { secrecy } from './topics.ts'

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
  topic: secrecy,
  codes,
  needs: { states: gitState, nameOf: variableNames, project: projectInUse },
  judge({ states, nameOf, project }) {
    const ours = ourKeys(nameOf)
    const judged = states.filter(({ facts }) => !isMadeToBeShared(facts.file.path) && !isEncryptedFile(facts, ours))
    if (judged.length > 0 && judged.every(({ index, isIgnored }) => index === 'unknown' && isIgnored))
      return skip('unsupported', 'a Git index in a format that is known (`git ls-files` tells what Git tracks)')
    const hasLocal = readsLocalFiles(project)
    return found(judged.flatMap((state) => judgeFile(state, ours, hasLocal && state.local.isIgnored)))
  },
})

/** Frameworks that read `.env.local` over `.env`, and whose own layout is to commit `.env` with the defaults. */
const frameworksWithLocal: ReadonlySet<FrameworkName> = new Set(['Next', 'Vite', 'Symfony', 'Bun'])

/** Laravel builds its pages with Vite, and reads `.env` alone. */
function readsLocalFiles({ stack: { frameworks } }: ProjectInUse): boolean {
  return (
    frameworks.some(({ name }) => frameworksWithLocal.has(name)) && !frameworks.some(({ name }) => name === 'Laravel')
  )
}

/** `isShared`: the file holds the defaults for everybody, and Git ignores the one beside it that is for the secrets. */
function judgeFile(
  { facts, index, isIgnored, pathInRepository, local }: GitFileState,
  ours: OurKeys,
  isShared: boolean,
): readonly Finding<Code>[] {
  const { path } = facts.file
  if (index !== 'tracked' && isIgnored) return []
  const secrets = realSecretsIn(facts, ours)
  const evidence = { file: path, pathInRepository, secrets, ignored: isIgnored }
  const location = { file: path }
  if (isShared && secrets.length === 0) {
    const code = index === 'tracked' ? 'env/tracked-by-git' : 'env/not-ignored'
    const what = index === 'tracked' ? 'is tracked by Git' : 'is not ignored by Git'
    return [
      createFinding(codes, code, `\`${path}\` ${what}, as it should be if it holds nothing but defaults`, {
        severity: 'info',
        why: `No secret was seen in it, and Git ignores \`${local.name}\`, which the app reads as well.`,
        evidence,
        location,
        fix: { summary: `Write secrets into \`${local.name}\` only` },
      }),
    ]
  }
  // What everybody needs must not be taken out of Git: only the secrets are in the wrong file.
  const move = isShared ? `Move the secrets to \`${local.name}\`, which Git ignores` : undefined
  if (index === 'tracked') {
    const what =
      secrets.length === 0
        ? 'no secret was seen in it'
        : `with ${secrets.length === 1 ? 'a secret' : `${secrets.length} secrets`} in it`
    const replace = secrets.length > 0 ? '; then replace the secrets, for the history keeps them' : ''
    return [
      createFinding(codes, 'env/tracked-by-git', `\`${path}\` is tracked by Git, ${what}`, {
        severity: secrets.length > 0 ? 'error' : 'warning',
        evidence,
        location,
        fix:
          move === undefined
            ? {
                summary: `Take it out of Git and keep it on disk${replace}:`,
                command: `git rm --cached ${quote(path)}`,
              }
            : { summary: `${move}; then replace them, for the history keeps them` },
      }),
    ]
  }
  return [
    createFinding(codes, 'env/not-ignored', `No \`.gitignore\` names \`${path}\``, {
      evidence: { file: path, pathInRepository },
      location,
      fix:
        move === undefined
          ? { summary: 'Let Git ignore it:', command: `echo ${quote(nameOf(path))} >> .gitignore` }
          : { summary: move },
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
