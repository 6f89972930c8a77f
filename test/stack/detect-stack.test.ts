import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LoaderName } from '../../src/core/loader-name.ts'
import type { FrameworkName, ProjectStack } from '../../src/core/stack.ts'
import { detectStack } from '../../src/stack/detect-stack.ts'
import { gatherFacts } from '../../src/stack/gather-facts.ts'
import { type MemoryFiles, memoryFiles, projectFolder } from './memory-files.ts'

async function detect(files: MemoryFiles, runningNode = 20): Promise<ProjectStack> {
  return detectStack(await gatherFacts(projectFolder, memoryFiles(files), runningNode))
}

/** `package.json` that requires these. */
function requiring(names: readonly string[], more: object = {}): string {
  return JSON.stringify({ dependencies: Object.fromEntries(names.map((name) => [name, '*'])), ...more })
}

const composer = (...names: readonly string[]): string =>
  JSON.stringify({ require: Object.fromEntries(names.map((name) => [name, '*'])) })

const manage =
  "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\nfrom django.core import x\n"

type Row = readonly [
  what: string,
  files: MemoryFiles,
  frameworks: readonly FrameworkName[],
  loaders: readonly LoaderName[],
]

const pythonGuess: readonly LoaderName[] = ['python-dotenv', 'django-environ', 'python-decouple']

