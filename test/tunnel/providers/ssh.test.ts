import { describe, expect, it } from 'vitest'
import type { BannerNews, ProgramLine } from '../../../src/tunnel/banner.ts'
import { readSshLine, sshArguments, sshEnvironment } from '../../../src/tunnel/providers/ssh.ts'
import {
  readSshDestination,
  readSshRemote,
  type SshDestination,
} from '../../../src/tunnel/providers/ssh-destination.ts'
import { createSshReader } from '../../../src/tunnel/providers/ssh-reader.ts'
import * as banners from '../../helpers/tunnel-banners.ts'

const target = 'http://127.0.0.1:5000'
const exited = { kind: 'exited', code: 255, signal: null } as const

function destination(text: string, remote?: string): SshDestination {
  const found = readSshDestination(text, remote === undefined ? null : readSshRemote(remote))
  if (found === null) throw new Error(`${text} is no destination`)
  return found
}

function feed(reader: ReturnType<typeof createSshReader>, text: string, from: ProgramLine['from'] = 'stdout') {
  return text.split('\n').flatMap((line): readonly BannerNews[] => {
    const news = reader.read({ text: line.replace(/\u001b\[\d+m/g, ''), from, complete: true })
    return news === null ? [] : [news]
  })
}

describe('a destination for ssh', () => {
  it.each([
    ['vps.example.com', { host: 'vps.example.com', user: null, port: null, service: null }],
    ['amina@vps.example.com:2222', { host: 'vps.example.com', user: 'amina', port: 2222 }],
    ['deploy@[::1]:2222', { host: '::1', user: 'deploy', port: 2222 }],
    ['alias_in-config', { host: 'alias_in-config' }],
    ['localhost.run', { host: 'localhost.run', user: 'nokey', port: 22, service: { name: 'localhost.run' } }],
    ['me@localhost.run', { user: 'me' }],
    ['pinggy', { host: 'a.pinggy.io', user: null, port: 443, service: { name: 'pinggy' } }],
    ['token+qr@eu.a.pinggy.io', { host: 'eu.a.pinggy.io', user: 'token+qr', port: 443 }],
    ['Serveo', { host: 'serveo.net', service: { name: 'serveo' } }],
  ])('%s', (text, expected) => {
    expect(readSshDestination(text)).toMatchObject(expected)
  })

  it.each([
    ['-oProxyCommand=touch'],
    ['-l@host'],
    ['host name'],
    ['host;id'],
    ['$(id)'],
    ['user@-host'],
    ['host:0'],
    ['host:65536'],
    ['host:22:33'],
    [''],
    ['ssh://host'],
    ['host/path'],
    ['a@b@c'],
  ])('%j is none', (text) => {
    expect(readSshDestination(text)).toBeNull()
  })

  it.each([
    ['8080', { address: '', port: 8080 }],
    ['0', { address: '', port: 0 }],
    ['127.0.0.1:8080', { address: '127.0.0.1', port: 8080 }],
    ['*:80', { address: '*', port: 80 }],
    ['[::1]:80', { address: '[::1]', port: 80 }],
    ['70000', null],
    ['-R80', null],
    ['x', null],
  ])('%s as what the server listens on', (text, expected) => {
    expect(readSshRemote(text)).toEqual(expected)
  })
})

describe('the arguments of ssh', () => {
  it('forward to a service, which is asked nothing and told nothing', () => {
    const args = sshArguments(destination('localhost.run'), target, { platform: 'linux', isUrlGiven: false }).join(' ')
    expect(args).toMatch(/^-T -o /)
    expect(args).toMatch(/-p 22 -R 80:127\.0\.0\.1:5000 -- nokey@localhost\.run$/)
    for (const option of [
      'ExitOnForwardFailure=yes',
      'StrictHostKeyChecking=accept-new',
      'ControlPath=none',
      'ForwardAgent=no',
    ])
      expect(args).toContain(`-o ${option}`)
  })

  it('forward to pinggy on port 443, with an empty password if it wants one', () => {
    const pinggy = destination('pinggy')
    expect(sshArguments(pinggy, 'http://[::1]:5000', { platform: 'linux', isUrlGiven: false }).join(' ')).toMatch(
      /-p 443 -R 0:\[::1\]:5000 -- a\.pinggy\.io$/,
    )
    expect(sshEnvironment(pinggy, { HOME: '/h' })).toEqual({
      HOME: '/h',
      SSH_ASKPASS: 'true',
      SSH_ASKPASS_REQUIRE: 'force',
    })
  })

  it('forward to a server of one’s own, whose key must be known and which gets no password', () => {
    const own = destination('amina@vps.example.com:2222', '127.0.0.1:8080')
    const args = sshArguments(own, target, { platform: 'linux', isUrlGiven: true })
    expect(args.join(' ')).toMatch(
      /^-T -v -N .*-p 2222 -R 127\.0\.0\.1:8080:127\.0\.0\.1:5000 -- amina@vps\.example\.com$/,
    )
    expect(args).toContain('BatchMode=yes')
    expect(args.join(' ')).not.toContain('StrictHostKeyChecking')
    expect(sshEnvironment(own, { HOME: '/h' })).toEqual({ HOME: '/h' })
  })
})

describe('what ssh prints', () => {
  it.each([
    ['localhost.run', banners.localhostRunBanner, banners.localhostRunUrl],
    ['pinggy', banners.pinggyBanner, banners.pinggyUrl],
    ['serveo', banners.serveoBanner, banners.serveoUrl],
    [
      'tunnel.example',
      'Welcome! Docs: https://docs.tunnel.example/start\nhttps://www.tunnel.example\nhttps://ab12.tunnel.example',
      'https://ab12.tunnel.example',
    ],
  ])('%s names the URL, once', (host, banner, url) => {
    const reader = createSshReader(destination(host), null)
    expect(feed(reader, banner)).toEqual([{ kind: 'ready', url }])
    expect(feed(reader, banner)).toEqual([])
  })

  it('a server of one’s own is reachable as the user says, when it listens', () => {
    const reader = createSshReader(destination('vps.example.com', '8080'), 'https://pay.example.com')
    expect(feed(reader, 'https://motd.example.com', 'stdout')).toEqual([])
    expect(feed(reader, 'debug1: remote forward success for: listen 8080, connect 127.0.0.1:5000', 'stderr')).toEqual([
      { kind: 'ready', url: 'https://pay.example.com' },
    ])
  })

  it('a port that the server chose becomes that of the URL', () => {
    const reader = createSshReader(destination('vps.example.com', '0'), 'http://vps.example.com')
    expect(feed(reader, 'debug1: remote forward success for: listen 0, connect 127.0.0.1:5000', 'stderr')).toEqual([])
    expect(feed(reader, 'Allocated port 40123 for remote forward to 127.0.0.1:5000', 'stderr')).toEqual([
      { kind: 'ready', url: 'http://vps.example.com:40123' },
    ])
  })

  it.each([
    ['ssh: Could not resolve hostname nowhere: Name or service not known', 'unreachable', 'resolved'],
    ['ssh: connect to host vps.example.com port 22: Connection refused', 'unreachable', 'port 22: Connection refused'],
    ['ssh: connect to host vps.example.com port 22: Connection timed out', 'unreachable', 'timed out'],
    ['amina@vps.example.com: Permission denied (publickey,password).', 'tunnel/auth-failed', 'publickey,password'],
    ['Host key verification failed.', 'host-key', 'never accepted'],
    [
      'No ED25519 host key is known for vps.example.com and you have requested strict checking.',
      'host-key',
      'never accepted',
    ],
    [
      '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nHost key verification failed.',
      'host-key',
      'another key',
    ],
    ['Error: remote port forwarding failed for listen port 8080', 'failed', '8080'],
    ['kex_exchange_identification: Connection closed by remote host', 'unreachable', 'cut'],
    ['Timeout, server vps.example.com not responding.', 'unreachable', 'cut'],
    ['command-line: line 0: unsupported option "accept-new".', 'outdated', 'accept-new'],
    ['debug1: Connecting\nsomething else broke', 'failed', 'something else broke'],
    ['', 'failed', 'exit code 255'],
  ])('%j', (text, code, word) => {
    const reader = createSshReader(destination('vps.example.com', '8080'), 'https://pay.example.com')
    feed(reader, text, 'stderr')
    const error = reader.explainEnd(exited)
    expect(error).toMatchObject({ code, category: 'inconclusive' })
    expect(error.message).toContain(word)
  })

  it.each([
    ['Are you sure you want to continue connecting (yes/no/[fingerprint])? ', 'host-key'],
    ["amina@vps.example.com's password: ", 'tunnel/auth-failed'],
    ["Enter passphrase for key '/home/amina/.ssh/id_ed25519': ", 'tunnel/auth-failed'],
  ])('a question nobody answers: %j', (text, code) => {
    const reader = createSshReader(destination('vps.example.com', '8080'), 'https://pay.example.com')
    const news = reader.read({ text, from: 'stderr', complete: false })
    expect(news).toMatchObject({ kind: 'failed', error: { code } })
    expect(reader.explainSilence(30_000)).toMatchObject({ code })
  })

  it('never repeats a token that is the user name', () => {
    const reader = createSshReader(destination('invented0token@a.pinggy.io'), null)
    feed(reader, 'invented0token@a.pinggy.io: your plan has ended', 'stderr')
    expect(reader.explainEnd(exited).message).toContain('your plan has ended')
    expect(reader.explainEnd(exited).message).not.toContain('invented0token')
    feed(reader, 'invented0token@a.pinggy.io: Permission denied (publickey).', 'stderr')
    const error = reader.explainEnd(exited)
    expect(error.message + JSON.stringify(error.fix)).not.toContain('invented0token')
  })

  it.each([
    ['amina@vps.example.com:2222', 'Permission denied (publickey).', 'ssh-copy-id -p 2222 amina@vps.example.com'],
    ['vps.example.com', 'Host key verification failed.', 'ssh vps.example.com'],
    ['amina@vps.example.com:2222', 'REMOTE HOST IDENTIFICATION HAS CHANGED', 'ssh-keygen -R [vps.example.com]:2222'],
    ['localhost.run', 'Host key verification failed.', 'ssh nokey@localhost.run'],
    ['invented0token@a.pinggy.io', 'Host key verification failed.', 'ssh -p 443 a.pinggy.io'],
  ])('%s: %s has a command that mends it', (text, line, command) => {
    const reader = createSshReader(destination(text), null)
    feed(reader, line, 'stderr')
    expect(reader.explainEnd(exited).fix?.command).toBe(command)
  })

  it('a server that forwards and names no URL needs one', () => {
    const reader = createSshReader(destination('tunnel.example'), null)
    expect(reader.explainSilence(30_000)).toMatchObject({ code: 'timed-out' })
    feed(reader, 'debug1: remote forward success for: listen 80, connect 127.0.0.1:5000', 'stderr')
    expect(reader.explainSilence(30_000)).toMatchObject({
      code: 'failed',
      fix: { summary: expect.stringContaining('--url') },
    })
  })

  it('debug lines are no errors', () => {
    for (const line of [
      'debug1: Authentications that can continue: publickey,password',
      'debug1: Next authentication method: publickey',
    ])
      expect(readSshLine(line, true)).toBeNull()
  })
})
