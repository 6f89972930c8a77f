import { relative } from 'node:path'
import type { FileSnapshot, Project } from '../../../core/project.ts'
import { sameBytes } from '../../../env-file/bytes.ts'
import { EnvFileError } from '../../../env-file/env-file-error.ts'
import type { LockedEnvFile, LockRequest } from '../../../env-file/writer.ts'
import { readEnvValues } from '../../../probes/env-values.ts'
import { type Invocation, optionValue } from '../../command.ts'
import { createFixVoice, type FixVoice, visible } from '../../fix-voice.ts'
import { hideSecrets, loadSettings } from '../../load-run.ts'
import { createFixPlanner, type PlannedFixes } from '../../planned-fixes.ts'
import { writeReports } from '../../render.ts'
import { restartAdvice } from '../../restart-advice.ts'
import { definitionsOf, formatOf, makeReport, type ReportPlan, runReport } from '../../run-report.ts'

type PlanReport = (invocation: Invocation) => Promise<ReportPlan>
type Planner = (file: FileSnapshot, bytes: Uint8Array) => PlannedFixes

/** `check-env --fix` and `--diff`: takes the faults away that can be taken away without harm, then diagnoses again. */
export async function fixEnv(invocation: Invocation, planReport: PlanReport): Promise<number> {
  const format = formatOf(invocation)
  const isForPeople = format === 'pretty' || format === 'short'
  const voice = createFixVoice(invocation, !isForPeople)
  const planner = createFixPlanner(invocation)
  const planned = invocation.project.envFiles.flatMap((file) =>
    file.content.kind === 'read' ? [planner(file, file.content.bytes)] : [],
  )
  if (optionValue(invocation, 'diff') === true) {
    for (const one of planned) showDiff(one, invocation, voice)
    tellOutcomes(planned, voice)
    const plan = withFixes(await planReport(invocation), planned)
    return isForPeople ? tellOnly(invocation, plan, planned, voice) : runReport(invocation, plan)
  }
  const done = await writeAll(invocation, planned, planner, voice)
  tellOutcomes(done, voice)
  const wanted = planned.some(({ isChanged }) => isChanged)
  sayWhatWasDone(invocation.project, done, wanted, voice)
  // Also where another program was quicker: what was read at the start is not what is there now.
  const now = wanted ? await readAgain(invocation) : invocation
  return runReport(now, withFixes(await planReport(now), done))
}

function tellOutcomes(planned: readonly PlannedFixes[], voice: FixVoice): void {
  for (const { file, outcomes, isPartial, isChanged } of planned) {
    voice.outcomes(file.path, outcomes)
    const next = isChanged ? ': run `mpesa-doctor check-env --fix` again' : '; those at its end were left out'
    if (isPartial) voice.hint(`\`${file.path}\` has more odd lines than one run looks at${next}.`)
  }
}

/** The JSON document has a field for it. */
function showDiff({ diff }: PlannedFixes, invocation: Invocation, voice: FixVoice): void {
  if (formatOf(invocation) !== 'json') voice.diff(diff)
}

/** The diff is all that is printed; the exit code tells what a report would. */
async function tellOnly(
  invocation: Invocation,
  plan: ReportPlan,
  planned: readonly PlannedFixes[],
  voice: FixVoice,
): Promise<number> {
  const report = await makeReport(invocation, plan)
  await writeReports(report, invocation, definitionsOf(plan.checks))
  const isChange = planned.some(({ isChanged }) => isChanged)
  voice.hint(
    isChange
      ? 'Nothing was written. `mpesa-doctor check-env --fix` makes these changes.'
      : 'There is nothing that can be fixed automatically.',
  )
  if (report.summary.fail > 0) voice.hint('The env file has errors as it is; `mpesa-doctor check-env` lists them.')
  return report.exitCode
}

/**
 * All files are locked before the first is written, and before anything is shown, so that what stands in the way of one is
 * known before.
 */