const detected: readonly Row[] = [
  ['Flask with python-dotenv', { 'requirements.txt': 'Flask==3.1\npython_dotenv>=1\n' }, ['Flask'], ['python-dotenv']],
  [
    'Flask with extras and pins',
    { 'requirements.txt': 'flask[async] ; python_version > "3"\npython-dotenv[cli]~=1.0\r\n' },
    ['Flask'],
    ['python-dotenv'],
  ],
  [
    'Flask, only in its source',
    { 'app.py': 'from flask import Flask\nfrom dotenv import load_dotenv\n' },
    ['Flask'],
    ['python-dotenv'],
  ],
  [
    'Flask in pyproject.toml',
    { 'pyproject.toml': '[project]\ndependencies = [\n  "flask>=3",\n  "python-dotenv",\n]\n' },
    ['Flask'],
    ['python-dotenv'],
  ],
  [
    'Flask with Poetry',
    {
      'pyproject.toml':
        '[tool.poetry.dependencies]\npython = "^3.12"\nflask = "^3"\npython-decouple = { version = "^3" }\n',
    },
    ['Flask'],
    ['python-decouple'],
  ],
  ['Flask with Pipenv', { Pipfile: '[packages]\nflask = "*"\n"python-dotenv" = "*"\n' }, ['Flask'], ['python-dotenv']],
  [
    'Flask in setup.py',
    { 'setup.py': "setup(install_requires=['flask>=2', 'python-dotenv'])" },
    ['Flask'],
    ['python-dotenv'],
  ],
  [
    'a lock file alone',
    { 'uv.lock': '[[package]]\nname = "flask"\n\n[[package]]\nname = "python-dotenv"\n' },
    ['Flask'],
    ['python-dotenv'],
  ],
  [
    'Django with django-environ',
    { 'manage.py': manage, 'requirements.txt': 'Django>=5\ndjango-environ\n' },
    ['Django'],
    ['django-environ'],
  ],
  [
    'Django with decouple in its settings and dotenv only required',
    {
      'manage.py': manage,
      'shop/settings.py': 'from decouple import config\n',
      'requirements.txt': 'django\npython-dotenv\npython-decouple\n',
    },
    ['Django'],
    ['python-decouple', 'python-dotenv'],
  ],
  [
    'Django with split requirements',
    { 'manage.py': manage, 'requirements/base.txt': 'django==5\ndjango-environ==0.12\n' },
    ['Django'],
    ['django-environ'],
  ],
  [
    'FastAPI with pydantic-settings',
    { 'main.py': 'from fastapi import FastAPI\n', 'requirements.txt': 'fastapi\npydantic-settings\n' },
    ['FastAPI'],
    ['python-dotenv'],
  ],
  [
    'FastAPI started with an env file',
    { Procfile: 'web: uvicorn main:app --env-file .env\n', 'requirements.txt': 'fastapi\nuvicorn\n' },
    ['FastAPI', 'Procfile'],
    ['python-dotenv'],
  ],
  [
    'Laravel, whose package.json is for the browser',
    {
      'composer.json': composer('laravel/framework', 'symfony/http-client'),
      artisan: '',
      'package.json': requiring(['vite', 'laravel-vite-plugin']),
    },
    ['Laravel', 'Vite'],
    ['phpdotenv'],
  ],
  [
    'Laravel without a readable composer.json',
    { artisan: '#!/usr/bin/env php', 'composer.json': '{' },
    ['Laravel'],
    ['phpdotenv'],
  ],
  ['plain PHP with phpdotenv', { 'composer.json': composer('vlucas/phpdotenv'), 'index.php': '' }, [], ['phpdotenv']],
  [
    'WordPress as Bedrock',
    { 'composer.json': composer('roots/wordpress', 'vlucas/phpdotenv') },
    ['WordPress'],
    ['phpdotenv'],
  ],
  ['Express with dotenv', { 'package.json': requiring(['express', 'dotenv']) }, ['Express'], ['dotenv']],
  [
    'Express with dotenv-expand',
    { 'package.json': requiring(['express', 'dotenv', 'dotenv-expand']) },
    ['Express'],
    ['dotenv-expand'],
  ],
  [
    'Express started with --env-file',
    { 'package.json': requiring(['express'], { scripts: { dev: 'node --watch --env-file=.env server.js' } }) },
    ['Express'],
    ['node'],
  ],
  [
    'Express that loads the file itself',
    { 'package.json': requiring(['express']), 'server.js': 'process.loadEnvFile()\n' },
    ['Express'],
    ['node'],
  ],
  [
    'Express under dotenvx',
    { 'package.json': requiring(['express', 'dotenv'], { scripts: { start: 'dotenvx run -- node server.js' } }) },
    ['Express'],
    ['dotenvx', 'dotenv'],
  ],
  ['Nest', { 'package.json': requiring(['@nestjs/core', '@nestjs/config']) }, ['Nest'], ['dotenv', 'dotenv-expand']],
  [
    'Nest that does not expand',
    {
      'package.json': requiring(['@nestjs/core', '@nestjs/config']),
      'src/app.module.ts': 'ConfigModule.forRoot({ isGlobal: true })',
    },
    ['Nest'],
    ['dotenv'],
  ],
  [
    'Nest that expands',
    {
      'package.json': requiring(['@nestjs/core', '@nestjs/config']),
      'src/app.module.ts': 'ConfigModule.forRoot({ expandVariables: true })',
    },
    ['Nest'],
    ['dotenv-expand'],
  ],
  ['Next', { 'package.json': requiring(['next', 'react']), 'next.config.js': '' }, ['Next'], ['next']],
  [
    'Next installed by Bun',
    { 'package.json': requiring(['next'], { scripts: { dev: 'next dev' } }), 'bun.lock': '' },
    ['Next', 'Bun'],
    ['next'],
  ],
  ['Vite', { 'package.json': JSON.stringify({ devDependencies: { vite: '^7' } }) }, ['Vite'], ['dotenv-expand']],
  [
    'Vite beside Express, which reads the credentials',
    { 'package.json': requiring(['express', 'dotenv', 'vite']) },
    ['Express', 'Vite'],
    ['dotenv'],
  ],
  ['Bun by its types', { 'package.json': requiring(['@types/bun']), 'bun.lock': '' }, ['Bun'], ['bun']],
  [
    'Bun by its scripts',
    { 'package.json': requiring(['express'], { scripts: { dev: 'bun run --hot src/index.ts' } }) },
    ['Express', 'Bun'],
    ['bun'],
  ],
  ['Bun by its lock file alone', { 'package.json': requiring(['hono']), 'bun.lockb': '' }, ['Bun'], ['bun']],
  ['an image alone', { Dockerfile: 'FROM alpine\n' }, ['Docker'], ['docker']],
  [
    'an app and its image',
    { Dockerfile: 'FROM node:22\n', 'package.json': requiring(['express', 'dotenv']) },
    ['Express', 'Docker'],
    ['dotenv', 'docker'],
  ],
  [
    'an app, its image and Compose',
    { Dockerfile: '', 'compose.yaml': 'env_file: .env', 'package.json': requiring(['express', 'dotenv']) },
    ['Express', 'Docker', 'Compose'],
    ['dotenv'],
  ],
  [
    'Compose, but docker run in the Makefile',
    {
      'docker-compose.yml': '',
      Makefile: 'run:\n\tdocker run --rm \\\n\t  --env-file .env shop\n',
      'requirements.txt': 'flask\npython-dotenv\n',
    },
    ['Flask', 'Compose'],
    ['python-dotenv', 'docker'],
  ],
  [
    'docker compose --env-file, which is another thing',
    {
      'compose.yml': '',
      Makefile: 'up:\n\tdocker compose --env-file .env run web\n',
      'package.json': requiring(['dotenv']),
    },
    ['Compose'],
    ['dotenv'],
  ],
  [
    'a start script that sources it',
    {
      'start.sh': '#!/bin/sh\nset -a; . ./.env; set +a\nexec python app.py\n',
      'requirements.txt': 'flask\npython-dotenv\n',
    },
    ['Flask', 'Shell scripts'],
    ['python-dotenv', 'sh'],
  ],
  [
    'a start script alone',
    { 'run.sh': 'if [ -f .env ]; then source "$(dirname "$0")/.env"; fi\n', 'requirements.txt': 'flask\n' },
    ['Flask', 'Shell scripts'],
    ['sh'],
  ],
  [
    'a package script that sources it',
    { 'package.json': requiring(['express', 'dotenv'], { scripts: { start: 'set -a && . .env && node .' } }) },
    ['Express'],
    ['dotenv', 'sh'],
  ],
]

