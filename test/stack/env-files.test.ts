import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { detectStack } from '../../src/stack/detect-stack.ts'
import { planEnvFiles } from '../../src/stack/env-file-names.ts'
import { findEnvFiles } from '../../src/stack/find-env-files.ts'
import { gatherFacts } from '../../src/stack/gather-facts.ts'
import { type MemoryFiles, memoryFiles, projectFolder } from './memory-files.ts'

async function envFilesOf(
  files: MemoryFiles,
  variables: Readonly<Record<string, string>> = {},
  folder = projectFolder,
): Promise<readonly string[]> {
  const port = memoryFiles(files)
  const facts = await gatherFacts(folder, port, 20)
  return findEnvFiles(planEnvFiles(detectStack(facts), facts, variables), folder, port, posix.dirname)
}

const requiring = (name: string, more: object = {}): MemoryFiles => ({
  'package.json': JSON.stringify({ dependencies: { [name]: '*' }, ...more }),
})
const withFiles = (...names: readonly string[]): MemoryFiles => Object.fromEntries(names.map((name) => [name, 'A=1\n']))
const every = withFiles(
  '.env',
  '.env.local',
  '.env.development',
  '.env.development.local',
  '.env.production',
  '.env.production.local',
  '.env.test',
  '.env.test.local',
)
const flask = { 'requirements.txt': 'flask\npython-dotenv\n' }
const decouple = { 'requirements.txt': 'django\npython-decouple\n' }
const environ = { 'requirements.txt': 'django\ndjango-environ\n' }
const laravel = { artisan: '', 'composer.json': '{"require":{"laravel/framework":"^12"}}' }
const symfony = { 'composer.json': '{"require":{"symfony/framework-bundle":"^7"}}' }

describe('the env files that the app reads, in rising priority, are', () => {
  it.each<[string, MemoryFiles, Readonly<Record<string, string>>, readonly string[]]>([
    ['Express', { ...requiring('dotenv'), ...every }, {}, ['.env']],
    [
      'Next',
      { ...requiring('next'), ...every },
      {},
      ['.env', '.env.development', '.env.local', '.env.development.local'],
    ],
    [
      'Next in production',
      { ...requiring('next'), ...every },
      { NODE_ENV: 'production' },
      ['.env', '.env.production', '.env.local', '.env.production.local'],
    ],
    [
      'Next in tests',
      { ...requiring('next'), ...every },
      { NODE_ENV: 'test' },
      ['.env', '.env.test', '.env.test.local'],
    ],
    ['Next without .env', { ...requiring('next'), ...withFiles('.env.local') }, {}, ['.env.local']],
    ['Next without any', requiring('next'), {}, ['.env']],
    [
      'Vite',
      { ...requiring('vite'), ...every },
      {},
      ['.env', '.env.local', '.env.development', '.env.development.local'],
    ],
    [
      'Vite in another mode',
      { ...requiring('vite'), ...withFiles('.env', '.env.staging') },
      { NODE_ENV: 'staging' },
      ['.env', '.env.staging'],
    ],
    [
      'Bun',
      { ...requiring('@types/bun'), ...every },
      {},
      ['.env', '.env.development', '.env.local', '.env.development.local'],
    ],
    [
      'Bun in a mode that it does not know',
      { ...requiring('@types/bun'), ...withFiles('.env', '.env.staging', '.env.development') },
      { NODE_ENV: 'staging' },
      ['.env', '.env.development'],
    ],
    [
      'Node with --env-file',
      {
        ...requiring('express', { scripts: { start: 'node --env-file=.env --env-file ./.env.local server.js' } }),
        ...every,
      },
      {},
      ['.env', '.env.local'],
    ],
    [
      'Node with --env-file of a file that is not here',
      { ...requiring('express', { scripts: { start: 'node --env-file=.env.deploy server.js' } }), ...every },
      {},
      ['.env'],
    ],
    [
      'dotenvx with -f',
      { ...requiring('@dotenvx/dotenvx', { scripts: { dev: 'dotenvx run -f .env.development -- node .' } }), ...every },
      {},
      ['.env.development'],
    ],
    ['Flask', { ...flask, ...withFiles('.env', '.flaskenv') }, {}, ['.flaskenv', '.env']],
    ['Django', { ...environ, ...withFiles('.env', '.env.local') }, {}, ['.env']],
    ['Laravel', { ...laravel, ...withFiles('.env', '.env.staging') }, {}, ['.env']],
    [
      'Laravel where the shell names an environment',
      { ...laravel, ...withFiles('.env', '.env.staging') },
      { APP_ENV: 'staging' },
      ['.env.staging'],
    ],
    ['Laravel where that one has no file', { ...laravel, ...withFiles('.env') }, { APP_ENV: 'staging' }, ['.env']],
    [
      'Symfony',
      { ...symfony, ...withFiles('.env', '.env.local', '.env.dev', '.env.dev.local') },
      {},
      ['.env', '.env.local', '.env.dev', '.env.dev.local'],
    ],
    [
      'Symfony whose .env names the environment',
      { ...symfony, ...withFiles('.env.local', '.env.prod', '.env.dev'), '.env': 'APP_ENV=prod\n' },
      {},
      ['.env', '.env.local', '.env.prod'],
    ],
    [
      'Symfony in tests',
      { ...symfony, ...withFiles('.env', '.env.local', '.env.test') },
      { APP_ENV: 'test' },
      ['.env', '.env.test'],
    ],
    ['an unknown project', every, { NODE_ENV: 'production', APP_ENV: 'production' }, ['.env']],
    ['a folder of that name, which is what was looked for', { '.env/x': '' }, {}, ['.env']],
  ])('%s', async (_, files, variables, expected) => {
    expect(await envFilesOf(files, variables)).toEqual(expected)
  })
})

