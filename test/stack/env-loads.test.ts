import { describe, expect, it } from 'vitest'
import { findEnvLoads } from '../../src/stack/env-loads.ts'

const load = (file: string, text: string) => {
  const [first, ...more] = findEnvLoads({ texts: new Map([[file, text]]) })
  expect(more).toEqual([])
  return first
}

describe('the source tells which files are read', () => {
  const pydantic = 'from pydantic_settings import BaseSettings\n'

  it.each<[string, string, readonly string[] | 'usual' | 'computed']>([
    ['server.js', "require('dotenv').config()", 'usual'],
    ['server.js', "import 'dotenv/config'", 'usual'],
    ['server.js', "require('dotenv').config({ quiet: true })", 'usual'],
    ['server.js', "require('dotenv').config({ path: './config/.env' })", ['config/.env']],
    [
      'src/app.ts',
      "import dotenv from 'dotenv'\ndotenv.config({\n  path: path.join(__dirname, '../.env.shop'),\n})",
      ['.env.shop'],
    ],
    ['server.js', "import { config } from 'dotenv'\nconfig({ path: '.env.shop' })", ['.env.shop']],
    [
      'server.js',
      "import * as dotenv from 'dotenv'\ndotenv.config({ path: ['.env.local', '.env'] })",
      ['.env.local', '.env'],
    ],
    ['server.js', "require('dotenv').config({ path: ['.env', '.env.local'], override: true })", ['.env.local', '.env']],
    ['server.js', "require('dotenv').config({ path: `.env.$\u007bprocess.env.NODE_ENV}` })", 'computed'],
    ['server.js', "const path = pick()\nrequire('dotenv').config({ path })", 'computed'],
    ['server.js', "require('dotenv').config(options)", 'computed'],
    ['server.js', "require('dotenv').config({ ...options })", 'computed'],
    ['src/app.module.ts', "ConfigModule.forRoot({ envFilePath: ['.env.local', '.env'] })", ['.env.local', '.env']],
    ['src/app.module.ts', 'ConfigModule.forRoot({ isGlobal: true })', 'usual'],
    ['server.js', "process.loadEnvFile('./config/.env')", ['config/.env']],
    ['app.py', 'from dotenv import load_dotenv\nload_dotenv()', 'usual'],
    ['app.py', 'from dotenv import load_dotenv, find_dotenv\nload_dotenv(find_dotenv(), override=True)', 'usual'],
    ['app.py', 'from dotenv import load_dotenv\nload_dotenv("config/.env")', ['config/.env']],
    ['app.py', 'import dotenv\ndotenv.load_dotenv(override=True, dotenv_path="config/.env")', ['config/.env']],
    ['app.py', 'from dotenv import load_dotenv\nload_dotenv(os.getenv("ENV_FILE"))', 'computed'],
    ['app.py', 'from environs import Env\nenv = Env()\nenv.read_env("shop.env")', ['shop.env']],
    ['app.py', `${pydantic}    model_config = SettingsConfigDict(env_file=".env.shop", extra="ignore")`, ['.env.shop']],
    ['app.py', `${pydantic}    model_config = {"env_file": (".env", ".env.prod")}`, ['.env.prod', '.env']],
    ['app.py', `${pydantic}    class Config:\n        env_file = "shop.env"\n        extra = "x"\n`, ['shop.env']],
    ['core/settings.py', 'import environ\nenviron.Env.read_env()', ['core/.env']],
    ['core/settings.py', 'import environ\nenv = environ.Env()\nenv.read_env(overwrite=True)', ['core/.env']],
    [
      'core/settings.py',
      'import environ\nBASE_DIR = Path(__file__).resolve().parent.parent\nenviron.Env.read_env(BASE_DIR / ".env")',
      ['.env'],
    ],
    [
      'core/settings.py',
      'import environ\nBASE_DIR = Path(__file__).resolve().parent.parent\nenviron.Env.read_env(env_file=os.path.join(BASE_DIR, "conf", ".env"))',
      ['conf/.env'],
    ],
    [
      'core/settings.py',
      'from decouple import Config, RepositoryEnv\nconfig = Config(RepositoryEnv("shop.env"))',
      ['shop.env'],
    ],
    ['public/index.php', "$dotenv = Dotenv\\Dotenv::createImmutable(__DIR__ . '/..');", ['.env']],
    ['public/index.php', "Dotenv::createImmutable(dirname(__DIR__), 'shop.env')->load();", ['shop.env']],
    ['public/index.php', 'Dotenv::createImmutable($this->folder())->load();', 'computed'],
  ])('%s: %s', (file, text, paths) => {
    expect(load(file, text)).toMatchObject({ file, paths })
  })

  it.each<[string, string]>([
    ['server.js', "// require('dotenv').config({ path: './config/.env' })"],
    ['app.py', 'from dotenv import load_dotenv\n# load_dotenv("config/.env")'],
    ['app.py', 'load_dotenv("config/.env")'],
    ['server.js', "app.config({ path: 'x' })"],
    ['README.md', "require('dotenv').config({ path: './config/.env' })"],
  ])('but not what nothing runs: %s: %s', (file, text) => {
    expect(findEnvLoads({ texts: new Map([[file, text]]) })).toEqual([])
  })

  it.each<[string, string, boolean]>([
    ['server.js', "require('dotenv').config({ override: true })", true],
    ['server.js', "require('dotenv').config({ override: false })", false],
    ['app.py', 'from dotenv import load_dotenv\nload_dotenv(override=True)', true],
    ['app.py', 'from dotenv import load_dotenv\nload_dotenv()', false],
    ['core/settings.py', 'import environ\nenviron.Env.read_env(overwrite=True)', true],
    ['index.php', 'Dotenv::createMutable(__DIR__)->load();', true],
    ['index.php', 'Dotenv::createUnsafeMutable(__DIR__)->load();', true],
    ['index.php', 'Dotenv::createUnsafeImmutable(__DIR__)->load();', false],
  ])('and whether they go before the shell: %s: %s', (file, text, overrides) => {
    expect(load(file, text)).toMatchObject({ overrides })
  })

  it('and whether it always does', () => {
    const text = "if (!process.env.CI) {\n  require('dotenv').config({ path: '.env.shop' })\n}"
    expect(load('server.js', text)).toMatchObject({ isUnconditional: false })
    expect(load('server.js', "require('dotenv').config()")).toMatchObject({ isUnconditional: true })
  })

  it('in no time, whatever the source looks like', () => {
    const text = `dotenv${'dotenv.config('.repeat(18_000)}`
    const start = performance.now()
    findEnvLoads({ texts: new Map([['server.js', text]]) })
    findEnvLoads({
      texts: new Map([['app.py', 'import environ, dotenv\n'.repeat(5_000) + 'load_dotenv(('.repeat(12_000)]]),
    })
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})
