import { describe, expect, it } from 'vitest'
import { nodeFiles } from '../../src/adapters/files-node.ts'
import { envFileLayer } from '../../src/cli/env-file-layer.ts'
import type { HttpExchange } from '../../src/core/http-port.ts'
import type { Observation, Probe, ProbeContext } from '../../src/core/probe.ts'
import type { Listener } from '../../src/core/processes-port.ts'
import { createSettings, describeOrigin, layerOf, type Origin } from '../../src/core/settings.ts'
import type { FrameworkName } from '../../src/core/stack.ts'
import { appPlace } from '../../src/probes/app-place.ts'
import { chooseListener } from '../../src/probes/detect-app.ts'
import { readEnvValues } from '../../src/probes/env-values.ts'
import type { PortHint } from '../../src/stack/default-ports.ts'
import { makeTree } from '../checks/env-precedence/make-tree.ts'
import { ngrokEndpoints } from '../helpers/fake-agent.ts'
import { fakePorts } from '../helpers/fake-ports.ts'
import { projectFacts } from '../helpers/project-facts.ts'

function listener(port: number, rest: Partial<Listener> = {}): Listener {
  return { pid: port, program: 'node', folder: '/duka', address: '127.0.0.1', port, ...rest }
}

const flask: PortHint = { port: 5000, how: "Flask's default" }
const express: PortHint = { port: 3000, how: "Express's default" }
const vite: PortHint = { port: 5173, how: "Vite's default", isFrontEnd: true }

describe('the app among what listens', () => {
  it.each<[string, readonly Listener[], readonly PortHint[], number | readonly number[]]>([
    ['is nothing where nothing listens', [], [flask], []],
    ['is the only one, whatever its port', [listener(7000)], [flask], 7000],
    ["is the one on the framework's port", [listener(7000), listener(5000)], [flask], 5000],
    [
      'is the one on the port that comes first',
      [listener(3000), listener(4000)],
      [{ port: 4000, how: 'x' }, express],
      4000,
    ],
    ['cannot be told of two', [listener(7000), listener(7001)], [flask], [7000, 7001]],
    ['is not the server for pages beside it', [listener(5173), listener(4000)], [vite, express], 4000],
    ['is the server for pages where that is all', [listener(5173)], [vite], 5173],
    ['is one with two addresses', [listener(7000), listener(7000, { address: '::1' })], [], 7000],
  ])('%s', (_, listeners, hints, expected) => {
    const choice = chooseListener(listeners, hints)
    expect('listener' in choice ? choice.listener.port : choice.among.map(({ port }) => port)).toEqual(expected)
  })

  it('is named by an address that everybody can connect to', () => {
    const choice = chooseListener([listener(7000, { address: '192.168.0.2' }), listener(7000)], [])
    expect(choice).toMatchObject({ listener: { address: '127.0.0.1' } })
  })
})

interface World {
  readonly env?: string
  readonly shell?: Readonly<Record<string, string>>
  readonly option?: string
  readonly files?: Readonly<Record<string, string>>
  readonly frameworks?: readonly FrameworkName[]
  /** What processes of the project listen on; without it that cannot be seen. */
  readonly listeners?: readonly Listener[]
  /** Folder of the process that listens on any port that is asked about. */
  readonly holder?: string
  /** Ports of this machine on which anything listens. */
  readonly open?: readonly number[]
  /** Where the tunnel of the callback URL leads. */
  readonly tunnel?: string
  readonly callbackUrl?: string
}

