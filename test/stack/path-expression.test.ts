import { describe, expect, it } from 'vitest'
import { evaluatePath } from '../../src/stack/path-expression.ts'

describe('a path in source text', () => {
  const django = 'from pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent.parent  # the top\n'
  const old = 'BASE_DIR = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))\n'
  const cookie = 'ROOT_DIR = environ.Path(__file__) - 3\n'

  it.each<[string, string, string, string | undefined]>([
    ['server.js', '', "'./config/.env'", 'config/.env'],
    ['server.js', '', "path.join(__dirname, '..', 'config/.env')", '../config/.env'],
    ['src/server.js', '', "path.resolve(__dirname, '../.env')", '.env'],
    ['src/server.js', '', "path.resolve(process.cwd(), '.env.local')", '.env.local'],
    ['src/server.js', '', "resolve(import.meta.dirname, '.env')", 'src/.env'],
    ['src/server.js', '', "__dirname + '/../.env'", '.env'],
    ['src/server.js', '', '`$\u007b__dirname}/.env`', 'src/.env'],
    ['src/server.js', '', '`.env.$\u007bprocess.env.NODE_ENV}`', undefined],
    ['src/server.js', '', "process.env.ENV_FILE || '.env'", undefined],
    ['src/server.js', '', 'envPath', undefined],
    ['src/server.js', "const envPath = '.env.shop';\n", 'envPath', '.env.shop'],
    [
      'src/server.js',
      'const __dirname = path.dirname(fileURLToPath(import.meta.url))\n',
      "path.join(__dirname, '.env')",
      'src/.env',
    ],
    ['core/settings.py', django, 'BASE_DIR / ".env"', '.env'],
    ['core/settings.py', django, 'str(BASE_DIR / "core" / ".env")', 'core/.env'],
    ['core/settings.py', django, "os.path.join(BASE_DIR, 'env', '.env')", 'env/.env'],
    ['core/settings.py', django, 'BASE_DIR.joinpath(".env")', '.env'],
    ['core/settings.py', django, 'f"{BASE_DIR}/.env"', '.env'],
    ['core/settings.py', old, "os.path.join(BASE_DIR, '.env')", '.env'],
    ['config/settings/base.py', django, 'BASE_DIR / ".env"', 'config/.env'],
    ['config/settings/base.py', cookie, 'str(ROOT_DIR.path(".env"))', '.env'],
    ['config/settings/base.py', cookie, 'ROOT_DIR(".env")', '.env'],
    ['app.py', '', 'Path(__file__).parent / ".env"', '.env'],
    ['app/main.py', '', 'Path(__file__).parents[1] / ".env"', '.env'],
    ['app.py', 'basedir = os.path.abspath(os.path.dirname(__file__))\n', "os.path.join(basedir, '.env')", '.env'],
    ['app.py', '', 'find_dotenv()', undefined],
    ['app.py', '', 'os.environ["ENV_FILE"]', undefined],
    ['app.py', '', 'BASE_DIR / ".env"', undefined],
    ['app.py', 'X = X\n', 'X / ".env"', undefined],
    ['app.py', '', '"/etc/shop/.env"', '/etc/shop/.env'],
    ['public/index.php', '', "__DIR__ . '/..'", '.'],
    ['index.php', '', "__DIR__.'/../conf'", '../conf'],
    ['public/index.php', '', 'dirname(__DIR__)', '.'],
    ['public/admin/index.php', '', 'dirname(__DIR__, 2)', '.'],
    ['public/index.php', '', "dirname(__DIR__) . DIRECTORY_SEPARATOR . 'conf'", 'conf'],
    ['public/index.php', '', '"{$dir}/conf"', undefined],
  ])('in %s after %j: %s is %s', (file, text, expression, expected) => {
    expect(evaluatePath(expression, { file, text })).toBe(expected)
  })

  it('is given up where it is long or deep', () => {
    expect(evaluatePath('('.repeat(5_000), { file: 'app.py', text: '' })).toBeUndefined()
    expect(evaluatePath('('.repeat(400), { file: 'app.py', text: '' })).toBeUndefined()
    expect(evaluatePath(`${'Path('.repeat(60)}"x"${')'.repeat(60)}`, { file: 'app.py', text: '' })).toBeUndefined()
  })
})
