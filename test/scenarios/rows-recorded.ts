import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { testHosts } from '../../src/daraja/test-hosts.ts'
import type { Healthy, Scenario } from '../helpers/scenario.ts'
import type { Reply } from '../helpers/scenario-replies.ts'
import { at, text } from '../helpers/scenario-replies.ts'

type Pairs = readonly (readonly [name: string, value: string])[]

interface Recorded {
  readonly status: number
  readonly headers: Readonly<Record<string, string>> | Pairs
  readonly body: string
}

interface EdgeRecording extends Recorded {
  readonly name: string
  readonly config: string
  /** Of a tunnel, whose name the host has. */
  readonly provider?: string
  readonly means?: { readonly code: string }
}

const folder = fileURLToPath(new URL('../fixtures/replies/', import.meta.url))

function read<T>(path: string): T {
  return JSON.parse(readFileSync(`${folder}${path}`, 'utf8')) as T
}

/** Headers of one connection, which the server that replays them decides anew. */
const ofTheConnection = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'date'])

function replay({ status, headers, body }: Recorded): Reply {
  const pairs: Pairs = Array.isArray(headers) ? (headers as Pairs) : Object.entries(headers)
  const kept = new Map<string, string[]>()
  for (const [name, value] of pairs)
    if (!ofTheConnection.has(name.toLowerCase()))
      kept.set(name.toLowerCase(), [...(kept.get(name.toLowerCase()) ?? []), value])
  return { status, headers: Object.fromEntries(kept), body }
}

const edgeFiles = readdirSync(`${folder}edge`).map((file) => file.replace(/\.json$/, ''))
const edge = edgeFiles.flatMap((file) =>
  read<{ readonly replies: readonly EdgeRecording[] }>(`edge/${file}.json`).replies.map((recorded) => ({
    file,
    recorded,
  })),
)

const domainOf = (provider: string | undefined) => testHosts.find((host) => host.provider === provider)?.suffix

/** What recorded servers were told to do, and what that is; by the names of the recordings. */
const servers: readonly (readonly [files: readonly string[], name: RegExp, code: string])[] = [
  [
    ['nginx', 'caddy', 'haproxy', 'varnish', 'lighttpd', 'squid'],
    /^(?:dead|slow|closing|garbage)-upstream$/,
    'edge/bad-gateway',
  ],
  [['apache'], /^(?:dead|slow|closing)-upstream$/, 'edge/bad-gateway'],
  [['nginx'], /^dead-fastcgi$/, 'edge/bad-gateway'],
  [['haproxy'], /^(?:checked-out|no-backend)$/, 'edge/bad-gateway'],
  [['nginx', 'apache', 'caddy', 'haproxy', 'lighttpd'], /^password$/, 'edge/login-wall'],
  [['nginx', 'apache', 'caddy', 'haproxy', 'lighttpd'], /^to-https$/, 'edge/redirect'],
  [['nginx', 'apache', 'lighttpd'], /^(?:folder|location)-slash$/, 'edge/redirect'],
  [['nginx', 'lighttpd', 'modsecurity'], /^too-large$/, 'edge/body-rejected'],
  [['nginx', 'haproxy'], /^rate-limit(?:-429)?$/, 'edge/rate-limited'],
  [['nginx', 'apache'], /^default-site(?:-post)?$/, 'edge/default-page'],
  [['modsecurity'], /^status-406$/, 'edge/waf-block'],
  [['vite'], /^other-host$/, 'edge/host-rejected'],
]
/** Recordings that say the opposite of their names, or whose cause nobody can tell from them. */
const unclear = new Set(['squid garbage-upstream', 'nginx rate-limit', 'lighttpd closing-upstream'])

/** What the documentation of nginx puts in front of apps is seen as early as in the handshake. */
const better: Readonly<Record<string, string>> = { 'documented-servers nginx-certificate': 'tls/client-certificate' }

const edgeScenarios = edge.flatMap(({ file, recorded }): readonly Scenario[] => {
  const { name, config, means, provider } = recorded
  const code =
    better[`${file} ${name}`] ??
    means?.code ??
    servers.find(([files, pattern]) => files.includes(file) && pattern.test(name))?.[2]
  if (code === undefined || unclear.has(`${file} ${name}`)) return []
  const domain = domainOf(provider)
  return [
    {
      code,
      name: `recorded, ${file} ${name} (${config})`,
      source: 'reply',
      fault: (kit) => kit.publish(replay(recorded), domain === undefined ? {} : { domain }),
      also: ['app/stack-trace-exposed'],
    },
  ]
})

/** What the recorded apps were made to do. */
const apps: readonly (readonly [name: RegExp, code: string, status?: number])[] = [
  // Symfony says the same of every bad request.
  [/^(?!symfony).*-hosts-/, 'edge/host-rejected'],
  [/-csrf|-csurf/, 'app/csrf-rejected'],
  // Half of the frameworks answer 404, by which nobody can tell.
  [/-get-only$/, 'app/method-not-allowed', 405],
  [/-no-route$/, 'app/route-not-found'],
  [/-(?:auth|auth-redirect|unauthorized|guarded|login)$/, 'app/auth-required'],
  [/-(?:limited|limited-legacy)$/, 'app/rate-limited'],
  [/-production-slash$/, 'edge/redirect', 301],
  [/-production-slash$/, 'edge/redirect', 307],
  [/-production-slash$/, 'edge/redirect', 308],
  [/-crash$/, 'app/server-error'],
]
const appNames = readdirSync(`${folder}apps`).map((file) => file.replace(/\.json$/, ''))

const appScenarios = appNames.flatMap((name): readonly Scenario[] => {
  const recorded = read<Recorded>(`apps/${name}.json`)
  const code = apps.find(
    ([pattern, , status = recorded.status]) => pattern.test(name) && status === recorded.status,
  )?.[1]
  if (code === undefined) return []
  return [
    {
      code,
      name: `recorded, ${name}`,
      source: 'reply',
      fault: (kit) => kit.publish(replay(recorded)),
      also: ['app/stack-trace-exposed'],
    },
  ]
})

const all = [...edgeScenarios, ...appScenarios]
/** The first of each server, or framework, with each code; `TEST_RECORDED=all` takes every one. */
const firsts = new Map(all.toReversed().map((scenario) => [`${originOf(scenario.name)} ${scenario.code}`, scenario]))

function originOf(name: string): string {
  return /^recorded, ([a-z]+(?:-proxy-middleware|-[a-z]+(?= ))?)/.exec(name)?.[1] ?? name
}

export const recordedScenarios: readonly Scenario[] =
  process.env.TEST_RECORDED === 'all' ? all : [...firsts.values()].toReversed()

/** What the callback route answered; other paths of these servers were not there. */
const onlyHere = (recorded: Recorded) => at('/api/payments/callback', replay(recorded), text('Not Found', 404))

export const recordedHealthy: readonly Healthy[] = [
  ...edge
    .filter(({ recorded }) => recorded.name.startsWith('healthy-'))
    .map(
      ({ file, recorded }): Healthy => ({
        name: `recorded, ${file} ${recorded.name}`,
        setup: (kit) => kit.publish(onlyHere(recorded)),
      }),
    ),
  ...appNames
    .filter((name) => /-(?:json|text|empty)$/.test(name) && !name.includes('-hosts-'))
    .map(
      (name): Healthy => ({
        name: `recorded, ${name}`,
        setup: (kit) => kit.publish(onlyHere(read<Recorded>(`apps/${name}.json`))),
      }),
    ),
]
