import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { useDemo } from '../helpers/demo-project.ts'
import { makeProject, runCli } from '../helpers/run-cli.ts'

const root = join(import.meta.dirname, '..', '..')
const readme = readFileSync(join(root, 'README.md'), 'utf8').replaceAll('\r\n', '\n')
const section = readme.slice(readme.indexOf('### See the callback URL'), readme.indexOf('### A public URL'))
const shop = useDemo()

/** Command lines of the README without what a shell does with them. */
function linesOf(text: string): readonly (readonly string[])[] {
  const lines = text.match(/(?<=^(?:- run: npx )?mpesa-doctor )probe[^\n]*/gm) ?? []
  return lines.map((line) => line.replace(/ {2,}#.*| \| jq .*/, '').split(' '))
}

describe('docs/probe.md', () => {
  it('names the fields of the schema', () => {
    const page = readFileSync(join(root, 'docs', 'probe.md'), 'utf8')
    const schema = JSON.parse(readFileSync(join(root, 'schema', 'report.schema.json'), 'utf8'))
    const { dns, connections, tls, requests } = schema.properties.network.properties
    expect([dns, connections, tls, requests]).not.toContain(undefined)
    const fields = Object.keys(requests.items.properties)
    expect(fields).toContain('timings')
    // What is unusual about a reply is for those who read the schema.
    for (const field of fields.filter((name) => name !== 'httpVersion' && name !== 'oddities'))
      expect(page).toMatch(new RegExp(`\`${field}(?:\\[\\])?\``))
  })
})

describe('what the README says about probe', () => {
  it.each(linesOf(readme).map((argv) => [argv.join(' '), argv] as const))('can be run: %s', async (_, argv) => {
    // Nothing leaves this machine, and nobody waits.
    const known = argv.map((word) => (word === '60s' ? '1ms' : word))
    const { exitCode, stdout } = await runCli([...known, '--offline'], {
      cwd: makeProject({ '.env': 'MPESA_CALLBACK_URL=https://shop.example.co.ke/mpesa/callback\n' }),
    })
    expect([0, 1, 3, 4]).toContain(exitCode)
    expect(stdout).not.toBe('')
  })

  it('names fields that the JSON has', async () => {
    const { document } = await shop.runJson<Record<string, unknown>>(['probe'])
    const paths = [...section.matchAll(/\| jq [^\n]*/g)].flatMap(
      ([line]) => line.match(/\.[a-z]\w*(?:[.[\]\-\w])*/gi) ?? [],
    )
    expect(paths).toContain('.verdict.rootCause')
    for (const path of paths.filter((name) => /^\.(?:verdict|network)/.test(name)))
      expect([path, read(document, path)]).not.toEqual([path, undefined])
    const [request] = read(document, '.network.requests') as readonly object[]
    expect(request).toMatchObject({
      to: 'app',
      purpose: 'callback',
      status: 200,
      timings: { totalMs: expect.any(Number) },
    })
    expect(request).toHaveProperty('headers.0.name')
  })

  it('shows what -v prints', async () => {
    const { stdout } = await shop.run(['probe', '-v'])
    for (const start of [
      'Seen on the way',
      '  connect   ',
      '  tls       ',
      '  chain     ',
      '  times     ',
      '  1  app     200 ',
    ])
      for (const text of [section, stdout]) expect(text).toContain(`\n${start}`)
  })
})

function read(document: unknown, path: string): unknown {
  const keys = path.match(/[a-z]\w*|(?<=\[)-?\d+(?=\])/gi) ?? []
  return keys.reduce<unknown>(
    (value, key) =>
      Array.isArray(value) ? value.at(Number(key)) : (value as Record<string, unknown> | undefined)?.[key],
    document,
  )
}