const unknown: readonly Row[] = [
  ['an empty folder', {}, [], ['dotenv', 'node', 'python-dotenv', 'django-environ', 'python-decouple', 'phpdotenv']],
  ['Flask without a loader', { 'requirements.txt': 'flask\n' }, ['Flask'], pythonGuess],
  [
    'Flask in a poetry.lock that lists what its extras could ask for',
    {
      'pyproject.toml': 'flask = "^3"\n',
      'poetry.lock': '[[package]]\nname = "flask"\n\n[package.extras]\ndotenv = ["python-dotenv"]\n',
    },
    ['Flask'],
    pythonGuess,
  ],
  [
    'Django without a loader, with a package.json for its styles',
    { 'manage.py': manage, 'package.json': requiring(['tailwindcss']) },
    ['Django'],
    pythonGuess,
  ],
  [
    'Django without a loader, beside a tool of Node that has one',
    { 'manage.py': manage, 'package.json': requiring(['dotenv']) },
    ['Django'],
    [...pythonGuess, 'dotenv'],
  ],
  [
    'Django without a loader and its image',
    { 'manage.py': manage, Dockerfile: '' },
    ['Django', 'Docker'],
    [...pythonGuess, 'docker'],
  ],
  [
    'Symfony, which reads it by its own rules',
    { 'composer.json': composer('symfony/framework-bundle', 'symfony/dotenv') },
    ['Symfony'],
    [],
  ],
  ['WordPress', { 'wp-config.php': '<?php', 'index.php': '<?php' }, ['WordPress'], ['phpdotenv']],
  ['Express without a loader', { 'package.json': requiring(['express']) }, ['Express'], ['dotenv', 'node']],
  [
    'Express without a loader beside Vite',
    { 'package.json': requiring(['express', 'vite']) },
    ['Express', 'Vite'],
    ['dotenv', 'node'],
  ],
  [
    'a monorepo root',
    {
      'package.json': JSON.stringify({ private: true, workspaces: ['apps/*'] }),
      'turbo.json': '{}',
      'apps/web/package.json': requiring(['next']),
    },
    [],
    ['dotenv', 'node'],
  ],
  [
    'a dependency that only sounds like it',
    { 'requirements.txt': '# flask\nmy-flask-shop\nflasky==1\n', 'pyproject.toml': 'description = "A flask of tea"\n' },
    [],
    pythonGuess,
  ],
  [
    'git add, COPY and an include',
    { 'deploy.sh': 'git add . .env\ncp . .env\n# . ./.env\n', Makefile: 'include .env\n', 'package.json': '{}' },
    [],
    ['dotenv', 'node'],
  ],
]

