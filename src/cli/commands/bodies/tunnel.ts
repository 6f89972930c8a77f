import { relative, resolve } from 'node:path'
import { KnownError, usageError } from '../../../core/errors.ts'
import type { FileSnapshot } from '../../../core/project.ts'
import type { RestoredKey } from '../../../env-file/writer.ts'
import { fileToEdit } from '../../../stack/file-to-edit.ts'
import { TunnelError } from '../../../tunnel/errors.ts'
import type { OpenTunnel, TunnelOptions } from '../../../tunnel/provider.ts'
import { openTunnelSession, type TunnelSession } from '../../../tunnel/session.ts'
import { diffLines, planSwap, requireSwap } from '../../../tunnel/swap-plan.ts'
import { type CommandBody, type Invocation, optionValue } from '../../command.ts'
import { parsePort } from '../../parse-values.ts'
import { createTunnelVoice, type TunnelVoice } from '../../tunnel-voice.ts'

export const runTunnel: CommandBody = async (invocation) => {
  const voice = createTunnelVoice(invocation)
  if (optionValue(invocation, 'restore') === true) return restore(invocation, voice)
  const plan = planTunnel(invocation)
  if (optionValue(invocation, 'dryRun') === true) return dryRun(plan, voice)
  if (invocation.settings.get('offline')?.value === true)
    throw new KnownError('inconclusive', 'offline', 'With --offline no tunnel is opened', {
      fix: { summary: 'leave out --offline, or look at the change only: --dry-run' },
    })
  const tunnel = await tunnelOptions(invocation, await findApp(invocation, plan, voice))
  if (optionValue(invocation, 'print') === true || optionValue(invocation, 'write') === false)
    return withoutWriting(invocation, plan, tunnel, voice)
  return rewriteAndWait(invocation, plan, tunnel, voice)
}

interface TunnelPlan {
  readonly port: number
  readonly keys: readonly string[]
  /** The env file to rewrite: the one in which the value takes effect. */
  readonly file: FileSnapshot
}

function planTunnel(invocation: Invocation): TunnelPlan {
  const { args, settings, project } = invocation
  const keys = keysOf(invocation)
  const file = fileToEdit(project.envFiles, keys)
  if (file === undefined) throw usageError('env-file-missing', 'There is no env file to write the URL into')
  return { port: choosePort(args[0], settings), keys, file }
}

function keysOf(invocation: Invocation): readonly string[] {
  const renamed = invocation.settings.get('variables')?.value.MPESA_CALLBACK_URL
  return optionValue<readonly string[]>(invocation, 'key') ?? [renamed ?? 'MPESA_CALLBACK_URL']
}

function choosePort(given: string | undefined, settings: Invocation['settings']): number {
  if (given !== undefined) {
    try {
      return parsePort(given)
    } catch (error) {
      throw usageError('bad-port', `\`${given}\` is ${(error as Error).message}`, {
        summary: 'e.g. `mpesa-doctor tunnel 5000`',
      })
    }
  }
  const app = settings.get('appUrl')?.value
  const port = app === undefined ? '' : new URL(app).port
  if (port === '')
    throw usageError('port-missing', 'Which port does the app listen on?', {
      summary: 'name it: `mpesa-doctor tunnel 5000`, or set PORT in the env file',
    })
  return Number(port)
}

async function tunnelOptions({ deps, redactor, values }: Invocation, target: string): Promise<TunnelOptions> {
  const found = await deps.tunnel.authtoken()
  if (found.token === null)
    throw new TunnelError(
      'tunnel/auth-failed',
      `ngrok needs an authtoken, and there is none in NGROK_AUTHTOKEN, ${found.looked.join(', ')}`,
      {
        fix: 'copy it from https://dashboard.ngrok.com/get-started/your-authtoken and put it into NGROK_AUTHTOKEN, or let ngrok keep it',
        command: 'ngrok config add-authtoken <token>',
      },
    )
  redactor.add(found.token.reveal())
  const domain = values.get('domain')?.value as string | undefined
  return {
    target,
    authtoken: found.token,
    ...(domain === undefined ? {} : { domain }),
  }
}

/** Apps listen on IPv4, on IPv6 or on both; one that does not run yet is expected on IPv4. */
async function findApp({ ports, signal }: Invocation, { port }: TunnelPlan, voice: TunnelVoice): Promise<string> {
  const [four, six] = await Promise.all(
    ['127.0.0.1', '::1'].map((address) => ports.net.connect({ address, port }, { limitMs: 1_000, signal })),
  )
  if (four?.kind === 'connected') return `http://127.0.0.1:${port}`
  if (six?.kind === 'connected') return `http://[::1]:${port}`
  voice.warn(`nothing listens on port ${port} yet; start the app there`)
  return `http://127.0.0.1:${port}`
}