describe('the app names its files', () => {
  const express = requiring('dotenv')
  const manage = { 'manage.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")\n' }
  const settings = (text: string): MemoryFiles => ({
    'core/settings.py': `BASE_DIR = Path(__file__).resolve().parent.parent\n${text}\n`,
  })
  const env = { ...environ, ...manage }
  const walking = { ...decouple, ...manage, ...settings('from decouple import config') }

  it.each<[string, MemoryFiles, readonly string[]]>([
    [
      'dotenv with a path',
      { ...express, 'server.js': "require('dotenv').config({ path: './config/.env' })", ...withFiles('config/.env') },
      ['config/.env'],
    ],
    [
      'also where `.env` is there too',
      {
        ...express,
        'server.js': "require('dotenv').config({ path: './config/.env' })",
        ...withFiles('.env', 'config/.env'),
      },
      ['config/.env'],
    ],
    [
      'also if it is missing, for nothing else is read',
      { ...express, 'server.js': "require('dotenv').config({ path: './config/.env' })", ...withFiles('.env') },
      ['config/.env'],
    ],
    [
      'but not one that is missing and only read at times',
      {
        ...express,
        'server.js': "if (isTest) {\n  require('dotenv').config({ path: '.env.test' })\n}",
        ...withFiles('.env'),
      },
      ['.env'],
    ],
    [
      'dotenv with several, of which the first one wins',
      { ...express, 'server.js': "require('dotenv').config({ path: ['.env.local', '.env'] })", ...every },
      ['.env', '.env.local'],
    ],
    [
      'dotenv with several, of which one is there',
      {
        ...express,
        'server.js': "require('dotenv').config({ path: ['.env.local', '.env'] })",
        ...withFiles('.env'),
      },
      ['.env'],
    ],
    [
      'dotenv called twice, the second time to override',
      {
        ...express,
        'server.js': "dotenv.config()\ndotenv.config({ path: '.env.local', override: true })",
        ...every,
      },
      ['.env', '.env.local'],
    ],
    [
      'dotenv with a path that it computes',
      { ...express, 'server.js': 'require("dotenv").config({ path: pick() })', ...every },
      ['.env'],
    ],
    [
      'what `--env-file` names, before all else',
      {
        ...requiring('express', { scripts: { start: 'node --env-file=.env.production server.js' } }),
        'server.js': "process.loadEnvFile('.env.local')",
        ...every,
      },
      ['.env.production'],
    ],
    [
      'load_dotenv with a path',
      {
        'requirements.txt': 'fastapi\npython-dotenv\n',
        'main.py': 'from dotenv import load_dotenv\nload_dotenv("config/.env")\n',
        ...withFiles('.env', 'config/.env'),
      },
      ['config/.env'],
    ],
    [
      'load_dotenv in a folder that has its own',
      {
        'requirements.txt': 'fastapi\npython-dotenv\n',
        'app/main.py': 'from dotenv import load_dotenv\nload_dotenv()\n',
        ...withFiles('.env', 'app/.env'),
      },
      ['app/.env'],
    ],
    [
      'load_dotenv in a folder that has none',
      {
        'requirements.txt': 'fastapi\npython-dotenv\n',
        'app/main.py': 'from dotenv import load_dotenv\nload_dotenv()\n',
        ...withFiles('.env'),
      },
      ['.env'],
    ],
    [
      'Flask, which reads its own besides',
      {
        ...flask,
        'app.py': 'from dotenv import load_dotenv\nload_dotenv("config/.env")\n',
        ...withFiles('.env', 'config/.env'),
      },
      ['config/.env', '.env'],
    ],
    [
      'django-environ with a path',
      {
        ...env,
        ...settings('import environ\nenviron.Env.read_env(BASE_DIR / ".env")'),
        ...withFiles('.env', 'core/.env'),
      },
      ['.env'],
    ],
    [
      'django-environ without one: beside the settings',
      { ...env, ...settings('import environ\nenviron.Env.read_env()'), ...withFiles('.env', 'core/.env') },
      ['core/.env'],
    ],
    [
      'django-environ without one, and it is missing there',
      { ...env, ...settings('import environ\nenviron.Env.read_env()'), ...withFiles('.env') },
      ['core/.env'],
    ],
    ['decouple: beside the settings', { ...walking, ...withFiles('.env', 'core/.env') }, ['core/.env']],
    ['decouple: else above them', { ...walking, ...withFiles('.env') }, ['.env']],
    [
      'phpdotenv with a folder',
      {
        'composer.json': '{"require":{"vlucas/phpdotenv":"^5"}}',
        'public/index.php': "<?php\n$dotenv = Dotenv\\Dotenv::createImmutable(__DIR__ . '/../conf');\n",
        ...withFiles('.env', 'conf/.env'),
      },
      ['conf/.env'],
    ],
    [
      'dotenvx with several, of which the first one wins',
      {
        ...requiring('@dotenvx/dotenvx', { scripts: { dev: 'dotenvx run -f .env.local -f .env -- node .' } }),
        ...every,
      },
      ['.env', '.env.local'],
    ],
    [
      'dotenvx with several, of which the last one wins',
      {
        ...requiring('@dotenvx/dotenvx', {
          scripts: { dev: 'dotenvx run --overload -f .env -f .env.local -- node .' },
        }),
        ...every,
      },
      ['.env', '.env.local'],
    ],
  ])('%s', async (_, files, expected) => {
    expect(await envFilesOf(files)).toEqual(expected)
  })
})

