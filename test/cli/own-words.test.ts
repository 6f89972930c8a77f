import { describe, expect, it } from 'vitest'
import { hidePassword } from '../../src/cli/load-run.ts'
import { isOwnWord } from '../../src/cli/own-words.ts'
import { createRedactor } from '../../src/core/redact.ts'
import { envFile, makeProject, runCli } from '../helpers/run-cli.ts'

describe('a database password that is a word of the output', () => {
  it.each(['pending', 'invented', 'paid', 'success', 'test', 'order', 'app', 'Settled'])(
    '`%s` is hidden in URLs and assignments, and the word stays',
    (word) => {
      const redactor = createRedactor()
      const url = `postgres://postgres:${word}@127.0.0.1/shop`
      hidePassword(redactor, url)
      expect(redactor.text(`the order is ${word}`)).toBe(`the order is ${word}`)
      expect(redactor.text(url)).toBe('postgres://postgres:********@127.0.0.1/shop')
      expect(redactor.text(`host=db password=${word}`)).toBe('host=db password=********')
    },
  )

  it.each(['pending-7', 'hunter22', 'pendingpending'])('`%s` is none, and is hidden everywhere', (word) => {
    const redactor = createRedactor()
    hidePassword(redactor, `postgres://postgres:${word}@127.0.0.1/shop`)
    expect(redactor.text(`said ${word} aloud`)).toBe('said ******** aloud')
    expect(isOwnWord(word)).toBe(false)
  })

  it.each([
    ['DB_PASSWORD', false],
    ['MPESA_CONSUMER_SECRET', true],
    ['MPESA_PASSKEY', true],
  ])('in %s is hidden everywhere: %s', async (name, isHidden) => {
    const cwd = makeProject({ '.env': envFile({ [name]: 'pending' }) })
    const { stdout, stderr } = await runCli(['explain', 'pending', '--cwd', cwd], { cwd })
    const listed = await runCli(['check-env', '--only', 'pending'], { cwd })
    expect((stdout + stderr + listed.stdout + listed.stderr).includes('pending')).toBe(!isHidden)
  })
})
