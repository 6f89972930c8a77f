import { usageError } from '../core/errors.ts'
import { askCloudflared } from '../probes/cloudflared-agent.ts'
import { askNgrokAgents } from '../probes/ngrok-agent.ts'
import { isOwned, type TunnelChoice, type Via, withoutAccount } from '../tunnel/choice.ts'
import { TunnelError } from '../tunnel/errors.ts'
import type { TunnelOptions, TunnelProvider } from '../tunnel/provider.ts'
import { findEndpoint } from '../tunnel/providers/agent.ts'
import { type Invocation, optionValue } from './command.ts'
import { findProgram } from './find-program.ts'
import { readVia, requireDestination, requireOrigin } from './tunnel-options.ts'

export interface ChosenTunnel {
  readonly via: Via
  readonly provider: TunnelProvider
  /** False: an adopted one, which leads to the app's port whatever `target` says. */
  readonly owned: boolean
  readonly options: Omit<TunnelOptions, 'target'>
  /** What the user should know of the choice. */
  readonly notes: readonly string[]
}

interface Choice {
  readonly choice: TunnelChoice
  readonly options?: Omit<TunnelOptions, 'target'>
  readonly notes?: readonly string[]
}

/**
 * How the app gets its URL: as `--via` says. Otherwise an agent that forwards to the port already is adopted, an authtoken
 * means ngrok, and without one `cloudflared` is used, if it is there. Opens nothing; throws a `TunnelError` that names
 * what would work if nothing does.
 */
export async function chooseTunnel(invocation: Invocation, port: number): Promise<ChosenTunnel> {
  const { choice, options = {}, notes = [] } = await choose(invocation, port)
  const provider = await invocation.deps.tunnel.provider(choice)
  return { via: choice.via, provider: explaining(provider), owned: isOwned(choice.via), options, notes }
}

async function choose(invocation: Invocation, port: number): Promise<Choice> {
  const via = readVia(invocation)
  switch (via) {
    case 'ngrok':
      return ngrok(invocation, true)
    case 'agent':
      return { choice: agent(invocation, port) }
    case 'cloudflared':
      return { choice: { via, file: await requireProgram(invocation, 'cloudflared') } }
    case 'ssh':
      return ssh(invocation)
    case 'url':
      return { choice: { via, url: requireOrigin(invocation) } }
    case undefined:
      return detect(invocation, port)
  }
}

async function detect(invocation: Invocation, port: number): Promise<Choice> {
  const adopted = agent(invocation, port)
  const endpoint = findEndpoint((await adopted.ask(invocation.signal)) ?? [], adopted.wish)
  if (endpoint !== null)
    return {
      choice: adopted,
      notes: [`${endpoint.host} leads to port ${port} already: its agent is used, and left running.`],
    }
  const account = await ngrok(invocation, false)
  if (account !== null) return account
  const file = await findProgram('cloudflared', places(invocation))
  // A domain is ngrok's, so it takes an account.
  if (file === null || optionValue(invocation, 'domain') !== undefined) return ngrok(invocation, true)
  const note = 'There is no ngrok authtoken, so `cloudflared` opens the tunnel: no account, and another URL each time.'
  return { choice: { via: 'cloudflared', file }, notes: [note] }
}

function agent(
  { ports, settings, signal: _, ...invocation }: Invocation,
  port: number,
): Extract<TunnelChoice, { via: 'agent' }> {
  const domain = invocation.values.get('domain')?.value as string | undefined
  const api = settings.get('ngrokApi')?.value ?? ''
  return {
    via: 'agent',
    api,
    wish: domain === undefined ? { port } : { port, domain },
    async ask(signal) {
      const context = { ports, settings, signal }
      const [first, second] = await Promise.all([askNgrokAgents(context), askCloudflared(context)])
      return first === undefined && second === undefined ? undefined : [...(first ?? []), ...(second ?? [])]
    },
  }
}

async function ngrok(invocation: Invocation, isNeeded: true): Promise<Choice>
async function ngrok(invocation: Invocation, isNeeded: boolean): Promise<Choice | null>
async function ngrok(invocation: Invocation, isNeeded: boolean): Promise<Choice | null> {
  const { deps, redactor } = invocation
  const found = await deps.tunnel.authtoken()
  if (found.token === null) {
    if (!isNeeded) return null
    throw new TunnelError(
      'tunnel/auth-failed',
      `ngrok needs an authtoken, and there is none in NGROK_AUTHTOKEN, ${found.looked.join(', ')}`,
      {
        fix: `copy it from https://dashboard.ngrok.com/get-started/your-authtoken and put it into NGROK_AUTHTOKEN, or let ngrok keep it; ${withoutAccount}`,
        command: 'ngrok config add-authtoken <token>',
      },
    )
  }
  redactor.add(found.token.reveal())
  const domain = optionValue<string>(invocation, 'domain')
  const options = domain === undefined ? { authtoken: found.token } : { authtoken: found.token, domain }
  return { choice: { via: 'ngrok' }, options }
}

async function ssh(invocation: Invocation): Promise<Choice> {
  const destination = requireDestination(invocation)
  const { service, user, remote } = destination
  if (service?.userIsToken === true && user !== null) invocation.redactor.add(user, ...user.split('+'))
  const url = optionValue(invocation, 'url') === undefined ? null : requireOrigin(invocation)
  if (service === null && url !== null && remote === null)
    throw usageError('ssh-remote-missing', `On which port of \`${destination.host}\` does ${url} arrive?`, {
      summary: 'name it: `--ssh-remote 8080`',
    })
  const file = await requireProgram(invocation, 'ssh')
  const notes = service === null ? [] : [`${service.name}: ${service.limits}.`]
  return { choice: { via: 'ssh', file, destination, url }, notes }
}

async function requireProgram(invocation: Invocation, name: 'cloudflared' | 'ssh'): Promise<string> {
  const file = await findProgram(name, places(invocation))
  if (file !== null) return file
  throw new TunnelError('not-installed', `\`${name}\` is not on PATH`, { fix: howToInstall[name] })
}

const howToInstall = {
  cloudflared:
    'install it (`brew install cloudflared`, or https://github.com/cloudflare/cloudflared/releases); without it and without an account: `--via ssh --ssh-host localhost.run`',
  ssh: 'install the OpenSSH client; without it and without an account: `--via cloudflared`',
} as const

function places({ ports, deps }: Invocation) {
  return { files: ports.files, variables: deps.variables, platform: deps.platform }
}

const accountTrouble: ReadonlySet<string> = new Set(['tunnel/auth-failed', 'tunnel/limit', 'not-installed'])

/** Whoever is stuck with an account or a package hears what works without. */
function explaining(provider: TunnelProvider): TunnelProvider {
  if (provider.name !== 'ngrok') return provider
  return {
    name: provider.name,
    async open(options, signal) {
      try {
        return await provider.open(options, signal)
      } catch (error) {
        if (!(error instanceof TunnelError) || !accountTrouble.has(error.code)) throw error
        const { summary, command } = error.fix ?? { summary: '' }
        throw new TunnelError(error.code, error.message, {
          fix: summary === '' ? withoutAccount : `${summary}; ${withoutAccount}`,
          ...(command === undefined ? {} : { command }),
          ...(error.ngrokCode === null ? {} : { ngrokCode: error.ngrokCode }),
        })
      }
    },
  }
}
