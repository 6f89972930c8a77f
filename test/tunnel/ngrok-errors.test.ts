import { describe, expect, it } from 'vitest'
import { explainNgrokError, findNgrokCode } from '../../src/tunnel/ngrok-errors.ts'

describe('explainNgrokError', () => {
  it.each([
    [105, 'tunnel/auth-failed'],
    [107, 'tunnel/auth-failed'],
    [4018, 'tunnel/auth-failed'],
    [108, 'tunnel/limit'],
    [120, 'outdated'],
    [121, 'outdated'],
    [102, 'tunnel/limit'],
    [337, 'tunnel/limit'],
    [313, 'domain-refused'],
    [314, 'domain-refused'],
    [320, 'domain-refused'],
    [326, 'domain-refused'],
    [324, 'tunnel/limit'],
    [350, 'tunnel/limit'],
    [334, 'domain-in-use'],
    [702, 'tunnel/limit'],
    [720, 'tunnel/limit'],
    [725, 'tunnel/limit'],
    [727, 'tunnel/limit'],
    [731, 'tunnel/limit'],
    [734, 'tunnel/limit'],
    [3004, null],
    [3008, 'tunnel/app-down'],
    [3200, 'tunnel/offline'],
    [3209, 'tunnel/offline'],
    [6022, 'tunnel/interstitial'],
    [6024, 'tunnel/interstitial'],
    [8012, 'tunnel/app-down'],
    [9009, 'tunnel/limit'],
    [9040, 'tunnel/limit'],
    [99999, 'failed'],
  ])('reads ERR_NGROK_%i as %s', (number, code) => {
    const explained = explainNgrokError(`ERR_NGROK_${number}`)
    expect(explained).toMatchObject({ code, docs: `https://ngrok.com/docs/errors/err_ngrok_${number}` })
    expect(explained.meaning.length * explained.fix.length).toBeGreaterThan(0)
  })

  it('is fed with the code from any text', () => {
    expect(findNgrokCode('no session: \r\n\r\nERR_NGROK_107\r\n')).toBe('ERR_NGROK_107')
    expect(findNgrokCode('transport error')).toBeNull()
  })
})
