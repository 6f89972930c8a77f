import { describe, expect, it } from 'vitest'
import type { HttpFailure } from '../../../src/core/http-port.ts'
import { diagnose, fails, reply, silent } from './reply-builders.ts'

const broken = (more: Partial<HttpFailure>) => ({ ...fails('invalid-reply'), ...more })

describe('an answer that is none', () => {
  it.each<[string, Partial<HttpFailure>, RegExp]>([
    ['a server of SSH', { fault: 'not-http', spoken: 'ssh', banner: 'SSH-2.0-OpenSSH_9.2p1' }, /SSH.*OpenSSH_9\.2p1/],
    ['HTTP/2', { fault: 'not-http', spoken: 'http2' }, /HTTP\/2/],
    ['a length that is no number', { fault: 'content-length' }, /Content-Length/],
    ['a malformed first line', { fault: 'status-line' }, /status line/],
    ['garbage', { fault: 'not-http', banner: 'ahoy' }, /no HTTP reply: "ahoy"/],
    [
      'headers that end too late',
      { code: 'headers-too-large', fault: 'headers-too-large', detail: 'more than 32768 bytes of headers' },
      /longer than 32 KiB/,
    ],
    ['a cut in the headers', { code: 'closed', stage: 'headers' }, /closed in the middle of the headers/],
    ['a cut before everything', { code: 'closed', stage: 'nothing' }, /closed in place of an answer/],
  ])('is named: %s', (_, failure, words) => {
    const [finding] = diagnose({ outside: broken(failure) })
    expect(finding).toMatchObject({ code: 'edge/connection-closed', message: expect.stringMatching(words) })
  })

  it.each([600, 999])('has no status: %i', (status) => {
    const [finding] = diagnose({ outside: reply({ status, body: '' }) })
    expect(finding).toMatchObject({
      code: 'edge/connection-closed',
      message: expect.stringContaining('no valid status'),
    })
    expect(finding?.why).toContain(`${status} is no status`)
  })

  it('came in part, which is not the same as nothing', () => {
    const [slow] = diagnose({ outside: { ...silent, stage: 'headers' } })
    expect(slow).toMatchObject({ code: 'edge/timeout', message: expect.stringContaining('An answer began') })
    expect(slow?.why).toContain('Bytes of an answer came')
    const [open] = diagnose({ outside: reply({ bodyEnd: 'timed-out' }) })
    expect(open).toMatchObject({ code: 'edge/timeout', message: expect.stringContaining('200 came') })
    expect(open?.why).toContain('no `Content-Length`')
    const [short] = diagnose({ outside: { ...reply({ bodyEnd: 'timed-out' }), announcedBytes: 100 } })
    expect(short?.why).toContain('promises 100 bytes')
    const [nothing] = diagnose({ outside: { ...silent, stage: 'nothing' } })
    expect(nothing).toMatchObject({ code: 'edge/timeout', message: expect.stringContaining('No answer') })
    expect(nothing?.why ?? '').not.toContain('Bytes of an answer')
  })

  it('gives times as people do', () => {
    expect(diagnose({ inside: reply({ ms: 5_004 }) })[0]?.message).toContain('(5.0 s)')
  })
})