async function find({ env, shell = {}, option, files = {}, frameworks = [], listeners, open = [], ...world }: World) {
  const folder = makeTree({ ...files, '.keep': '' })
  const facts = projectFacts({ folder, processVariables: shell, ...(env === undefined ? {} : { env }) })
  const project = {
    ...facts,
    stack: { ...facts.stack, frameworks: frameworks.map((name) => ({ name, file: 'x', because: 'x' })) },
  }
  const named: Origin = { kind: 'option', name: '--test' }
  const callbackUrl = world.callbackUrl ?? 'https://wise-lion.ngrok-free.app/cb'
  const agent = world.tunnel === undefined ? undefined : ngrokEndpoints([new URL(callbackUrl).origin, world.tunnel])
  const asked: string[] = []
  const context: ProbeContext = {
    ports: fakePorts({
      files: nodeFiles,
      processes: {
        listeningOn: async () =>
          world.holder === undefined
            ? { kind: 'unsupported' }
            : { kind: 'found', pid: 7, program: 'node', startedMs: 0, folder: world.holder },
        listenersIn: async (at) => {
          asked.push(at)
          return listeners === undefined ? { kind: 'unsupported' } : { kind: 'found', listeners }
        },
      },
      net: {
        ...fakePorts().net,
        async connect(endpoint) {
          asked.push(String(endpoint.port))
          return open.includes(endpoint.port)
            ? { kind: 'connected', endpoint, ms: 1 }
            : { kind: 'failure', endpoint, code: 'refused', systemCode: 'ECONNREFUSED', ms: 1 }
        },
      },
      http: {
        exchange: async ({ url }): Promise<HttpExchange> =>
          answerOf(agent?.[new URL(url).pathname as '/api/endpoints']),
      },
    }),
    settings: createSettings([
      layerOf({
        callbackUrl: { value: callbackUrl, origin: named },
        ...(option === undefined ? {} : { appUrl: { value: option, origin: named } }),
      }),
      envFileLayer(readEnvValues(project), {}),
    ]),
    project,
    signal: AbortSignal.timeout(5_000),
    observe: <T>(probe: Probe<T>): Promise<Observation<T>> => probe.run(context),
    defer: () => undefined,
  }
  const place = await appPlace.run(context)
  return place.available
    ? {
        ...place.value,
        url: place.value.value,
        origin: place.value.origin.kind,
        how: describeOrigin(place.value.origin),
        asked,
      }
    : { kind: place.kind, reason: place.reason, asked }
}

function answerOf(json: unknown): HttpExchange {
  const timings = { connectMs: 1, tlsMs: null, firstByteMs: 1, totalMs: 1 }
  if (json === undefined)
    return { kind: 'failure', phase: 'connect', code: 'refused', systemCode: 'ECONNREFUSED', detail: '', timings }
  const body = JSON.stringify(json)
  const rest = { headers: [], bodyBytes: body.length, bodyEnd: 'complete', timings } as const
  return { kind: 'reply', status: 200, statusText: 'OK', body, ...rest }
}

describe('the app is', () => {
  it('where --app-url says, and nobody is asked', async () => {
    const found = await find({ option: 'http://127.0.0.1:9000', env: 'PORT=5000', tunnel: 'http://localhost:5000' })
    expect(found).toMatchObject({ url: 'http://127.0.0.1:9000', origin: 'option', asked: [] })
  })

  it('where PORT in the env file says, whether it runs or not', async () => {
    expect(await find({ env: 'PORT=5000' })).toMatchObject({ url: 'http://127.0.0.1:5000', origin: 'env-file' })
  })

  it.each([
    ['PORT=8000', 8000],
    ['FLASK_RUN_PORT=5001\nPORT=8000', 5001],
    ['PORT=abc\nAPP_PORT=8001', 8001],
    ['SERVER_PORT=8088', 8088],
    ['APP_URL=http://localhost:8000', 8000],
    ['APP_URL=http://127.0.0.1:8000/', 8000],
    ['APP_HOST=0.0.0.0:8000', 8000],
  ])('where the env file says in %j', async (env, port) => {
    expect(await find({ env })).toMatchObject({ url: `http://127.0.0.1:${port}`, origin: 'env-file' })
  })

  it.each([
    'APP_URL=http://localhost',
    'APP_URL=https://duka.co.ke',
    'APP_URL=https://localhost.duka.co.ke:8443',
    'APP_HOST=0.0.0.0',
    'PORT=99999',
    'PORT=',
  ])('not told by %j', async (env) => {
    expect(await find({ env })).toMatchObject({ kind: 'not-configured' })
  })

  it('rather where the env file says than where this shell does', async () => {
    expect(await find({ env: 'APP_PORT=8000', shell: { PORT: '3000' } })).toMatchObject({
      url: 'http://127.0.0.1:8000',
    })
  })

  it('where this shell says only if it is there', async () => {
    const shell = { PORT: '3000' }
    expect(await find({ shell, open: [3000] })).toMatchObject({ url: 'http://127.0.0.1:3000', origin: 'process' })
    expect(await find({ shell })).toMatchObject({ kind: 'not-configured', reason: expect.stringContaining('3000') })
    expect(await find({ shell, env: 'A=1', listeners: [listener(8000)] })).toMatchObject({
      url: 'http://127.0.0.1:8000',
      origin: 'detected',
    })
  })
})