async function writeAll(
  invocation: Invocation,
  planned: readonly PlannedFixes[],
  planner: Planner,
  voice: FixVoice,
): Promise<readonly PlannedFixes[]> {
  const changing = planned.filter(({ isChanged }) => isChanged)
  if (changing.length === 0) return planned
  const { deps, project } = invocation
  const writer = await deps.tunnel.writer()
  const written = new Map<FileSnapshot, PlannedFixes>()
  const locks: (readonly [PlannedFixes, LockedEnvFile])[] = []
  try {
    for (const one of changing) {
      await refuseReadOnly(invocation, one.file)
      locks.push([one, await writer.lock(lockRequest(invocation, one.file), invocation.signal)])
    }
    for (const one of changing) showDiff(one, invocation, voice)
    for (const [shown, lock] of locks) {
      const { fixes } = await lock.write((bytes) => {
        const fixes = planner(shown.file, bytes)
        return { bytes: fixes.after, undos: [], fixes }
      }, invocation.signal)
      // Somebody saved it since it was read: then this is what was really done.
      if (!sameBytes(fixes.before, shown.before)) showDiff(fixes, invocation, voice)
      written.set(shown.file, fixes)
      if (lock.backup !== null)
        voice.hint(
          `The old content is in \`${relative(project.folder, lock.backup)}\`. It holds the same secrets: do not commit it.`,
        )
    }
  } catch (error) {
    if (locks.length === changing.length) sayWhatWasNot(changing, written, voice)
    throw error
  } finally {
    for (const [, lock] of locks) await lock.release()
  }
  return planned.map((one) => written.get(one.file) ?? one)
}

/** The diff was shown, and did not become true. */
function sayWhatWasNot(
  changing: readonly PlannedFixes[],
  written: ReadonlyMap<FileSnapshot, PlannedFixes>,
  voice: FixVoice,
): void {
  const missing = changing.flatMap(({ file }) => (written.has(file) ? [] : [`\`${file.path}\``]))
  voice.hint(written.size === 0 ? 'Nothing was written.' : `${missing.join(' and ')} was not written.`)
}

function lockRequest(invocation: Invocation, file: FileSnapshot): LockRequest {
  return {
    file: file.absolutePath,
    projectDirectory: invocation.project.folder,
    followSymlinks: optionValue(invocation, 'followSymlinks') === true,
    inPlace: optionValue(invocation, 'inPlace') === true,
    ...(optionValue(invocation, 'backup') === true ? { backup: invocation.startedAt } : {}),
  }
}

/** A file can be replaced that cannot be written to; who took the right to write away will not want that. */
async function refuseReadOnly({ ports }: Invocation, { path, absolutePath }: FileSnapshot): Promise<void> {
  const mode = (await ports.files.stat(absolutePath))?.mode ?? null
  if (mode === null || (mode & 0o222) !== 0) return
  throw new EnvFileError('env-file-read-only', absolutePath, `\`${path}\` is marked read-only`, {
    fix: `allow your user to write to it: \`chmod u+w ${path}\``,
  })
}

/** The run as if it had begun now. */
async function readAgain(invocation: Invocation): Promise<Invocation> {
  const { ports, values, redactor } = invocation
  const envFiles = await Promise.all(
    invocation.project.envFiles.map(
      async (file): Promise<FileSnapshot> => ({
        ...file,
        content: await ports.files.read(file.absolutePath, { maxBytes: 1_048_576 }),
      }),
    ),
  )
  const project: Project = { ...invocation.project, envFiles }
  const envValues = readEnvValues(project)
  const settings = await loadSettings(values, envValues, {}, ports, project.folder)
  hideSecrets(redactor, envValues, settings)
  return { ...invocation, project, settings }
}

function withFixes(plan: ReportPlan, planned: readonly PlannedFixes[]): ReportPlan {
  const fixes = planned.flatMap(({ file, outcomes }) =>
    outcomes.map(({ code, line, key, reason, before, after }) => ({
      code,
      file: file.path,
      line,
      key,
      applied: reason === null,
      reason,
      before: visible(withoutEnd(before)),
      after: visible(withoutEnd(after)),
    })),
  )
  const diff = planned.flatMap((one) => one.diff.map(({ text }) => `${visible(text)}\n`)).join('')
  return { ...plan, extra: { ...plan.extra, fixes, diff } }
}

function withoutEnd(text: string): string {
  return text.replace(/[\r\n]+$/, '')
}

function sayWhatWasDone({ stack }: Project, done: readonly PlannedFixes[], wanted: boolean, voice: FixVoice): void {
  const changed = done.filter(({ isChanged }) => isChanged).map(({ file }) => `\`${file.path}\``)
  if (changed.length === 0) {
    if (wanted) voice.hint('Somebody else has changed the file meanwhile; there is nothing left to fix.\n')
    else voice.hint('There is nothing that can be fixed automatically; no file was touched.\n')
    return
  }
  voice.hint(`${changed.join(' and ')} ${changed.length === 1 ? 'was' : 'were'} rewritten.`)
  const advice = restartAdvice(stack.frameworks.map(({ name }) => name))
  voice.hint(advice === null ? '' : `${advice}\n`)
}
