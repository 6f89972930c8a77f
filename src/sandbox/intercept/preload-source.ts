export interface PreloadFacts {
  readonly hosts: readonly string[]
  /** Of the server on 127.0.0.1 that speaks TLS under those names. */
  readonly port: number
  /** What the user had of the proxy variables, for libraries that read them. */
  readonly proxies: Readonly<Record<string, string | null>>
}

/**
 * A module for `node --require`. Every HTTP library of Node, its own `fetch` included, opens TLS connections with
 * `tls.connect`; those to Daraja are led here, and nothing else is changed. The proxy is taken out of the environment again,
 * because some libraries send https requests to a proxy in a way that no proxy expects; programs that Node starts get it
 * back, for they may be written in another language.
 */
export function preloadSource({ hosts, port, proxies }: PreloadFacts): string {
  return `'use strict'
const own = ${JSON.stringify(proxies)}
const led = {}
for (const [name, value] of Object.entries(own)) {
  led[name] = process.env[name]
  if (value === null) delete process.env[name]
  else process.env[name] = value
}
const isOwn = (name, value) => value === undefined || value === own[name]

const tls = require('node:tls')
const hosts = new Set(${JSON.stringify(hosts)})
const connect = tls.connect
tls.connect = function (...given) {
  const at = given.findIndex((value) => typeof value === 'object' && value !== null)
  const options = at === -1 ? {} : { ...given[at] }
  if (typeof given[1] === 'string') options.host = given[1]
  const name = options.servername || options.host || options.hostname
  if (!hosts.has(String(name).toLowerCase().replace(/\\.$/, ''))) return connect.apply(this, given)
  const callback = given.find((value) => typeof value === 'function')
  const { socket, path, lookup, ...rest } = options
  if (socket) socket.destroy()
  return connect.call(this, { ...rest, host: '127.0.0.1', port: ${port}, servername: name }, callback)
}

const children = require('node:child_process')
const spawn = children.ChildProcess.prototype.spawn
children.ChildProcess.prototype.spawn = function (options) {
  if (Array.isArray(options?.envPairs))
    for (const [name, value] of Object.entries(led)) {
      const at = options.envPairs.findIndex((pair) => pair.startsWith(name + '='))
      const had = at === -1 ? undefined : options.envPairs[at].slice(name.length + 1)
      if (value === undefined || !isOwn(name, had)) continue
      options.envPairs.splice(at === -1 ? options.envPairs.length : at, at === -1 ? 0 : 1, name + '=' + value)
    }
  return spawn.call(this, options)
}
for (const name of ['spawnSync', 'execFileSync', 'execSync']) {
  const run = children[name]
  children[name] = function (file, ...rest) {
    const at = rest.findIndex((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
    const options = at === -1 ? {} : rest[at]
    const env = { ...(options.env ?? process.env) }
    for (const [key, value] of Object.entries(led)) if (value !== undefined && isOwn(key, env[key])) env[key] = value
    const words = at === -1 ? rest.filter(Array.isArray) : rest.slice(0, at)
    return run.call(this, file, ...words, { ...options, env })
  }
}
require('node:module').syncBuiltinESMExports()
`
}