describe('what listens where the env file says', () => {
  it.each([
    ['in /', { holder: '/' }],
    ['in a folder above', { holder: '/tmp' }],
    ['in a folder without an env file', { holder: '/nowhere/at/all' }],
    ['in this folder', { holder: '/home/other', listeners: [listener(5000)] }],
    ['where it cannot be seen', {}],
  ] as const)('is the app if it works %s', async (_, world) => {
    const found = await find({ env: 'PORT=5000', listeners: [], ...world })
    expect(found).toMatchObject({ url: 'http://127.0.0.1:5000', origin: 'env-file' })
    expect(found).not.toHaveProperty('doubt')
  })

  it('may be another project if it works in a folder with an env file of its own', async () => {
    const holder = makeTree({ '.env': 'PORT=5000' })
    const world = { env: 'PORT=5000', listeners: [], holder }
    expect(await find(world)).toMatchObject({ origin: 'env-file', doubt: expect.stringContaining(holder) })
    // Whoever names it knows it.
    expect(await find({ ...world, option: 'http://127.0.0.1:5000' })).not.toHaveProperty('doubt')
  })
})

describe('the tunnel leads to the app', () => {
  it('where nothing else is said', async () => {
    expect(await find({ tunnel: 'http://localhost:5000', open: [5000] })).toMatchObject({
      url: 'http://localhost:5000',
      origin: 'detected',
      how: expect.stringContaining('ngrok'),
    })
  })

  it.each([
    ['http://host.docker.internal:5000', 'http://127.0.0.1:5000'],
    ['http://shop.test', 'http://shop.test'],
    ['https://localhost:5000', 'https://localhost:5000'],
  ])('also by the name %s', async (tunnel, url) => {
    expect(await find({ tunnel, open: [5000] })).toMatchObject({ url, origin: 'detected' })
  })

  it('but not by a name that only a container knows', async () => {
    expect(await find({ tunnel: 'http://app:5000', open: [5000] })).toMatchObject({ kind: 'not-configured' })
  })

  it('and where nothing listens there, it is no reason to miss the app', async () => {
    expect(await find({ tunnel: 'http://localhost:5000' })).toMatchObject({ kind: 'not-configured' })
    expect(await find({ tunnel: 'http://localhost:5000', env: 'A=1', listeners: [listener(8000)] })).toMatchObject({
      url: 'http://127.0.0.1:8000',
    })
  })

  it.each<[string, Omit<World, 'tunnel' | 'env'>, string, string]>([
    ['to the port that listens: the one of the file', { open: [5000] }, 'http://127.0.0.1:5000', 'env-file'],
    ['to the port that listens: the one of the tunnel', { open: [8080] }, 'http://localhost:8080', 'detected'],
    ['to the one of the file where neither does', {}, 'http://127.0.0.1:5000', 'env-file'],
    ['through a proxy where both do', { open: [5000, 8080] }, 'http://localhost:8080', 'detected'],
    [
      'to what this project runs where both do',
      { open: [5000, 8080], listeners: [listener(5000)] },
      'http://127.0.0.1:5000',
      'env-file',
    ],
  ])('and the file says another port: %s', async (_, world, url, origin) => {
    const found = await find({ ...world, tunnel: 'http://localhost:8080', env: 'PORT=5000' })
    expect(found).toMatchObject({ url, origin })
  })

  it('as the file says, with the scheme that the tunnel uses', async () => {
    const found = await find({ tunnel: 'https://localhost:5000', env: 'PORT=5000' })
    expect(found).toMatchObject({ url: 'https://localhost:5000', origin: 'env-file' })
  })

  it('of its own host only', async () => {
    const found = await find({ tunnel: 'http://localhost:5000', open: [5000], callbackUrl: 'https://duka.co.ke/cb' })
    expect(found).toMatchObject({ url: 'http://localhost:5000' })
    expect(await find({ open: [5000], callbackUrl: 'https://duka.co.ke/cb' })).toMatchObject({ kind: 'not-configured' })
  })
})