const odd: readonly Row[] = [
  [
    'invalid JSON',
    { 'package.json': '{"dependencies": {"express"', 'composer.json': '[]' },
    [],
    ['phpdotenv', 'dotenv', 'node'],
  ],
  [
    'JSON of another shape',
    { 'package.json': '{"dependencies": ["express"], "scripts": {"dev": 1}, "engines": []}' },
    [],
    ['dotenv', 'node'],
  ],
  ['null as JSON', { 'package.json': 'null' }, [], ['dotenv', 'node']],
  [
    'a package.json that is a folder',
    { 'package.json/x': '' },
    [],
    ['dotenv', 'node', 'python-dotenv', 'django-environ', 'python-decouple', 'phpdotenv'],
  ],
  ['a huge requirements.txt', { 'requirements.txt': `${'#'.repeat(300_000)}\nflask\n` }, [], pythonGuess],
]

function check([, files, frameworks, loaders]: Row, source: ProjectStack['source']): () => Promise<void> {
  return async () => {
    const stack = await detect(files)
    expect({
      source: stack.source,
      frameworks: stack.frameworks.map(({ name }) => name),
      loaders: stack.loaders.map(({ name }) => name),
    }).toEqual({ source, frameworks, loaders })
  }
}

describe('detectStack sees', () => {
  for (const row of detected) it(row[0], check(row, 'detected'))
})

describe('detectStack guesses at', () => {
  for (const row of [...unknown, ...odd]) it(row[0], check(row, 'unknown'))
})

describe('detectStack', () => {
  it.each([
    ['little', false],
    ['big', true],
  ])('reads requirements that PowerShell wrote as UTF-16 (%s endian)', async (_, swap) => {
    const bytes = Buffer.from('\ufeffFlask==3.1\r\npython-dotenv==1.0\r\n', 'utf16le')
    const stack = await detect({ 'requirements.txt': swap ? bytes.swap16() : bytes })
    expect(stack.loaders.map(({ name }) => name)).toEqual(['python-dotenv'])
  })

  it('says which file shows what', async () => {
    const stack = await detect({ 'requirements.txt': 'flask\npython-dotenv\n', 'start.sh': '. ./.env\n' })
    expect(stack.frameworks[0]).toEqual({ name: 'Flask', file: 'requirements.txt', because: 'names flask' })
    expect(stack.loaders).toEqual([
      { name: 'python-dotenv', file: 'requirements.txt', because: 'names python-dotenv' },
      { name: 'sh', file: 'start.sh', because: 'sources `./.env`' },
    ])
  })

  it.each([
    [{ '.nvmrc': 'v22.3.0\n' }, 22],
    [{ '.nvmrc': 'lts/Jod' }, 22],
    [{ '.nvmrc': 'lts/*', '.node-version': '24' }, 24],
    [{ '.tool-versions': 'python 3.12.1\nnodejs 18.19.0\n' }, 18],
    [{ 'package.json': '{"engines":{"node":">=18"}}' }, 20],
    [{ 'package.json': '{"engines":{"node":">= 22.0.0"}}' }, 22],
    [{ 'package.json': '{"engines":{"node":"^18.17.0 || >=22"}}' }, 22],
    [{ 'package.json': '{"engines":{"node":"18.x || 20.x"}}' }, 20],
    [{ 'package.json': '{"engines":{"node":">=16 <19"}}' }, 18],
    [{ 'package.json': '{"engines":{"node":"24"}}' }, 24],
    [{ 'package.json': '{"engines":{"node":"*"}}' }, 20],
    [{}, 20],
  ])('takes the version of Node from %j: %i', async (files, major) => {
    expect((await detect(files as MemoryFiles)).nodeMajor).toBe(major)
  })

  it('never throws, whatever the files hold', async () => {
    const names = [
      'package.json',
      'composer.json',
      'requirements.txt',
      'pyproject.toml',
      'manage.py',
      'start.sh',
      '.nvmrc',
    ]
    const text = fc.array(
      fc.oneof(
        fc.constantFrom(
          '{',
          '}',
          '"',
          ':',
          'flask',
          '--env-file',
          'node',
          '. ',
          '.env',
          '\n',
          '\\',
          '[',
          'null',
          '"require":',
        ),
        fc.string({ unit: 'binary', maxLength: 5 }),
      ),
      { maxLength: 30 },
    )
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...names), text), async (files) => {
        const stack = await detect(
          Object.fromEntries(Object.entries(files).map(([name, parts]) => [name, parts.join('')])),
        )
        expect(stack.nodeMajor).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 300 },
    )
  })

  it.each(['a', ' ', '"', 'x "', '--env-file ', '. ', 'import '])(
    'takes no time over a file of nothing but %j',
    async (unit) => {
      const long = unit.repeat(250_000 / unit.length)
      const files = Object.fromEntries(
        ['requirements.txt', 'pyproject.toml', 'app.py', 'start.sh', 'uv.lock', 'index.js', '.nvmrc'].map((name) => [
          name,
          long,
        ]),
      )
      const started = performance.now()
      await detect({ ...files, 'package.json': JSON.stringify({ scripts: { dev: long }, engines: { node: long } }) })
      expect(performance.now() - started).toBeLessThan(1_000)
    },
  )

  it('lists the folder once and reads few files of a project with many', async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`module_${index}.py`, 'import os\n']))
    const files = memoryFiles({ ...many, 'requirements.txt': 'flask\n', '.env': 'A=1\n', id_rsa: '' })
    await gatherFacts(projectFolder, files, 20)
    expect(files.calls.filter((call) => call.startsWith('list'))).toEqual(['list /project'])
    expect(files.calls.length).toBeLessThan(12)
    expect(files.calls.join()).not.toMatch(/\.env|id_rsa/)
  })
})

