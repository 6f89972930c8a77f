import { describe, expect, it } from 'vitest'
import { readRailsConfig } from '../../src/libraries/rails-database.ts'
import { readDjangoSettings } from '../../src/stack/database/django.ts'
import { readPrismaSchema } from '../../src/stack/database/prisma.ts'
import { readWordpressConfig } from '../../src/stack/database/wordpress.ts'

const variables: Readonly<Record<string, string>> = { DB_NAME: 'shop', DB_PASS: 'p@ss', SHOP_URL: 'mysql://db/shop' }
const lookup = (name: string): string | undefined => variables[name]

describe('readDjangoSettings', () => {
  it.each<[string, string, string | undefined]>([
    [
      'texts and variables',
      `DATABASES = {\n    'default': {\n        'ENGINE': 'django.db.backends.postgresql',\n        'NAME': os.environ.get('DB_NAME'),\n        'USER': 'app',\n        'PASSWORD': env('DB_PASS'),\n        'HOST': config('DB_HOST', default='db.local'),\n        'PORT': 5433,\n        'OPTIONS': {'sslmode': 'require'},\n    }\n}`,
      'postgresql://app:p%40ss@db.local:5433/shop',
    ],
    [
      'a path',
      `DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3",\n "NAME": BASE_DIR / "data" / "db.sqlite3"}}`,
      'sqlite:data/db.sqlite3',
    ],
    [
      'os.path.join',
      `DATABASES: dict = {'default': {\n'ENGINE': 'django.db.backends.sqlite3',\n'NAME': os.path.join(BASE_DIR, 'db.sqlite3')}}`,
      'sqlite:db.sqlite3',
    ],
    [
      'MySQL',
      `DATABASES = {'default': {\n'ENGINE': 'django.db.backends.mysql',\n'NAME': 'shop'\n}}`,
      'mysql://localhost/shop',
    ],
    [
      'dj-database-url',
      `DATABASES = {'default': dj_database_url.config(default='sqlite:///db.sqlite3')}`,
      'sqlite:///db.sqlite3',
    ],
    ['django-environ with a name', `DATABASES = {'default': env.db('SHOP_URL')}`, 'mysql://db/shop'],
    ['what must be computed', `DATABASES = {'default': {\n'ENGINE': engine(),\n'NAME': name()}}`, undefined],
    ['nothing', 'DEBUG = True', undefined],
    ['a comment', `# DATABASES = {'default': {'ENGINE': 'a.sqlite3', 'NAME': 'x'}}`, undefined],
  ])('reads %s', (_, text, url) => {
    expect(readDjangoSettings(text, 'shop/settings.py', lookup)?.url).toBe(url)
  })

  it('knows where BASE_DIR is', () => {
    const text = (base: string) =>
      `BASE_DIR = ${base}\nDATABASES = {'default': {\n'ENGINE': 'x.sqlite3',\n'NAME': BASE_DIR / 'db.sqlite3'}}`
    const folder = (base: string, file: string) => readDjangoSettings(text(base), file, lookup)?.folder
    expect(folder('Path(__file__).resolve().parent.parent', 'shop/settings.py')).toBe('.')
    expect(folder('Path(__file__).resolve().parent.parent', 'shop/settings/base.py')).toBe('shop')
    expect(folder('os.path.dirname(os.path.dirname(os.path.abspath(__file__)))', 'web/shop/settings.py')).toBe('web')
  })
})

describe('readPrismaSchema', () => {
  it.each<[string, string, string | undefined]>([
    ['a variable', 'datasource db {\n  provider = "mysql"\n  url      = env("SHOP_URL")\n}', 'mysql://db/shop'],
    ['a path', 'datasource db {\n  provider = "sqlite"\n  url = "file:./dev.db"\n}', 'file:./dev.db'],
    ['a variable that is not set', 'datasource db {\n url = env("NONE")\n}', undefined],
    ['no datasource', 'model Order { id Int @id }', undefined],
  ])('reads %s', (_, text, url) => {
    const declared = readPrismaSchema(text, 'prisma/schema.prisma', lookup)
    expect(declared?.url).toBe(url)
    if (declared !== undefined) expect(declared.folder).toBe('prisma')
  })
})

describe('readWordpressConfig', () => {
  it.each<[string, string, string | undefined]>([
    [
      'constants',
      `<?php\ndefine( 'DB_NAME', 'shop' );\ndefine('DB_USER', 'wp');\ndefine("DB_PASSWORD", "it\\"s");\ndefine('DB_HOST', 'db:3307');`,
      'mysql://wp:it%22s@db:3307/shop',
    ],
    [
      'a socket',
      `<?php define('DB_NAME','shop'); define('DB_HOST','localhost:/run/s.sock');`,
      'mysql://localhost/shop?socket=%2Frun%2Fs.sock',
    ],
    [
      'variables',
      `<?php define('DB_NAME', getenv('DB_NAME')); define('DB_PASSWORD', getenv_docker('DB_PASS', 'x')); define('DB_USER', 'wp');`,
      'mysql://wp:p%40ss@localhost/shop',
    ],
    ['the template', `<?php define('DB_NAME', 'database_name_here');`, undefined],
    ['comments', `<?php\n// define('DB_NAME', 'old');\n/* define('DB_NAME', 'older'); */`, undefined],
  ])('reads %s', (_, text, url) => {
    expect(readWordpressConfig(text, 'wp-config.php', lookup)?.url).toBe(url)
  })
})

describe('readRailsConfig', () => {
  it.each<[string, string, string | undefined]>([
    [
      'merged sections and ERB',
      'default: &default\n  adapter: mysql2\n  pool: <%= ENV.fetch("RAILS_MAX_THREADS") { 5 } %>\n  username: app\n  password: <%= ENV["DB_PASS"] %>\n  host: <%= ENV.fetch("DB_HOST", "127.0.0.1") %>\ndevelopment:\n  <<: *default\n  database: shop_development\n',
      'mysql://app:p%40ss@127.0.0.1/shop_development',
    ],
    [
      'a file',
      'development:\n  adapter: sqlite3\n  database: storage/development.sqlite3\n',
      'sqlite:storage/development.sqlite3',
    ],
    [
      'several databases',
      'development:\n  primary:\n    adapter: postgresql\n    database: shop\n  cache:\n    adapter: sqlite3\n    database: x\n',
      'postgresql://localhost/shop',
    ],
    ['a URL', 'development:\n  url: <%= ENV["SHOP_URL"] %>\n', 'mysql://db/shop'],
    ['what Ruby computes', 'development:\n  adapter: postgresql\n  database: <%= Shop.database %>\n', undefined],
    ['no YAML', 'development: [', undefined],
  ])('reads %s', (_, text, url) => {
    expect(readRailsConfig(text, 'config/database.yml', lookup)?.url).toBe(url)
  })
})
