import { describe, expect, it } from 'vitest'
import type { BannerNews } from '../../../src/tunnel/banner.ts'
import {
  cloudflaredArguments,
  cloudflaredEnvironment,
  readCloudflaredLine,
} from '../../../src/tunnel/providers/cloudflared.ts'
import { type CloudflaredReader, createCloudflaredReader } from '../../../src/tunnel/providers/cloudflared-reader.ts'
import * as banners from '../../helpers/tunnel-banners.ts'

function feed(reader: CloudflaredReader, text: string): readonly BannerNews[] {
  return text.split('\n').flatMap((line) => reader.read({ text: line, from: 'stderr', complete: true }) ?? [])
}

const exited = { kind: 'exited', code: 1, signal: null } as const
const { cloudflaredUrl: url } = banners

describe('a line of cloudflared', () => {
  it.each<[string, ReturnType<typeof readCloudflaredLine>]>([
    ['INF |  https://two-words.trycloudflare.com   |', { kind: 'url', url: 'https://two-words.trycloudflare.com' }],
    ['INF Requesting new quick Tunnel on trycloudflare.com...', null],
    ['INF see https://api.trycloudflare.com/tunnel', null],
    [
      'INF https://api.trycloudflare.com then https://ab.trycloudflare.com',
      { kind: 'url', url: 'https://ab.trycloudflare.com' },
    ],
    ['INF https://ab.trycloudflare.com.evil.example', null],
    ['ERR cannot reach https://ab.trycloudflare.com', null],
    ['INF Registered tunnel connection connIndex=2 connection=x', { kind: 'registered', connection: 2 }],
    [
      'INF Connection 830bf962-7674-4e02-b648-65177c832c67 registered connIndex=1 ip=1',
      { kind: 'registered', connection: 1 },
    ],
    ['INF Unregistered tunnel connection connIndex=2', { kind: 'lost', connection: 2 }],
    ['WRN Connection terminated error="x" connIndex=0', { kind: 'lost', connection: 0 }],
    ['INF Lost connection with the edge connIndex=3', { kind: 'lost', connection: 3 }],
    ['INF Cannot determine default configuration path.', null],
    ['', null],
  ])('%j', (line, meaning) => {
    expect(readCloudflaredLine(line)).toEqual(meaning)
  })
})

describe('what cloudflared prints', () => {
  it('is ready when there is a URL and a connection, whichever comes first', () => {
    const reader = createCloudflaredReader()
    expect(feed(reader, banners.cloudflaredRequest + banners.cloudflaredBox())).toEqual([])
    expect(feed(reader, banners.cloudflaredRegistered)).toEqual([{ kind: 'ready', url }])
    const other = createCloudflaredReader()
    expect(feed(other, banners.cloudflaredRegistered)).toEqual([])
    expect(feed(other, banners.cloudflaredBox())).toEqual([{ kind: 'ready', url }])
  })

  it('tells of a drop once, and of the return', () => {
    const reader = createCloudflaredReader()
    feed(reader, `${banners.cloudflaredBox()}\n${banners.cloudflaredRegistered}`)
    expect(feed(reader, banners.cloudflaredLost)).toEqual([{ kind: 'status', status: 'closed' }])
    expect(feed(reader, banners.cloudflaredLost)).toEqual([])
    expect(feed(reader, banners.cloudflaredRegistered)).toEqual([{ kind: 'status', status: 'connected' }])
  })

  it.each([
    ['the limit', banners.cloudflaredLimited, 'tunnel/limit', '429'],
    ['a service that is broken', banners.cloudflaredBroken, 'failed', '500'],
    ['no way to the service', banners.cloudflaredOffline, 'unreachable', 'no such host'],
    ['anything else, by its last words', 'INF hello\nERR it is all wrong', 'failed', 'it is all wrong'],
    ['nothing at all', '', 'failed', 'exit code 1'],
  ])('explains %s', (_, text, code, word) => {
    const reader = createCloudflaredReader()
    expect(feed(reader, text)).toEqual([])
    const error = reader.explainEnd(exited)
    expect(error).toMatchObject({ code, category: 'inconclusive' })
    expect(error.message).toContain(word)
  })

  it('knows that UDP does not get out, before it was connected and not after', () => {
    const reader = createCloudflaredReader()
    feed(reader, banners.cloudflaredBox())
    expect(feed(reader, banners.cloudflaredQuicBlocked)).toMatchObject([
      { kind: 'failed', error: { code: 'unreachable' } },
    ])
    expect(reader.isQuicBlocked).toBe(true)
    const later = createCloudflaredReader()
    feed(later, `${banners.cloudflaredBox()}\n${banners.cloudflaredRegistered}`)
    expect(feed(later, banners.cloudflaredQuicBlocked)).toEqual([])
    expect(later.isQuicBlocked).toBe(false)
  })

  it('tells a URL without a connection from no URL', () => {
    const [silent, half] = [createCloudflaredReader(), createCloudflaredReader()]
    feed(half, banners.cloudflaredBox())
    expect(silent.explainSilence(40_000)).toMatchObject({ code: 'timed-out' })
    expect(half.explainSilence(40_000)).toMatchObject({
      code: 'unreachable',
      fix: { command: expect.stringContaining('TUNNEL_TRANSPORT_PROTOCOL=http2') },
    })
  })

  it.each([
    ['ENOENT', 'not-installed'],
    ['EACCES', 'failed'],
  ])('explains that it could not start: %s', (code, expected) => {
    expect(createCloudflaredReader().explainEnd({ kind: 'not-started', code })).toMatchObject({ code: expected })
  })

  it('reads no URL out of half a line', () => {
    const reader = createCloudflaredReader()
    const half = { text: 'INF |  https://quiet-heron.trycloudflare.com', from: 'stderr', complete: false } as const
    expect(reader.read(half)).toBeNull()
    expect(feed(reader, banners.cloudflaredRegistered)).toEqual([])
  })
})

describe('how cloudflared is started', () => {
  it('is kept from the configuration of named tunnels', () => {
    expect(cloudflaredArguments('http://127.0.0.1:5000', 'linux')).toEqual([
      'tunnel',
      '--config',
      '/dev/null',
      '--no-autoupdate',
      '--url',
      'http://127.0.0.1:5000',
    ])
    expect(cloudflaredArguments('http://127.0.0.1:5000', 'win32', 'http2').join(' ')).toContain(
      'NUL --no-autoupdate --protocol http2',
    )
  })

  it('gets no option through the environment but how it connects', () => {
    const variables = {
      PATH: '/bin',
      TUNNEL_TOKEN: 'x',
      TUNNEL_URL: 'y',
      TUNNEL_TRANSPORT_PROTOCOL: 'http2',
      MY_TUNNEL_X: 'z',
    }
    expect(cloudflaredEnvironment(variables)).toEqual({
      PATH: '/bin',
      TUNNEL_TRANSPORT_PROTOCOL: 'http2',
      MY_TUNNEL_X: 'z',
    })
  })
})
