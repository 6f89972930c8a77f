import process from 'node:process'
import type { RecordedApp } from './apps.ts'

/** Apps that must be set up first, as README.md says; only those whose folder is named are recorded. */
export function httpApps(): readonly RecordedApp[] {
  const { RECORDING_NEXT: next, RECORDING_WORDPRESS: wordpress, RECORDING_PACKAGES: packages } = process.env
  return [
    ...(next === undefined ? [] : nextApps(next)),
    ...(wordpress === undefined ? [] : wordpressApps(wordpress)),
    ...(packages === undefined ? [] : viteApps(packages)),
  ]
}

function nextApps(cwd: string): readonly RecordedApp[] {
  const next = {
    framework: 'next',
    version: ['node', '-p', `require(${JSON.stringify(`${cwd}/node_modules/next/package.json`)}).version`],
    cwd,
  }
  const cases = [
    ['no-route', '/api/no-route'],
    ['get-only', '/api/get-only'],
    ['page', '/thanks'],
    ['slash', '/api/json/'],
    ['auth-redirect', '/api/private'],
    ['body', '/api/body'],
    ['metadata', '/api/metadata'],
    ['crash', '/api/crash'],
    ['json', '/api/json'],
    ['empty', '/api/empty'],
  ] as const
  const command = (name: string): readonly string[] => [
    'node',
    'node_modules/next/dist/bin/next',
    name,
    '-p',
    'PORT',
    '-H',
    '127.0.0.1',
  ]
  return [
    { ...next, mode: 'production', start: command('start'), cases },
    { ...next, mode: 'debug', start: command('dev'), cases },
  ]
}

function wordpressApps(cwd: string): readonly RecordedApp[] {
  const wordpress = {
    framework: 'wordpress',
    version: ['php', '-r', `include "${cwd}/wp-includes/version.php"; echo $wp_version, "\n";`],
    start: ['php', '-S', '127.0.0.1:PORT', '-t', cwd, 'index.php'],
    cwd,
  }
  if (process.env.RECORDING_DATABASE === 'stopped')
    return [
      {
        ...wordpress,
        mode: 'no-database',
        cases: [
          ['callback', '/wp-json/shop/v1/callback'],
          ['page', '/callback'],
        ],
      },
    ]
  return [
    {
      ...wordpress,
      mode: 'production',
      cases: [
        ['no-route', '/wp-json/shop/v1/no-route'],
        ['get-only', '/wp-json/shop/v1/get-only'],
        ['auth', '/wp-json/shop/v1/private'],
        ['page', '/mpesa/callback'],
        ['validated', '/wp-json/shop/v1/validated'],
        ['crash', '/wp-json/shop/v1/crash'],
        ['warning', '/wp-json/shop/v1/warning'],
        ['json', '/wp-json/shop/v1/callback'],
        ['empty', '/wp-json/shop/v1/empty'],
      ],
    },
  ]
}

function viteApps(packages: string): readonly RecordedApp[] {
  return [
    {
      framework: 'vite',
      mode: 'hosts',
      version: ['node', '-p', `require(${JSON.stringify(`${packages}/node_modules/vite/package.json`)}).version`],
      start: ['node', `${packages}/node_modules/vite/bin/vite.js`, '--host', '127.0.0.1', '--port', 'PORT'],
      cwd: packages,
      host: 'ab12.ngrok-free.app',
      cases: [['json', '/api/json']],
    },
  ]
}
