/** One program that is started in one mode, and the callbacks that it gets. */
export interface RecordedApp {
  readonly framework: string
  readonly mode: string
  /** Prints the version on its last line. */
  readonly version: readonly string[]
  /** `PORT` stands for the port. */
  readonly start: readonly string[]
  readonly variables?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Names of the cases, each the last part of the path unless a path is given. */
  readonly cases: readonly (string | readonly [name: string, path: string])[]
  /** Sends each callback this often, and keeps the last reply: for limits. */
  readonly times?: number
  readonly host?: string
}

const here = (file: string): string => `test/recordings/apps/programs/${file}`
const python = '/usr/bin/python3'
const versionOf = (module: string): readonly string[] => [
  python,
  '-c',
  `import ${module}; print(${module}.__version__)`,
]
const fromPackage = (name: string): readonly string[] => [
  'node',
  '-p',
  `JSON.parse(require('fs').readFileSync(process.env.RECORDING_PACKAGES + '/node_modules/${name}/package.json')).version`,
]

const flask = { framework: 'flask', version: versionOf('flask'), start: [python, here('flask_app.py'), 'PORT'] }
const django = { framework: 'django', version: versionOf('django'), start: [python, here('django_app.py'), 'PORT'] }
const fastapi = { framework: 'fastapi', version: versionOf('fastapi'), start: [python, here('fastapi_app.py'), 'PORT'] }
const fastify = { framework: 'fastify', version: fromPackage('fastify'), start: ['node', here('fastify.mjs'), 'PORT'] }
const nest = { framework: 'nest', version: fromPackage('@nestjs/core'), start: ['node', here('nest.mjs'), 'PORT'] }
const rails = {
  framework: 'rails',
  version: ['ruby', '-e', 'require "rails"; puts Rails.version'],
  start: ['ruby', here('rails_app.rb'), 'PORT'],
  variables: {
    RAILS_PUBLIC:
      '/usr/share/rubygems-integration/all/gems/railties-6.1.7.10/lib/rails/generators/rails/app/templates/public',
  },
}
const php = {
  framework: 'php',
  version: ['php', '-r', 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION, "\n";'],
  start: ['php', '-S', '127.0.0.1:PORT', here('php_router.php')],
}
const symfony = {
  framework: 'symfony',
  version: [
    'php',
    '-r',
    'require "/usr/share/php/Symfony/Component/HttpKernel/autoload.php"; echo Symfony\\Component\\HttpKernel\\Kernel::VERSION, "\n";',
  ],
  start: ['php', '-d', 'html_errors=0', '-S', '127.0.0.1:PORT', here('symfony_app.php')],
  variables: { SYMFONY_PROJECT: 'SCRATCH' },
}

const healthy = ['json', 'empty', 'text'] as const
const flaskFaults = ['no-route', 'get-only', 'slash', 'csrf', 'auth', 'auth-redirect', 'forbidden'] as const
const expressFaults = [
  'no-route',
  'get-only',
  'no-parser',
  'form-parser',
  'small-body',
  'csurf',
  'csrf-csrf',
  'auth',
  'auth-redirect',
  'metadata',
  'wrong-path',
  'crash',
  'validated',
] as const

const express = (name: string) =>
  ({
    framework: name,
    version: fromPackage(name),
    start: ['node', here('express.mjs'), 'PORT'],
    variables: { EXPRESS: name },
  }) as const

function expressApps(name: string): readonly RecordedApp[] {
  const app = express(name)
  return [
    { ...app, mode: 'debug', cases: [...expressFaults, ...healthy] },
    {
      ...app,
      mode: 'production',
      variables: { ...app.variables, NODE_ENV: 'production' },
      cases: ['no-route', 'no-parser', 'csurf', 'crash'],
    },
    { ...app, mode: 'limits', times: 2, cases: ['limited', 'limited-legacy'] },
  ]
}

/** Everything that can be recorded on a machine with Debian's packages and those of `RECORDING_PACKAGES`. */
export const apps: readonly RecordedApp[] = [
  {
    ...flask,
    mode: 'production',
    cases: [...flaskFaults, 'form', 'key-error', 'metadata', 'crash', 'limited', 'page', ...healthy],
  },
  {
    ...flask,
    mode: 'debug',
    cases: ['no-route', 'slash', 'csrf', 'form', 'key-error', 'wrong-path', 'metadata', 'crash'],
  },
  {
    ...django,
    mode: 'production',
    cases: [
      ...['no-route', 'get-only', 'slash', 'csrf', 'auth', 'form', 'metadata', 'crash'],
      ...['rest-auth', 'rest-get-only', 'rest-form', 'rest-limited', 'rest-validated', 'rest-json', ...healthy],
    ],
  },
  {
    ...django,
    mode: 'debug',
    cases: ['no-route', 'slash', 'csrf', 'form', 'form-data', 'wrong-path', 'metadata', 'crash'],
  },
  { ...django, mode: 'hosts', host: 'ab12.ngrok-free.app', cases: ['json'] },
  { ...django, mode: 'hosts-debug', host: 'ab12.ngrok-free.app', cases: ['json'] },
  {
    ...fastapi,
    mode: 'production',
    cases: [
      ...['no-route', 'get-only', 'slash', 'auth', 'unauthorized', 'validated', 'key-error', 'metadata', 'crash'],
      ...healthy,
    ],
  },
  { ...fastapi, mode: 'debug', cases: ['key-error', 'wrong-path', 'metadata', 'crash'] },
  { ...fastapi, mode: 'hosts', cases: ['json'] },
  ...expressApps('express'),
  ...expressApps('express4'),
  {
    ...fastify,
    mode: 'production',
    cases: [
      ...['no-route', 'get-only', 'csrf', 'validated', 'body', 'metadata', 'crash', 'auth', 'no-parser'],
      ...healthy,
    ],
  },
  { ...fastify, mode: 'limits', times: 2, cases: ['limited'] },
  {
    ...nest,
    mode: 'production',
    cases: [
      ...['no-route', 'get-only', 'metadata', 'crash', 'guarded', 'unauthorized', 'forbidden', 'validated'],
      ...healthy,
    ],
  },
  { ...nest, mode: 'no-parser', cases: ['no-parser'] },
  { ...nest, mode: 'limits', times: 2, cases: ['limited'] },
  {
    framework: 'koa',
    version: fromPackage('koa'),
    start: ['node', here('koa.mjs'), 'PORT'],
    mode: 'production',
    cases: ['no-route', 'get-only', 'body', 'json'],
  },
  {
    framework: 'hapi',
    version: fromPackage('@hapi/hapi'),
    start: ['node', here('hapi.mjs'), 'PORT'],
    mode: 'production',
    cases: ['no-route', 'get-only', 'crash', 'form', 'json'],
  },
  {
    ...rails,
    mode: 'production',
    cases: [
      ...['no-route', 'get-only', 'csrf', 'auth', 'auth-redirect', 'crash', 'required', 'metadata', 'nil'],
      ...healthy,
    ],
  },
  { ...rails, mode: 'debug', cases: ['no-route', 'csrf', 'crash', 'required', 'metadata', 'nil'] },
  { ...rails, mode: 'hosts', host: 'ab12.ngrok-free.app', cases: ['json'] },
  { ...rails, mode: 'hosts-production', host: 'ab12.ngrok-free.app', cases: ['json'] },
  { ...rails, mode: 'api', cases: ['csrf'] },
  { ...php, mode: 'production', cases: ['no-route', 'warning', 'crash', 'login', 'untitled', ...healthy] },
  { ...php, mode: 'debug', cases: ['warning', 'null', 'wrong-path', 'metadata', 'crash', 'missing-function'] },
  {
    ...php,
    mode: 'debug-html',
    variables: { MODE: 'debug', HTML_ERRORS: 'on' },
    cases: ['warning', 'metadata', 'crash'],
  },
  {
    ...symfony,
    mode: 'production',
    cases: ['no-route', 'get-only', 'slash', 'crash', 'form', 'metadata', 'forbidden', ...healthy],
  },
  { ...symfony, mode: 'debug', cases: ['no-route', 'get-only', 'crash', 'metadata'] },
  { ...symfony, mode: 'hosts', cases: ['json'] },
]
