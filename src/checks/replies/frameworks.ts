import type { Detected } from '../../core/stack.ts'
import type { ServerName } from '../../probes/stack-in-use.ts'
import { frameworkMarks } from './framework-marks.ts'
import type { ReplyFacts } from './reply-facts.ts'

const names = [
  'Flask',
  'FastAPI',
  'Django',
  'Django REST framework',
  'Laravel',
  'Symfony',
  'CodeIgniter',
  'WordPress',
  'PHP',
  'Rails',
  'Next.js',
  'NestJS',
  'Fastify',
  'hapi',
  'Express',
  'SvelteKit',
  'Vite',
  'webpack-dev-server',
  'Spring',
  'ASP.NET Core',
] as const

export type Framework = (typeof names)[number]

export function isFramework(name: string): name is Framework {
  return names.some((known) => known === name)
}

/** The framework of the app, and what says so: a mark in a reply, or a file of the project. */
export type NamedFramework =
  | { readonly name: Framework; readonly from: 'reply' }
  | { readonly name: Framework; readonly from: 'project'; readonly file: string }

/** Frameworks of the project that answer requests, by the names that replies go by. */
const servers: Partial<Readonly<Record<ServerName, Framework>>> = {
  Flask: 'Flask',
  Django: 'Django',
  FastAPI: 'FastAPI',
  Laravel: 'Laravel',
  Symfony: 'Symfony',
  WordPress: 'WordPress',
  Express: 'Express',
  Nest: 'NestJS',
  Next: 'Next.js',
  PHP: 'PHP',
  Rails: 'Rails',
}

/**
 * The framework behind replies of one app. The project's own files count where the replies bear no mark, or only that of
 * something that the project's framework is built on; and only if they name a single framework.
 */
export function frameworkOf(
  replies: readonly (ReplyFacts | undefined)[],
  detected: readonly Detected<ServerName>[] = [],
): NamedFramework | undefined {
  const mark = findMark(replies)
  const project = onlyServer(detected)
  if (mark === undefined) return project
  if (project !== undefined && mark.carries?.includes(project.name) === true) return project
  return { name: mark.framework, from: 'reply' }
}

/** The framework that wrote a reply, if it left a mark. */
export function findFramework(...replies: readonly (ReplyFacts | undefined)[]): Framework | undefined {
  return frameworkOf(replies)?.name
}

function findMark(replies: readonly (ReplyFacts | undefined)[]) {
  for (const reply of replies) {
    if (reply === undefined) continue
    const keys = reply.json === undefined ? undefined : Object.keys(reply.json).join()
    const found = frameworkMarks.find(
      ({ status, headers, keys: wanted, body }) =>
        (status === undefined || status === reply.status) &&
        Object.entries(headers ?? {}).every(([name, mark]) => mark.test(reply.headers.get(name) ?? '')) &&
        (wanted === undefined || wanted.includes(keys ?? '')) &&
        (body === undefined || body.test(reply.body)),
    )
    if (found !== undefined) return found
  }
  return undefined
}

function onlyServer(detected: readonly Detected<ServerName>[]): NamedFramework | undefined {
  const found = detected.flatMap(({ name, file }) => {
    const server = servers[name]
    return server === undefined ? [] : [{ name: server, from: 'project', file } as const]
  })
  // Nest is built on Express, and names it among its packages.
  const apps = found.filter(({ name }) => name !== 'Express' || !found.some((other) => other.name === 'NestJS'))
  return new Set(apps.map(({ name }) => name)).size === 1 ? apps[0] : undefined
}
