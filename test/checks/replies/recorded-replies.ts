import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { HttpReply } from '../../../src/core/http-port.ts'
import { reply } from './reply-builders.ts'

const folder = fileURLToPath(new URL('../../fixtures/replies/', import.meta.url))

interface Recorded {
  readonly status: number
  readonly headers: Readonly<Record<string, string>> | readonly (readonly [string, string])[]
  readonly body: string
}

/** What a real framework answered: `app('django-production-crash')`. */
export function app(name: string): HttpReply {
  return replay(JSON.parse(readFileSync(`${folder}apps/${name}.json`, 'utf8')) as Recorded)
}

/** What a real proxy or web server answered: `edge('nginx', 'deny')`. */
export function edge(server: string, name: string): HttpReply {
  const { replies } = JSON.parse(readFileSync(`${folder}edge/${server}.json`, 'utf8')) as {
    readonly replies: readonly (Recorded & { readonly name: string })[]
  }
  const recorded = replies.find((one) => one.name === name)
  if (recorded === undefined) throw new Error(`no recording \`${name}\` of ${server}`)
  return replay(recorded)
}

function replay({ status, headers, body }: Recorded): HttpReply {
  const made = reply({ status, body })
  const pairs = Array.isArray(headers) ? headers : Object.entries(headers)
  return { ...made, headers: pairs.map(([name, value]) => [name.toLowerCase(), value] as const) }
}
