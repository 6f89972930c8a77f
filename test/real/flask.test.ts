import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ReportJson } from '../helpers/demo-project.ts'
import { freePort } from '../helpers/hostile-server.ts'
import { envFile, makeProject, runCli } from '../helpers/run-cli.ts'

const python = '/usr/bin/python3'

function hasFlask(): boolean {
  if (!existsSync(python)) return false
  try {
    execFileSync(python, ['-c', 'import flask'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const path = '/api/payments/callback'

/** A Flask app with this callback route, as its own development server runs it. */
const appWith = (route: string): string => `
import sys
from flask import Flask, request, jsonify, redirect, abort
app = Flask(__name__)

@app.route("/")
def home():
    return "Duka"

${route}

# The reloader would be a second process that nobody ends.
app.run(host="127.0.0.1", port=int(sys.argv[1]), use_reloader=False)
`

const handler = `
    callback = request.get_json()["Body"]["stkCallback"]
    assert callback["CheckoutRequestID"]
    return jsonify(ResultCode=0, ResultDesc="Accepted")
`

async function startFlask(route: string): Promise<string> {
  const cwd = makeProject({ 'app.py': appWith(route) })
  const port = await freePort()
  const child = spawn(python, ['-u', 'app.py', String(port)], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(async () => {
    if (child.exitCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  })
  let log = ''
  const running = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        log += chunk.toString()
        if (log.includes('Running on')) resolve()
      })
  })
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`Flask did not start: ${log}`)))
  ended.catch(() => undefined)
  await Promise.race([running, ended])
  return `http://127.0.0.1:${port}`
}

async function diagnose(appUrl: string) {
  const cwd = makeProject({ '.env': envFile({ MPESA_CALLBACK_URL: `https://duka.co.ke${path}` }) })
  const argv = ['--app-url', appUrl, '--offline']
  const { exitCode, stdout, stderr } = await runCli([...argv, '--json'], { cwd })
  expect(stderr).toBe('')
  const document = JSON.parse(stdout) as ReportJson
  const app = document.checks.filter(({ family }) => family === 'app')
  return {
    exitCode,
    document,
    found: app.flatMap(({ findings }) => findings.map(({ code }) => code)),
    statuses: app.map(({ status }) => status),
    pretty: (await runCli(argv, { cwd })).stdout,
  }
}

describe.skipIf(!hasFlask())('a Flask app', { timeout: 30_000 }, () => {
  it('whose callback route takes POST has no fault', async () => {
    const { exitCode, found, statuses } = await diagnose(
      await startFlask(`@app.post("${path}")\ndef callback():${handler}`),
    )
    expect({ exitCode, found }).toEqual({ exitCode: 0, found: [] })
    expect(statuses).toEqual(['pass', 'pass', 'pass', 'pass'])
  })

  it('whose callback route was registered for GET gets the line that mends it', async () => {
    const { exitCode, document, found, pretty } = await diagnose(
      await startFlask(`@app.route("${path}")\ndef callback():${handler}`),
    )
    expect(exitCode).toBe(1)
    expect(found).toEqual(['app/method-not-allowed'])
    expect(document.verdict.rootCause).toBe('app/method-not-allowed')
    expect(JSON.stringify(document.verdict.fix)).toMatch(/methods=\[\\?["']POST|@app\.post/)
    expect(pretty).toMatch(/methods=\["POST"\]|@app\.post/)
  })

  it.each<[string, string, string]>([
    ['demands a login', '    return redirect("/login?next=" + request.path)', 'app/auth-required'],
    ['answers 401', '    abort(401)', 'app/auth-required'],
    ['crashes', '    raise RuntimeError("relation orders does not exist")', 'app/server-error'],
    [
      'crashes for want of metadata',
      '    return request.get_json()["Body"]["stkCallback"]["CallbackMetadata"]',
      'handler/crashes',
    ],
    ['wants a form', '    return jsonify(ok=request.form["Body"])', 'app/body-not-parsed'],
    ['answers HTML', '    return "<!doctype html><html><body>Thank you</body></html>"', 'app/html-reply'],
    ['refuses', '    return jsonify(ResultCode=1, ResultDesc="Rejected")', 'app/negative-ack'],
  ])('that %s', async (_, body, code) => {
    const { found, document } = await diagnose(await startFlask(`@app.post("${path}")\ndef callback():\n${body}`))
    expect(found).toEqual([code])
    expect(document.verdict.causes.map((cause) => cause.code)).toEqual([code])
  })

  it('without the route, with one close by', async () => {
    const { found, document } = await diagnose(
      await startFlask(`@app.post("${path.replace('/api', '')}")\ndef callback():${handler}`),
    )
    expect(found).toEqual(['app/route-not-found'])
    expect(JSON.stringify(document.checks)).toContain(`"${path.replace('/api', '')}`)
  })

  it('with the slash at the end that Flask redirects to', async () => {
    const { exitCode, document } = await diagnose(await startFlask(`@app.post("${path}/")\ndef callback():${handler}`))
    expect(exitCode).toBe(1)
    expect(document.verdict.rootCause).toBe('edge/redirect')
    expect(JSON.stringify(document.verdict.fix)).toContain(`${path}/`)
  })

  it('whose debugger shows its insides names the crash and what the public would see', async () => {
    const route = `app.debug = True\n@app.post("${path}")\ndef callback():\n    raise RuntimeError("no such table")`
    const { found } = await diagnose(await startFlask(route))
    expect(found).toContain('app/server-error')
  })
})
