import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ordinaryPort } from '../helpers/app-process.ts'
import type { ReportJson } from '../helpers/demo-project.ts'
import { freePort } from '../helpers/hostile-server.ts'
import { envFile, makeProject, runCli } from '../helpers/run-cli.ts'

const python = '/usr/bin/python3'
const php = '/usr/bin/php'

function hasFlask(): boolean {
  if (!existsSync(python)) return false
  try {
    execFileSync(python, ['-c', 'import flask'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const flaskApp = `
from flask import Flask, jsonify
app = Flask(__name__)

@app.post("/api/payments/callback")
def callback():
    return jsonify(ResultCode=0, ResultDesc="Accepted")
`

const flaskFiles = {
  '.env': envFile(),
  'requirements.txt': 'flask\npython-dotenv\n',
  'app.py': flaskApp,
}

/** Runs a server of a framework in its folder until it says that it listens. */
async function run(program: string, args: readonly string[], cwd: string, ready: RegExp): Promise<number> {
  // A process group of its own, for reloaders have children.
  const child = spawn(program, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const pid = child.pid ?? 0
  onTestFinished(async () => {
    const gone = child.exitCode === null && child.signalCode === null ? once(child, 'close') : undefined
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
    await gone
  })
  let log = ''
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        log += chunk.toString()
        if (ready.test(log)) resolve()
      })
    child.once('exit', () => reject(new Error(log)))
  })
  return pid
}

const noAgent = async () => ['--ngrok-api', `http://127.0.0.1:${await freePort()}`]

async function look(cwd: string) {
  const argv = [...(await noAgent()), '--json']
  const probed = await runCli(['probe', '--only', 'app', '--offline', ...argv], { cwd })
  const configured = await runCli(['config', ...argv], { cwd })
  const { checks } = JSON.parse(probed.stdout) as ReportJson
  const { appUrl } = JSON.parse(configured.stdout) as { appUrl: { value: string | null; origin: string } }
  return { appUrl, statuses: Object.fromEntries(checks.map(({ id, status }) => [id, status])) }
}

const accepted = { 'app-listening': 'pass', 'app-route': 'pass', 'app-acknowledges': 'pass' }
const canSee = process.platform === 'linux'
const flaskReason = !canSee
  ? ' (skipped: processes are not seen on this system)'
  : hasFlask()
    ? ''
    : ' (skipped: no python3-flask)'

describe.skipIf(flaskReason !== '')(`an app of Flask${flaskReason}`, () => {
  it.each([
    ['by its port', ['-u', '-m', 'flask', 'run', '-p']],
    ['with a reloader', ['-u', '-m', 'flask', 'run', '--reload', '-p']],
  ])('is found in its folder, started %s', async (_, args) => {
    const cwd = makeProject(flaskFiles)
    const port = await ordinaryPort()
    // The parent binds the port, then starts the child that answers.
    const ready = args.includes('--reload') ? /Restarting with/ : /Running on/
    await run(python, [...args, String(port)], cwd, ready)
    const { appUrl, statuses } = await look(cwd)
    expect(appUrl).toEqual({
      value: `http://127.0.0.1:${port}`,
      origin: expect.stringMatching(/^detected: python3[\d.]* \(process \d+\) of this folder listens there$/),
    })
    expect(statuses).toMatchObject(accepted)
  })

  it('is found on the port that `.flaskenv` names, and that is said', async () => {
    const port = await ordinaryPort()
    const cwd = makeProject({ ...flaskFiles, '.flaskenv': `FLASK_RUN_PORT=${port}\n` })
    await run(python, ['-u', '-m', 'flask', 'run', '-p', String(port)], cwd, /Running on/)
    expect((await look(cwd)).appUrl.origin).toContain('.flaskenv')
  })

  it('is found on ::1 alone', async () => {
    const cwd = makeProject(flaskFiles)
    const port = await ordinaryPort()
    await run(python, ['-u', '-m', 'flask', 'run', '--host', '::1', '-p', String(port)], cwd, /Running on/)
    expect((await look(cwd)).statuses).toMatchObject(accepted)
  })

  it('is not found in the folder of another project', async () => {
    const port = await ordinaryPort()
    await run(python, ['-u', '-m', 'flask', 'run', '-p', String(port)], makeProject(flaskFiles), /Running on/)
    const { appUrl, statuses } = await look(makeProject(flaskFiles))
    expect(appUrl.value).toBeNull()
    expect(statuses['app-listening']).toBe('skip')
  })
})

const phpReason = !canSee
  ? ' (skipped: processes are not seen on this system)'
  : existsSync(php)
    ? ''
    : ' (skipped: no php-cli)'

describe.skipIf(phpReason !== '')(`an app of plain PHP${phpReason}`, () => {
  it('is found in its folder', async () => {
    const cwd = makeProject({
      '.env': envFile(),
      'index.php': '<?php header("Content-Type: application/json"); echo \'{"ResultCode":0,"ResultDesc":"Accepted"}\';',
    })
    const port = await ordinaryPort()
    await run(php, ['-S', `localhost:${port}`, 'index.php'], cwd, /started/)
    const { appUrl, statuses } = await look(cwd)
    expect(appUrl.value).toBe(`http://127.0.0.1:${port}`)
    expect(statuses).toMatchObject(accepted)
  })
})
