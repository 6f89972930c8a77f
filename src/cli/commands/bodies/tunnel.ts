import { KnownError, usageError } from '../../../core/errors.ts'
import { planSwap, requireSwap } from '../../../tunnel/swap-plan.ts'
import { chooseTunnel } from '../../choose-tunnel.ts'
import { type CommandBody, type Invocation, optionValue } from '../../command.ts'
import { holdTunnel } from '../../hold-tunnel.ts'
import { prepareReadyFile } from '../../ready-file.ts'
import { sayRestored } from '../../tunnel-announcement.ts'
import { findTunnelApp, type TunnelApp } from '../../tunnel-app.ts'
import { readVia } from '../../tunnel-options.ts'
import { planTunnel, requireFile, type TunnelPlan, urlsFor } from '../../tunnel-plan.ts'
import { createTunnelVoice, type TunnelVoice } from '../../tunnel-voice.ts'
import { wantsPage } from '../../ui-options.ts'

export const runTunnel: CommandBody = async (invocation) => {
  const voice = createTunnelVoice(invocation)
  if (optionValue(invocation, 'restore') === true) return restore(invocation, voice)
  refuseContradictions(invocation)
  const plan = planTunnel(invocation)
  const file = writes(invocation) ? requireFile(plan) : null
  const app = await findTunnelApp(invocation)
  // Whatever can be refused is refused before anything is opened.
  if (file === null) urlsFor(invocation, plan, 'https://preview.invalid')
  if (optionValue(invocation, 'dryRun') === true) return dryRun(invocation, plan, app, voice)
  if (invocation.settings.get('offline')?.value === true)
    throw new KnownError('inconclusive', 'offline', 'With --offline no tunnel is opened', {
      fix: { summary: 'leave out --offline, or look at the change only: --dry-run' },
    })
  const place = optionValue<string>(invocation, 'readyFile')
  const readyFile = place === undefined ? null : await prepareReadyFile(invocation.project.folder, place)
  const chosen = await chooseTunnel(invocation, app.port)
  warnOf(invocation, plan, voice)
  for (const note of chosen.notes) voice.hint(note)
  return holdTunnel(invocation, { plan, app, chosen, file: file?.absolutePath ?? null, readyFile }, voice)
}

/** False if the URL is to be seen, or given to a command, and no file touched. */
function writes(invocation: Invocation): boolean {
  return (
    invocation.passedThrough.length === 0 &&
    optionValue(invocation, 'print') !== true &&
    optionValue(invocation, 'write') !== false
  )
}

function refuseContradictions(invocation: Invocation): void {
  if (wantsPage(invocation) && optionValue(invocation, 'record') === false)
    throw usageError('option-unused', 'With --no-record there is nothing that --ui could show', {
      summary: 'leave one of them out',
    })
  readVia(invocation)
  if (optionValue(invocation, 'keep') === true && !writes(invocation))
    throw usageError('option-unused', '--keep means nothing where no file is written', { summary: 'leave it out' })
}

function warnOf({ project, settings, passedThrough }: Invocation, plan: TunnelPlan, voice: TunnelVoice): void {
  for (const text of plan.leftOut) voice.warn(text)
  if (settings.get('environment')?.value === 'production')
    voice.warn('this project is set to production, where Safaricom blocks the hosts of tunnels')
  if (passedThrough.length > 0 || project.stack.overridesShell !== undefined) return
  const exported = plan.keys.filter((key) => project.processVariables[key] !== undefined)
  if (exported.length > 0)
    voice.warn(
      `${exported.join(' and ')} is set in this shell too; an app that is started from it does not look into the file`,
    )
}

function dryRun(invocation: Invocation, plan: TunnelPlan, app: TunnelApp, voice: TunnelVoice): number {
  const origin = 'https://name-given-by-the-tunnel.example'
  for (const text of plan.leftOut) voice.warn(text)
  if (writes(invocation)) {
    const file = requireFile(plan)
    const { changes } = requireSwap(planSwap(file.content.bytes, { keys: plan.keys, origin }), file.absolutePath)
    voice.changed(file.path, changes)
  } else voice.assignments(Object.entries(urlsFor(invocation, plan, origin)).map(([key, url]) => `${key}=${url}`))
  voice.hint(
    `Nothing was opened and nothing was written. Run it without --dry-run to open the tunnel to port ${app.port}.`,
  )
  return 0
}

async function restore({ deps, project, signal }: Invocation, voice: TunnelVoice): Promise<number> {
  const writer = await deps.tunnel.writer()
  const restored = await writer.restoreFromJournal(project.folder, signal)
  if (restored.length === 0) voice.hint('There is nothing to restore: no tunnel was killed here.')
  sayRestored(restored, project.folder, voice)
  return 0
}
