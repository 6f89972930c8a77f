import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loaderNames } from '../../src/core/loader-name.ts'
import type { ProjectStack } from '../../src/core/stack.ts'
import { chooseLoaders } from '../../src/stack/choose-loaders.ts'
import { type CliOptions, envFile, makeProject, runCli } from '../helpers/run-cli.ts'

const flask = { '.env': envFile(), 'requirements.txt': 'flask\npython-dotenv\n' }

interface Seen {
  readonly source: string
  readonly loaders: readonly { readonly name: string; readonly file: string }[]
}

async function stackOf(argv: readonly string[], options: CliOptions): Promise<Seen> {
  const { stdout, stderr } = await runCli([...argv, '--json'], options)
  expect(stderr).toBe('')
  return (JSON.parse(stdout) as { target: { stack: Seen } }).target.stack
}

const namesOf = ({ loaders }: Seen): readonly string[] => loaders.map(({ name }) => name)

describe('chooseLoaders', () => {
  const stack: ProjectStack = {
    source: 'detected',
    frameworks: [],
    loaders: [
      { name: 'phpdotenv', file: 'composer.json', because: 'requires vlucas/phpdotenv' },
      { name: 'sh', file: 'start.sh', because: 'sources `.env`' },
    ],
    nodeMajor: 20,
  }
  const chosen = (...choices: Parameters<typeof chooseLoaders>[1]) => chooseLoaders(stack, choices, '--loader')

  it('leaves what was detected', () => {
    expect(chosen('detected')).toBe(stack)
  })

  it('takes the names in their order, once each', () => {
    const { source, loaders } = chosen('docker', 'bun', 'docker')
    expect(source).toBe('named')
    expect(loaders.map(({ name, file }) => [name, file])).toEqual([
      ['docker', '--loader'],
      ['bun', '--loader'],
    ])
  })

  it('adds names to what was detected', () => {
    expect(chosen('detected', 'docker').loaders.map(({ name, file }) => [name, file])).toEqual([
      ['phpdotenv', 'composer.json'],
      ['sh', 'start.sh'],
      ['docker', '--loader'],
    ])
  })

  it("means all of them, the app's own first", () => {
    const names = chosen('all').loaders.map(({ name }) => name)
    expect(names[0]).toBe('phpdotenv')
    expect(names.toSorted()).toEqual(loaderNames.toSorted())
  })
})

describe('check-env', () => {
  it('detects the loader', async () => {
    const seen = await stackOf(['check-env'], { cwd: makeProject(flask) })
    expect(seen.source).toBe('detected')
    expect(namesOf(seen)).toEqual(['python-dotenv'])
  })

  it('takes --loader several times and with commas, before the variable, before the config', async () => {
    const cwd = makeProject({ ...flask, 'mpesa-doctor.config.json': '{"loader": ["node", "bun"]}' })
    const variables = { MPESA_DOCTOR_LOADER: 'phpdotenv,docker' }
    const named = await stackOf(['check-env', '--loader', 'Next,sh', '--loader', 'detected'], { cwd, variables })
    expect(namesOf(named)).toEqual(['next', 'sh', 'python-dotenv'])
    expect(named.source).toBe('named')
    expect(namesOf(await stackOf(['check-env'], { cwd, variables }))).toEqual(['phpdotenv', 'docker'])
    const { loaders } = await stackOf(['check-env'], { cwd })
    expect(loaders.map(({ name, file }) => [name, file])).toEqual([
      ['node', 'mpesa-doctor.config.json (loader)'],
      ['bun', 'mpesa-doctor.config.json (loader)'],
    ])
  })

  it.each([
    [['check-env', '--loader', 'phpdotnev'], {}],
    [['check-env', '--loader', 'dotenv,phpdotnev'], {}],
    [['check-env'], { MPESA_DOCTOR_LOADER: 'phpdotnev' }],
  ])('ends %j with 2 and the nearest name', async (argv, variables) => {
    const { exitCode, stdout, stderr } = await runCli(argv, { cwd: makeProject(flask), variables })
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain('`phpdotenv`')
  })

  it('reads the files of the framework, the strongest last', async () => {
    const cwd = makeProject({
      'package.json': '{"dependencies":{"next":"16"}}',
      '.env': envFile({ MPESA_CALLBACK_URL: 'https://old.duka.co.ke/cb' }),
      '.env.local': 'MPESA_CALLBACK_URL=https://new.duka.co.ke/cb\n',
    })
    const { stdout } = await runCli(['check-env', '--json'], { cwd })
    expect(JSON.parse(stdout).target).toMatchObject({
      envFile: '.env, .env.local',
      callbackUrl: 'https://new.duka.co.ke/cb',
    })
  })

  it('finds the .env of a folder above for python-dotenv', async () => {
    const root = makeProject({ '.env': envFile() })
    const cwd = join(root, 'shop')
    mkdirSync(join(root, '.git'))
    mkdirSync(cwd)
    writeFileSync(join(cwd, 'requirements.txt'), flask['requirements.txt'])
    const { exitCode, stdout } = await runCli(['check-env', '--json'], { cwd })
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout).target.envFile).toBe(join('..', '.env'))
  })
})

describe('config', () => {
  it.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>, unknown]>([
    ['detected', flask, {}, { value: ['python-dotenv'], origin: 'detected: requirements.txt names python-dotenv' }],
    ['named by the variable', flask, { MPESA_DOCTOR_LOADER: 'bun' }, { value: ['bun'], origin: 'MPESA_DOCTOR_LOADER' }],
  ])('shows the loaders, %s', async (_, files, variables, expected) => {
    const { stdout } = await runCli(['config', '--json'], { cwd: makeProject(files), variables })
    expect(JSON.parse(stdout).loader).toEqual(expected)
  })

  it('says where nothing is known', async () => {
    const { stdout } = await runCli(['config', '--json'], { cwd: makeProject({}) })
    expect(JSON.parse(stdout).loader.origin).toMatch(/^default/)
  })
})

describe('tunnel --dry-run', () => {
  it('changes the file in which the URL takes effect', async () => {
    const next = { 'package.json': '{"dependencies":{"next":"16"}}', '.env.local': 'PORT=3000\n' }
    const own = makeProject({
      ...next,
      '.env': envFile(),
      '.env.local': 'MPESA_CALLBACK_URL=https://a.duka.co.ke/cb\n',
    })
    expect((await runCli(['tunnel', '3000', '--dry-run'], { cwd: own })).stdout).toContain('.env.local:1')
    const weak = makeProject({ ...next, '.env': envFile() })
    expect((await runCli(['tunnel', '3000', '--dry-run'], { cwd: weak })).stdout).toMatch(/\.env:\d/)
  })
})