describe('what the app makes of its loader', () => {
  const express = { 'package.json': requiring(['express', 'dotenv']) }
  const settings = 'from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    x: str\n'

  it.each<[string, MemoryFiles, string | undefined]>([
    ['dotenv', { ...express, 'server.js': "require('dotenv').config({ override: true })" }, 'server.js'],
    ['dotenv as usual', { ...express, 'server.js': "require('dotenv').config()" }, undefined],
    [
      'python-dotenv',
      { 'app.py': 'from flask import Flask\nfrom dotenv import load_dotenv\nload_dotenv(override=True)\n' },
      'app.py',
    ],
    [
      'django-environ',
      {
        'requirements.txt': 'django-environ\n',
        'settings.py': 'import environ\nenviron.Env.read_env(overwrite=True)\n',
      },
      'settings.py',
    ],
    [
      'phpdotenv',
      {
        'composer.json': composer('vlucas/phpdotenv'),
        'public/index.php': 'Dotenv\\Dotenv::createMutable(dirname(__DIR__))->load();',
      },
      'public/index.php',
    ],
    [
      'a loader that is not the app’s own',
      { 'package.json': requiring(['next', 'dotenv']), 'server.js': "require('dotenv').config({ override: true })" },
      undefined,
    ],
  ])('puts the file before the shell: %s', async (_, files, expected) => {
    expect((await detect(files)).overridesShell?.file).toBe(expected)
  })

  it.each<[string, MemoryFiles, string | undefined]>([
    ['as its source shows', { 'requirements.txt': 'fastapi\n', 'app/config.py': settings }, 'app/config.py'],
    ['as it requires it', { 'requirements.txt': 'fastapi\npydantic-settings\n' }, 'requirements.txt'],
    [
      'unless told otherwise',
      {
        'requirements.txt': 'pydantic-settings\n',
        'app/config.py': `${settings}    model_config = SettingsConfigDict(case_sensitive=True)\n`,
      },
      undefined,
    ],
    ['not without it', { 'requirements.txt': 'flask\npython-dotenv\n' }, undefined],
  ])('finds names in any case: %s', async (_, files, expected) => {
    expect((await detect(files)).ignoresCase?.file).toBe(expected)
  })
})
