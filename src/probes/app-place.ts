import type { Observation, Probe, ProbeContext } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import type { Origin, Setting } from '../core/settings.ts'
import { acceptingAddresses, isOnThisMachine, portOf } from './app-endpoints.ts'
import { detectApp } from './detect-app.ts'
import { nameProcess, projectListeners } from './project-listeners.ts'
import { publishedPorts } from './published-ports.ts'
import { ownTunnel } from './tunnel-agents.ts'
import type { TunnelEndpoint } from './tunnel-endpoint.ts'

/** Where the app is, and who says so. */
export interface AppPlace extends Setting<string> {
  /** Why what listens there may be something else; a clause. */
  readonly doubt?: string
}

/**
 * Where the app is: where an option or the config says; else where the tunnel of the callback URL leads, what the env file
 * says, and where a process of this project listens. What is only detected listens: a guess is never what is missing.
 */
export const appPlace: Probe<AppPlace> = {
  id: 'app-place',
  activity: 'finding out where the app listens',
  limitMs: 15_000,
  async run(context) {
    const setting = context.settings.get('appUrl')
    if (setting !== undefined && isNamed(setting.origin)) return observed(setting)
    const tunnel = await forwardedPlace(context)
    if (setting === undefined)
      return tunnel !== undefined && (await listens(tunnel, context)) ? observed(tunnel) : detectApp(context)
    if (tunnel !== undefined) return observed(await chooseOf(setting, tunnel, context))
    const published = await publishedElsewhere(setting, context)
    if (published !== undefined) return observed(published)
    // What this shell happens to export may be meant for something else.
    if (setting.origin.kind === 'process' && !(await listens(setting, context))) {
      const detected = await detectApp(context)
      return detected.available ? detected : notThere(setting)
    }
    return observed(await withDoubt(setting, context))
  },
}

/** The user said that it is there, not a file that the app may read otherwise. */
export function isNamed({ kind }: Origin): boolean {
  return kind === 'option' || kind === 'variable' || kind === 'config'
}

function notThere({ value, origin }: AppPlace): Observation<never> {
  const name = origin.kind === 'process' ? `, where \`${origin.name}\` of this shell says` : ''
  return unavailable(
    'not-configured',
    `the app on this machine (nothing listens at ${new URL(value).host}${name}; give --app-url)`,
  )
}

/** Names of one word lead somewhere only in the network of a container that runs the tunnel. */
async function forwardedPlace({ observe }: ProbeContext): Promise<AppPlace | undefined> {
  const tunnel = await observe(ownTunnel)
  const target = tunnel.available ? tunnel.value.target : null
  if (!tunnel.available || target === null) return undefined
  if (!isOnThisMachine(target) && !target.hostname.includes('.')) return undefined
  return { value: placeOf(target), origin: { kind: 'detected', how: describeTunnel(tunnel.value) } }
}

function placeOf(target: URL): string {
  return target.hostname === 'host.docker.internal' ? `${target.protocol}//127.0.0.1:${portOf(target)}` : target.origin
}

function describeTunnel({ provider, target }: TunnelEndpoint): string {
  return `the ${provider === 'ngrok' ? 'ngrok' : 'Cloudflare'} tunnel of the callback URL forwards to ${target?.host ?? 'it'}`
}

/** Elsewhere than on this machine the request itself will tell. */
async function listens({ value }: AppPlace, context: ProbeContext): Promise<boolean> {
  const url = new URL(value)
  return !isOnThisMachine(url) || (await acceptingAddresses(portOf(url), context)).length > 0
}

/** The env file and the tunnel both say where the app is. */
async function chooseOf(setting: AppPlace, tunnel: AppPlace, context: ProbeContext): Promise<AppPlace> {
  const [ports, places] = [[setting, tunnel].map(({ value }) => portOf(new URL(value))), [setting, tunnel]]
  if (ports[0] === ports[1]) return { value: tunnel.value, origin: setting.origin }
  const [isSettingUp, isTunnelUp] = await Promise.all(places.map((place) => listens(place, context)))
  if (isSettingUp !== isTunnelUp) return isTunnelUp ? tunnel : setting
  if (!isTunnelUp) return setting
  // A proxy may stand between the two, unless the tunnel leads past this project to something else.
  const listeners = await context.observe(projectListeners)
  const isOurs = (port: number | undefined): boolean =>
    listeners.available && listeners.value.some((listener) => listener.port === port)
  return isOurs(ports[0]) && !isOurs(ports[1]) ? setting : tunnel
}

/**
 * What another project runs on this port is not the app, whatever the env file says. An app may be started from anywhere,
 * but from a folder with an env file of its own it reads that one.
 */
async function withDoubt(setting: AppPlace, { ports, project, observe }: ProbeContext): Promise<AppPlace> {
  const port = portOf(new URL(setting.value))
  const listeners = await observe(projectListeners)
  if (!listeners.available || listeners.value.some((listener) => listener.port === port)) return setting
  const found = await ports.processes.listeningOn(port)
  if (found.kind !== 'found' || found.folder === null || !isElsewhere(found.folder, project.folder)) return setting
  if ((await ports.files.stat(`${found.folder}/.env`)) === null) return setting
  return { ...setting, doubt: `${nameProcess(found)}, which listens on ${port}, works in ${found.folder}` }
}

/** Services work in `/`, and one folder may hold several projects. */
function isElsewhere(folder: string, project: string): boolean {
  return folder !== '/' && !`${folder}/`.startsWith(`${project}/`) && !`${project}/`.startsWith(`${folder}/`)
}

/** A container's port has another number on this machine, and Compose says which. */
async function publishedElsewhere(setting: AppPlace, context: ProbeContext): Promise<AppPlace | undefined> {
  const port = portOf(new URL(setting.value))
  const published = await context.observe(publishedPorts)
  if (!published.available || published.value.some((other) => other.published === port)) return undefined
  const mapped = published.value.filter(({ target }) => target === port)
  if (mapped.length === 0 || (await listens(setting, context))) return undefined
  for (const { published: here, file } of mapped) {
    const place: AppPlace = {
      value: `http://127.0.0.1:${here}`,
      origin: { kind: 'detected', how: `\`${file}\` publishes port ${port} of the container as ${here}` },
    }
    if (await listens(place, context)) return place
  }
  return undefined
}
