import { describe, expect, it } from 'vitest'
import { codesIn, envFile, makeProject, runCli } from '../helpers/run-cli.ts'

const settings = 'from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    mpesa_passkey: str\n'
const lower = envFile().replace(/^[A-Z_]+(?==)/gm, (name) => name.toLowerCase())
const fastapi = { 'requirements.txt': 'fastapi\npydantic-settings\n', '.env': lower }

async function codesOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { stdout } = await runCli(['check-env', '--json'], { cwd: makeProject(files) })
  return codesIn(stdout)
}

describe('names in lower case', () => {
  it('are ours where the app finds them in any case', async () => {
    const codes = await codesOf({ ...fastapi, 'main.py': settings })
    expect(codes).not.toContain('env/variable-missing')
    expect(codes).not.toContain('env/bad-key')
  })

  it('are not where it has to be exact', async () => {
    const strict = `${settings}    model_config = SettingsConfigDict(case_sensitive=True)\n`
    expect(await codesOf({ ...fastapi, 'main.py': strict })).toContain('env/bad-key')
    expect(await codesOf({ ...fastapi, 'requirements.txt': 'fastapi\npython-dotenv\n' })).toContain('env/bad-key')
  })
})