describe('a folder above is looked into', () => {
  const above = { '/repo/.git/HEAD': '', '/repo/.env': 'A=1\n' }
  const inside = (files: MemoryFiles): MemoryFiles =>
    Object.fromEntries(Object.entries(files).map(([name, content]) => [`/repo/apps/shop/${name}`, content]))

  it.each<[string, MemoryFiles, readonly string[]]>([
    ['python-dotenv', flask, ['/repo/.env']],
    ['python-decouple', decouple, ['/repo/.env']],
    ['python-dotenv with .flaskenv here', { ...flask, '.flaskenv': '' }, ['.flaskenv', '/repo/.env']],
    ['python-dotenv with .env here', { ...flask, '.env': '' }, ['.env']],
    ['django-environ, which is told the path', environ, ['.env']],
    ['Node', requiring('dotenv'), ['.env']],
  ])('as the loader does: %s', async (_, files, expected) => {
    expect(await envFilesOf({ ...above, ...inside(files) }, {}, '/repo/apps/shop')).toEqual(expected)
  })

  it('no further than the repository, and no more than six levels', async () => {
    const requirements = flask['requirements.txt']
    expect(
      await envFilesOf(
        { '/home/.env': 'A=1\n', '/home/repo/.git/HEAD': '', '/home/repo/requirements.txt': requirements },
        {},
        '/home/repo',
      ),
    ).toEqual(['.env'])
    const deep = (levels: number): string => `/home${'/x'.repeat(levels)}`
    for (const [levels, expected] of [
      [6, '/home/.env'],
      [7, '.env'],
    ] as const)
      expect(
        await envFilesOf(
          { '/home/.env': 'A=1\n', [`${deep(levels)}/requirements.txt`]: requirements },
          {},
          deep(levels),
        ),
      ).toEqual([expected])
  })
})
