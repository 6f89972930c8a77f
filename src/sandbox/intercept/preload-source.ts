export interface PreloadFacts {
  readonly hosts: readonly string[]
  /** Of the server on 127.0.0.1 that speaks TLS under those names. */
  readonly port: number
  /** What the user had of the proxy variables, for programs that Node starts and libraries that read them. */
  readonly proxies: Readonly<Record<string, string | null>>
}

/**
 * A module for `node --require`. Every HTTP library of Node, its own `fetch` included, opens TLS connections with
 * `tls.connect`; those to Daraja are led here, and nothing else is changed. The proxy is taken out of the environment again,
 * because some libraries send https requests to a proxy in a way that no proxy expects.
 */
export function preloadSource({ hosts, port, proxies }: PreloadFacts): string {
  return `'use strict'
for (const [name, value] of Object.entries(${JSON.stringify(proxies)})) {
  if (value === null) delete process.env[name]
  else process.env[name] = value
}
const tls = require('node:tls')
const hosts = new Set(${JSON.stringify(hosts)})
const connect = tls.connect
tls.connect = function (...given) {
  const at = given.findIndex((value) => typeof value === 'object' && value !== null)
  const options = at === -1 ? {} : { ...given[at] }
  if (typeof given[1] === 'string') options.host = given[1]
  const name = options.servername || options.host || options.hostname
  if (!hosts.has(String(name).toLowerCase())) return connect.apply(this, given)
  const callback = given.find((value) => typeof value === 'function')
  const { socket, path, lookup, ...rest } = options
  if (socket) socket.destroy()
  return connect.call(this, { ...rest, host: '127.0.0.1', port: ${port}, servername: name }, callback)
}
`
}