describe('the app is found', () => {
  it("on the framework's port, if a process of the project listens there", async () => {
    const found = await find({
      frameworks: ['Flask'],
      listeners: [listener(5000, { program: 'python3', pid: 123 }), listener(6000)],
      open: [5000],
    })
    expect(found).toMatchObject({
      url: 'http://127.0.0.1:5000',
      how: "detected: Flask's default, and python3 (process 123) listens there",
    })
  })

  it("not on the framework's port where another project listens", async () => {
    const found = await find({
      frameworks: ['Express'],
      listeners: [],
      open: [3000],
      callbackUrl: 'https://duka.co.ke/cb',
    })
    expect(found).toMatchObject({ kind: 'not-configured', reason: expect.stringContaining("3000, Express's default") })
  })

  it("not on the framework's port where nobody can tell who listens", async () => {
    expect(await find({ frameworks: ['Flask'], open: [5000] })).toMatchObject({ kind: 'not-configured' })
  })

  it.each([
    ['package.json', '{"scripts":{"dev":"next dev -p 4000"}}'],
    ['package.json', '{"scripts":{"web":"vite --port 6000","dev":"npm run web & PORT=4000 node server.js"}}'],
    ['Procfile', 'web: gunicorn app -b 0.0.0.0:4000\nworker: celery\n'],
    ['.flaskenv', 'FLASK_APP=shop\nFLASK_RUN_PORT=4000\n'],
  ])('on the port that `%s` names', async (name, text) => {
    const listeners = [listener(4000), listener(6000)]
    expect(await find({ frameworks: ['Vite'], files: { [name]: text }, listeners })).toMatchObject({
      url: 'http://127.0.0.1:4000',
      how: expect.stringContaining(name),
    })
  })

  it.each([
    ['Gemfile', 'gem "rails", "~> 8.0"', 3000],
    ['pom.xml', '<artifactId>spring-boot-starter-web</artifactId>', 8080],
  ])('on the usual port of what `%s` names', async (name, text, port) => {
    const found = await find({ env: 'A=1', files: { [name]: text }, listeners: [listener(port), listener(7001)] })
    expect(found).toMatchObject({ url: `http://127.0.0.1:${port}` })
  })

  it('not among several, which are named', async () => {
    const found = await find({ env: 'A=1', listeners: [listener(7000), listener(7001)] })
    expect(found).toMatchObject({ kind: 'not-configured', reason: expect.stringMatching(/7000 node.*7001 node/) })
  })

  it.each([
    ['a tunnel', listener(4040, { program: 'ngrok' })],
    ['a database', listener(5433, { program: 'postgres' })],
    ['a debugger', listener(9229)],
    ['a helper of an editor', listener(43_211)],
  ])('not in %s', async (_, other) => {
    expect(await find({ env: 'A=1', listeners: [other] })).toMatchObject({ kind: 'not-configured' })
    expect(await find({ env: 'A=1', listeners: [other, listener(7000)] })).toMatchObject({
      url: 'http://127.0.0.1:7000',
    })
  })

  it('not in a folder that is no project', async () => {
    const found = await find({ listeners: [listener(7000)] })
    expect(found).toMatchObject({ kind: 'not-configured', asked: [] })
  })

  it('at the only address on which it listens', async () => {
    const listeners = [listener(7000, { address: '192.168.0.2' })]
    expect(await find({ env: 'A=1', listeners })).toMatchObject({ url: 'http://192.168.0.2:7000' })
  })

  it('behind the port that Compose publishes', async () => {
    const files = { 'compose.yaml': 'services:\n  app:\n    ports:\n      - "8080:5000"\n' }
    expect(await find({ env: 'PORT=5000', files, open: [8080] })).toMatchObject({
      url: 'http://127.0.0.1:8080',
      how: expect.stringContaining('compose.yaml'),
    })
    // The app may as well run outside of its container.
    expect(await find({ env: 'PORT=5000', files, open: [5000, 8080] })).toMatchObject({ url: 'http://127.0.0.1:5000' })
    expect(await find({ env: 'PORT=5000', files })).toMatchObject({ url: 'http://127.0.0.1:5000', origin: 'env-file' })
  })
})
