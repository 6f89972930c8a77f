import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { envFile, makeProject, runCli } from '../helpers/run-cli.ts'
import { pendingId } from '../helpers/shop-schemas.ts'
import { noSqlite, openForWriting } from '../helpers/sqlite.ts'

interface Configured {
  readonly databaseUrl: { readonly value: string | null; readonly origin: string }
}

async function configured(files: Readonly<Record<string, string>>, argv: readonly string[] = []) {
  const names = Object.keys(files)
  const folder = makeProject({ '.env': files['.env'] ?? envFile() })
  for (const name of names.filter((path) => path !== '.env')) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), files[name] ?? '')
  }
  const { stdout } = await runCli(['config', '--json', '--app-url', 'http://127.0.0.1:1', ...argv], { cwd: folder })
  const { databaseUrl } = JSON.parse(stdout) as Configured
  return { ...databaseUrl, value: databaseUrl.value?.replace(folder, '<folder>') ?? null, stdout }
}

describe('where the database is', () => {
  it.each<[string, Readonly<Record<string, string>>, string | null, RegExp]>([
    [
      'Laravel’s parts',
      {
        '.env': envFile({
          DB_CONNECTION: 'mysql',
          DB_HOST: 'db',
          DB_PORT: '3306',
          DB_DATABASE: 'shop',
          DB_USERNAME: 'app',
        }),
      },
      'mysql://app@db:3306/shop',
      /DB_HOST/,
    ],
    [
      'Laravel’s file',
      { '.env': envFile({ DB_CONNECTION: 'sqlite' }), 'database/database.sqlite': '' },
      'sqlite:<folder>/database/database.sqlite',
      /DB_CONNECTION/,
    ],
    [
      'Prisma’s file, beside its schema',
      { '.env': envFile({ DATABASE_URL: 'file:./dev.db' }), 'prisma/dev.db': '', 'prisma/schema.prisma': '' },
      'sqlite:<folder>/prisma/dev.db',
      /DATABASE_URL/,
    ],
    [
      'Flask’s file, in its instance',
      { '.env': envFile({ SQLALCHEMY_DATABASE_URI: 'sqlite:///shop.db' }), 'instance/shop.db': '' },
      'sqlite:<folder>/instance/shop.db',
      /SQLALCHEMY_DATABASE_URI/,
    ],
    [
      'Symfony’s file',
      { '.env': envFile({ DATABASE_URL: '"sqlite:///%kernel.project_dir%/var/data.db"' }), 'var/data.db': '' },
      'sqlite:<folder>/var/data.db',
      /DATABASE_URL/,
    ],
    [
      'a schema of Prisma',
      { 'prisma/schema.prisma': 'datasource db {\n url = "file:./x.db"\n}' },
      'sqlite:<folder>/prisma/x.db',
      /prisma\/schema\.prisma/,
    ],
    [
      'settings of Django',
      {
        'manage.py': `os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')`,
        'shop/settings.py': `DATABASES = {'default': {\n'ENGINE': 'django.db.backends.sqlite3',\n'NAME': BASE_DIR / 'db.sqlite3'}}`,
      },
      'sqlite:<folder>/db.sqlite3',
      /shop\/settings\.py \(DATABASES\)/,
    ],
    [
      'Rails',
      { 'config/database.yml': 'development:\n  adapter: mysql2\n  database: shop\n' },
      'mysql://localhost/shop',
      /config\/database\.yml/,
    ],
    ['nothing', {}, null, /not set/],
  ])('is read from %s', async (_, files, value, origin) => {
    const found = await configured(files)
    expect(found.value).toBe(value)
    expect(found.origin).toMatch(origin)
  })

  it('is shown without its password', async () => {
    const found = await configured({
      'wp-config.php': `<?php define('DB_NAME','shop'); define('DB_USER','wp'); define('DB_PASSWORD','invented-s3cret');`,
    })
    expect(found.value).toContain('@localhost/shop')
    expect(found.stdout).not.toContain('invented-s3cret')
  })

  it('is what the option says before anything else, relative to the folder', async () => {
    const found = await configured({ '.env': envFile({ DATABASE_URL: 'postgres://db/shop' }) }, [
      '--database-url',
      'sqlite:my shop.db',
    ])
    expect(found).toMatchObject({ value: 'sqlite:<folder>/my shop.db', origin: '--database-url' })
  })
})