async function dryRun({ keys, file, port }: TunnelPlan, voice: TunnelVoice): Promise<number> {
  if (file.content.kind !== 'read')
    throw usageError('env-file-missing', `The env file ${file.path} cannot be read`, {
      summary: 'run the command in the folder of the app, or name the file with --dotenv',
    })
  const plan = requireSwap(
    planSwap(file.content.bytes, { keys, origin: 'https://name-given-by-ngrok.ngrok-free.dev' }),
    file.absolutePath,
  )
  voice.diff(plan.changes.flatMap((change) => diffLines(file.path, change)))
  voice.hint(`Nothing was opened and nothing was written. Run it without --dry-run to open the tunnel to port ${port}.`)
  return 0
}

async function restore({ deps, project, signal }: Invocation, voice: TunnelVoice): Promise<number> {
  const writer = await deps.tunnel.writer()
  const restored = await writer.restoreFromJournal(project.folder, signal)
  if (restored.length === 0) voice.hint('There is nothing to restore: no tunnel was killed here.')
  reportRestored(restored, project.folder, voice)
  return 0
}

function reportRestored(restored: readonly RestoredKey[], folder: string, voice: TunnelVoice): void {
  for (const { file, key, outcome, line } of restored)
    voice.restored(`${relative(folder, file) || file}${line === null ? '' : `:${line}`}`, key, outcome)
}

/** `--print` and `--no-write`: the URL is the result, the file stays as it is. */
async function withoutWriting(
  invocation: Invocation,
  plan: TunnelPlan,
  options: TunnelOptions,
  voice: TunnelVoice,
): Promise<number> {
  const { deps, signal } = invocation
  const provider = await deps.tunnel.provider()
  const tunnel = await provider.open(options, signal)
  try {
    voice.assignments(plan.keys.map((key) => `${key}=${urlFor(invocation, plan, key, tunnel)}`))
    voice.ready(tunnel.url, options.target)
    await untilEnded(tunnel, signal, voice)
  } finally {
    await tunnel.close()
  }
  return 0
}

/** The tunnel's host with the path that the variable has now. */
function urlFor({ settings }: Invocation, { file }: TunnelPlan, key: string, tunnel: OpenTunnel): string {
  const bytes = file.content.kind === 'read' ? file.content.bytes : new Uint8Array()
  const change = planSwap(bytes, { keys: [key], origin: tunnel.url }).changes[0]
  const callback = settings.get('callbackUrl')?.value
  const path = callback !== undefined && URL.canParse(callback) ? new URL(callback).pathname : ''
  return change?.after ?? `${tunnel.url}${path}`
}

async function rewriteAndWait(
  invocation: Invocation,
  plan: TunnelPlan,
  options: TunnelOptions,
  voice: TunnelVoice,
): Promise<number> {
  const { deps, ports, project, signal } = invocation
  const [provider, writer] = await Promise.all([deps.tunnel.provider(), deps.tunnel.writer()])
  const session = await openTunnelSession(
    { provider, writer, clock: ports.clock },
    {
      tunnel: options,
      file: plan.file.absolutePath,
      projectDirectory: project.folder,
      keys: plan.keys,
      followSymlinks: optionValue(invocation, 'followSymlinks') === true,
      keep: optionValue(invocation, 'keep') === true,
    },
    signal,
  )
  try {
    announce(session, options, project.folder, voice)
    await untilEnded(session, signal, voice)
  } finally {
    const { restored, tunnelClosed } = await session.close()
    reportRestored(restored, project.folder, voice)
    if (!tunnelClosed) voice.warn('ngrok did not confirm that the tunnel is closed; it ends with this process')
  }
  return 0
}

function announce(session: TunnelSession, options: TunnelOptions, folder: string, voice: TunnelVoice): void {
  reportRestored(session.recovered, folder, voice)
  const file = relative(folder, resolve(session.file)) || session.file
  const changes = session.changes.filter(({ changed }) => changed)
  voice.diff(changes.flatMap((change) => diffLines(file, change)))
  for (const { key, line, duplicates } of session.changes)
    if (duplicates.length > 0)
      voice.warn(`${key} also stands on line ${duplicates.join(', ')}; line ${line} wins and was changed`)
  voice.hint(
    changes.length > 0
      ? 'Restart the app: most frameworks read the env file only when they start (Laravel: `php artisan config:clear` too).'
      : 'The env file had this URL already; the app need not be restarted.',
  )
  voice.ready(session.url, options.target)
}

/** Until Ctrl-C; says when the tunnel drops and when it is back. */
async function untilEnded(
  tunnel: Pick<OpenTunnel, 'onStatus'>,
  signal: AbortSignal,
  voice: TunnelVoice,
): Promise<void> {
  const stop = tunnel.onStatus((status) => voice.status(status))
  try {
    await new Promise<void>((done) => {
      if (signal.aborted) done()
      else signal.addEventListener('abort', () => done(), { once: true })
    })
  } finally {
    stop()
  }
}
