import { once } from 'node:events'
import { createServer } from 'node:http'
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
  const cwd = makeProject({ '.env': envFile({}), ...files })
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