describe.skipIf(noSqlite !== '')(`status with a file of SQLite${noSqlite}`, () => {
  function shop(files: Readonly<Record<string, string>> = {}): string {
    const folder = makeProject({ '.env': envFile({ DATABASE_URL: 'sqlite:shop.db' }), ...files })
    const database = openForWriting(join(folder, 'shop.db'))
    database.exec(`CREATE TABLE orders (id INTEGER PRIMARY KEY, order_number TEXT, total INTEGER, status TEXT, checkout_request_id TEXT UNIQUE, mpesa_receipt TEXT);
      CREATE TABLE bookings (id INTEGER PRIMARY KEY, booking_number TEXT, total INTEGER, status TEXT, checkout_request_id TEXT UNIQUE, mpesa_receipt TEXT, phone TEXT);
      INSERT INTO orders VALUES (1, 'S-1', 1500, 'pending', '${pendingId}', NULL); INSERT INTO bookings VALUES (1, 'B-1', 1500, 'pending', NULL, NULL, NULL);`)
    database.close()
    return folder
  }

  it('shows the orders, names the table that is nearly as likely, and says nothing else', async () => {
    const folder = shop()
    const { exitCode, stdout, stderr } = await runCli(['status'], { cwd: folder })
    expect(exitCode).toBe(0)
    expect(stdout).toContain('S-1')
    expect(stderr).toContain('bookings')
  })

  it.each(['--database-url=sqlite:missing.db', '--database-url=sqlite:.env'])('is exit 1 with %s', async (option) => {
    const { exitCode, stdout } = await runCli(['status', '--json', option], { cwd: shop() })
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout).verdict.rootCause).toMatch(/^db\//)
  })

  it('writes its choice with --save into a new config file, and obeys it', async () => {
    const folder = shop()
    expect((await runCli(['status', '--save'], { cwd: folder })).exitCode).toBe(0)
    const config = JSON.parse(readFileSync(join(folder, 'mpesa-doctor.config.json'), 'utf8'))
    expect(config).toEqual({
      orders: { table: 'orders', columns: expect.objectContaining({ state: 'status', key: 'id' }) },
    })
    const again = await runCli(['status'], { cwd: folder })
    expect({ code: again.exitCode, stderr: again.stderr }).toEqual({ code: 0, stderr: '' })
    expect(again.stdout).toContain('S-1')
  })

  it('adds to a config file without touching the rest, and overwrites nothing', async () => {
    const folder = shop({ 'mpesa-doctor.config.json': '{\n    "budget": "5s"\n}\n' })
    await runCli(['status', '--save'], { cwd: folder })
    const text = readFileSync(join(folder, 'mpesa-doctor.config.json'), 'utf8')
    expect(JSON.parse(text)).toMatchObject({ budget: '5s', orders: { table: 'orders' } })
    expect(text).toMatch(/^ {4}"budget"/m)
    const own = shop({ 'mpesa-doctor.config.json': '{ "orders": { "table": "bookings" } }' })
    const { stderr } = await runCli(['status', '--save'], { cwd: own })
    expect(readFileSync(join(own, 'mpesa-doctor.config.json'), 'utf8')).toBe('{ "orders": { "table": "bookings" } }')
    expect(stderr).toContain('"table": "bookings"')
  })

  it('shows what to add to a config in another language', async () => {
    const folder = shop({ 'mpesa-doctor.config.yaml': 'strict: false\n' })
    const { stderr } = await runCli(['status', '--save'], { cwd: folder })
    expect(stderr).toContain('"table": "orders"')
    expect(readFileSync(join(folder, 'mpesa-doctor.config.yaml'), 'utf8')).toBe('strict: false\n')
  })
})
