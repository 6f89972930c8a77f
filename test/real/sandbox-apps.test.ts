import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { openInterception } from '../../src/cli/open-interception.ts'
import { sandboxPasskey } from '../../src/sandbox/stk/credentials.ts'
import { startSandbox } from '../helpers/intercepted.ts'

const run = promisify(execFile)
const sandboxHost = 'sandbox.safaricom.co.ke'
const apps = resolve(import.meta.dirname, 'sandbox-apps')

async function can(program: string, words: readonly string[]): Promise<boolean> {
  return run(program, words).then(
    () => true,
    () => false,
  )
}

const hasRequests = await can('python3', ['-c', 'import requests'])
const hasPhp = await can('php', ['-r', 'exit(function_exists("curl_init") ? 0 : 1);'])
const hasRuby = await can('ruby', ['-r', 'net/http', '-e', '1'])
const hasGo = await can('go', ['version'])
const hasJava = await can('javac', ['-version'])
const hasCurl = await can('curl', ['--version'])

const libraries = mkdtempSync(join(tmpdir(), 'mpesa-libraries-'))
writeFileSync(join(libraries, 'package.json'), '{"name":"libraries","private":true}')
afterAll(() => rmSync(libraries, { recursive: true, force: true }))
const wanted = ['mpesa-node@0.1.3', 'daraja@1.0.1', 'daraja.js@1.0.2', 'mpesa-api@3.0.2']
const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', ...wanted]
const hasLibraries = await run('npm', install, { cwd: libraries, timeout: 60_000 }).then(
  () => true,
  () => false,
)

/** Runs an app that knows nothing of us; what it pays is called back to an app on this machine. */
async function pay(program: string, words: readonly string[], cwd: string = apps) {
  const { sandbox, receiver } = await startSandbox()
  const interception = await openInterception({
    hosts: [sandboxHost],
    answer: sandbox.answer,
    variables: process.env,
  })
  try {
    const env = { ...process.env, ...interception.variables }
    const { stdout } = await run(program, words, { cwd, env, timeout: 30_000 })
    await sandbox.settled(AbortSignal.timeout(5_000))
    return { stdout, received: receiver.received }
  } finally {
    await interception.close()
  }
}

const callbackUrl = 'https://gone.ngrok-free.app/api/callback'

describe('apps that were never changed for it', () => {
  it.skipIf(!hasRequests)(
    'Python with requests pays, is called back and asks (needs: python3 with requests)',
    async () => {
      const { stdout, received } = await pay('python3', ['pay.py', sandboxPasskey, callbackUrl])
      expect(stdout.trim()).toBe('python 0')
      expect(received.map(({ target }) => target)).toEqual(['/api/callback'])
    },
  )

  it.skipIf(!hasPhp)('PHP with curl does (needs: php with curl)', async () => {
    const { stdout, received } = await pay('php', ['pay.php', sandboxPasskey, callbackUrl])
    expect(stdout.trim()).toBe('php 0')
    expect(received).toHaveLength(1)
  })

  it.skipIf(!hasCurl)('curl trusts the answer (needs: curl)', async () => {
    const url = `https://${sandboxHost}/oauth/v1/generate?grant_type=client_credentials`
    const { stdout } = await pay('curl', ['-s', '-u', 'key:secret', url])
    expect(JSON.parse(stdout)).toMatchObject({ expires_in: '3599' })
  })

  it.skipIf(!hasRuby)('Ruby with Net::HTTP does (needs: ruby)', async () => {
    const code = `require 'net/http'; print Net::HTTP.get_response(URI('https://${sandboxHost}/nowhere')).code`
    expect((await pay('ruby', ['-e', code])).stdout).toBe('404')
  })

  it.skipIf(!hasGo)('Go with net/http does (needs: go)', async () => {
    const code = `package main
import ("fmt"; "net/http")
func main() { answer, err := http.Get("https://${sandboxHost}/nowhere"); if err != nil { fmt.Print(err) } else { fmt.Print(answer.StatusCode) } }`
    const file = join(libraries, 'main.go')
    writeFileSync(file, code)
    expect((await pay('go', ['run', file])).stdout).toBe('404')
  })

  it.skipIf(!hasJava)('Java with its own client does (needs: a JDK)', async () => {
    const code = `public class Ask { public static void main(String[] words) throws Exception {
      var connection = (java.net.HttpURLConnection) new java.net.URL("https://${sandboxHost}/nowhere").openConnection();
      System.out.print(connection.getResponseCode()); } }`
    const file = join(libraries, 'Ask.java')
    writeFileSync(file, code)
    expect((await pay('java', [file])).stdout).toBe('404')
  })

  it.skipIf(!hasLibraries)('four client libraries of the npm registry do (needs: the registry)', async () => {
    const { stdout, received } = await pay(
      process.execPath,
      [join(apps, 'libraries.cjs'), sandboxPasskey, callbackUrl],
      libraries,
    )
    expect(stdout.trim().split('\n')).toEqual(['mpesa-node 0', 'daraja 0', 'daraja.js 0', 'mpesa-api 0'])
    expect(received).toHaveLength(4)
  })
})
