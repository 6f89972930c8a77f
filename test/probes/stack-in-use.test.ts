import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { ReportJson } from '../helpers/demo-project.ts'
import { envFile, makeProject, runCli } from '../helpers/run-cli.ts'

/** An app that leaves no mark in its replies. */
async function startBareApp(): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(405, { allow: 'GET' }).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}

async function fixIn(files: Readonly<Record<string, string>>) {
  const cwd = makeProject({ '.env': envFile({}) })
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true })
    writeFileSync(join(cwd, name), content)
  }
  const { stdout } = await runCli(['--app-url', await startBareApp(), '--offline', '--json'], { cwd })
  const { verdict } = JSON.parse(stdout) as ReportJson
  expect(verdict.rootCause).toBe('app/method-not-allowed')
  return verdict.fix
}

it('prints the lines of the framework that the project names', async () => {
  const fix = await fixIn({ 'requirements.txt': 'flask==3.1.0\n' })
  expect(fix?.code).toBe('@app.post("/api/payments/callback")')
  expect(fix?.summary).toContain('Flask')
  expect(fix?.summary).toContain('requirements.txt')
})

it('prints general words where the project names two frameworks, or none', async () => {
  const two = { 'requirements.txt': 'flask==3.1.0\n', 'package.json': '{"dependencies":{"express":"5.1.0"}}' }
  expect((await fixIn(two))?.code).toBeUndefined()
  expect((await fixIn({}))?.code).toBeUndefined()
})

it.each([
  ['beside the env file', 'callback.php'],
  ['in the public folder', 'public/callback.php'],
])('prints lines for PHP where the project has scripts %s, and nothing else', async (_where, file) => {
  const fix = await fixIn({ [file]: '<?php\n', 'composer.json': '{}' })
  expect(fix?.code).toContain('php://input')
  expect(fix?.summary).toContain(file)
})

it('prints no lines for PHP because of one script in a project of another language', async () => {
  expect((await fixIn({ 'phone.php': '<?php\n', 'app.py': 'import http.server\n' }))?.code).toBeUndefined()
})

it('prints lines for Rails where the Gemfile names it', async () => {
  const fix = await fixIn({ Gemfile: 'source "https://rubygems.org"\ngem "rails", "~> 8.0"\n' })
  expect(fix?.code).toBe('post "/api/payments/callback", to: "mpesa#callback"')
})
