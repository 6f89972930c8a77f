import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '../record.ts'
import type { RecordingCase, ServerUnderRecord, Setup } from '../server-under-record.ts'
import { healthyCases, refusalCases } from '../server-under-record.ts'

/** Folder outside of this project where the npm packages are installed. */
const modules = () => process.env.RECORDING_MODULES ?? fail('set RECORDING_MODULES to a folder with the npm packages')

interface NodeServer {
  readonly name: string
  readonly server: string
  readonly package: string
  readonly program: (setup: Setup) => string
  readonly cases: readonly RecordingCase[]
}

const dead = (name: string, config: string): RecordingCase => ({ name, config, request: { path: '/dead/cb' } })
const page = '<!doctype html><title>Shop</title><div id="root"></div>'

const programs: readonly NodeServer[] = [
  {
    name: 'vite',
    server: 'Vite, the development server',
    package: 'vite',
    program: ({ folder, ports, backends }) => {
      writeFileSync(join(folder, 'index.html'), page)
      return `const { createServer } = await import(find('vite'))
const server = await createServer({ root: ${JSON.stringify(folder)}, configFile: false, logLevel: 'silent', server: {
  host: '127.0.0.1', port: ${ports[0]}, strictPort: true, hmr: false, ws: false, allowedHosts: ['shop.example'], proxy: {
    '/healthy': 'http://127.0.0.1:${backends.healthy}', '/dead': 'http://127.0.0.1:${backends.dead}' } } })
await server.listen()`
    },
    cases: [
      ...healthyCases,
      ...refusalCases,
      dead('dead-upstream', 'server.proxy to a port where nothing listens'),
      {
        name: 'other-host',
        config: 'a host that is not in server.allowedHosts',
        request: { path: '/healthy/ack-json', headers: { host: 'other.example' } },
      },
      { name: 'no-route', config: 'no proxy for the path', request: { path: '/api/callback' } },
      {
        name: 'fallback',
        config: 'a GET of any path',
        request: { method: 'GET', path: '/api/callback', headers: { accept: 'text/html' } },
      },
    ],
  },
  {
    name: 'http-proxy-middleware',
    server: 'http-proxy-middleware in Express',
    package: 'http-proxy-middleware',
    program: ({ ports, backends }) => `const { createProxyMiddleware } = await import(find('http-proxy-middleware'))
const express = (await import(find('express'))).default
const app = express()
app.use('/healthy', createProxyMiddleware({ target: 'http://127.0.0.1:${backends.healthy}/healthy' }))
app.use('/dead', createProxyMiddleware({ target: 'http://127.0.0.1:${backends.dead}' }))
app.listen(${ports[0]}, '127.0.0.1')`,
    cases: [...healthyCases, ...refusalCases, dead('dead-upstream', 'a target where nothing listens')],
  },
  {
    name: 'serve',
    server: 'serve',
    package: 'serve',
    program: ({ folder, ports }) => {
      mkdirSync(join(folder, 'www'))
      writeFileSync(join(folder, 'www', 'index.html'), page)
      return `process.argv.push('-s', '-L', '-n', '-l', 'tcp://127.0.0.1:${ports[0]}', ${JSON.stringify(join(folder, 'www'))})
await import(find('serve/build/main.js'))`
    },
    cases: [
      {
        name: 'fallback',
        config: 'serve -s, which answers every path with index.html',
        request: { path: '/api/callback' },
      },
    ],
  },
  {
    name: 'http-server',
    server: 'http-server',
    package: 'http-server',
    program: ({ folder, ports }) => {
      mkdirSync(join(folder, 'www'))
      writeFileSync(join(folder, 'www', 'index.html'), page)
      return `require('http-server').createServer({ root: ${JSON.stringify(join(folder, 'www'))} }).listen(${ports[0]}, '127.0.0.1')`
    },
    cases: [
      { name: 'no-such-file', config: 'static files, no such file', request: { path: '/api/callback' } },
      { name: 'static-post', config: 'static files, a POST to one', request: { path: '/index.html' } },
    ],
  },
]

export const nodeServers: readonly ServerUnderRecord[] = programs.map(({ package: name, program, ...rest }) => ({
  ...rest,
  listeners: 1,
  version: {
    command: process.execPath,
    args: [
      '-p',
      `require(${JSON.stringify(join(process.env.RECORDING_MODULES ?? '', 'node_modules', name, 'package.json'))}).version`,
    ],
  },
  prepare: async (setup) => {
    const text = program(setup)
    const isCommonJs = !text.includes('await import')
    const file = join(setup.folder, isCommonJs ? 'program.cjs' : 'program.mjs')
    const from = JSON.stringify(join(modules(), 'package.json'))
    const head = isCommonJs
      ? `const require0 = require('node:module').createRequire(${from}); const find = require0.resolve\n`
      : `import { createRequire } from 'node:module'; import { pathToFileURL } from 'node:url'\nconst find = (name) => pathToFileURL(createRequire(${from}).resolve(name)).href\n`
    writeFileSync(file, head + (isCommonJs ? text.replaceAll('require(', 'require0(') : text))
    execFileSync(process.execPath, ['--check', file])
    return { command: process.execPath, args: [file] }
  },
}))
