import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createNodeEnvFileWriter } from '../../src/adapters/env-file-writer-node.ts'
import type { ClockPort } from '../../src/core/ports.ts'
import { TunnelError } from '../../src/tunnel/errors.ts'
import type { OpenTunnel, TunnelProvider } from '../../src/tunnel/provider.ts'
import { openTunnelSession, type TunnelSessionRequest } from '../../src/tunnel/session.ts'

const NEVER = new AbortController().signal
const OLD = 'PORT=5000\nMPESA_CALLBACK_URL="https://old.example/mpesa/cb?x=1" # ours\n'
const NEW = OLD.replace('https://old.example', 'https://new.example')

/** A clock whose sleepers wake only when they are told to. */
function fakeClock(): ClockPort & { wake(): void } {
  const sleepers = new Set<() => void>()
  return {
    now: () => new Date('2026-11-23T06:00:00Z'),
    monotonicMs: () => 0,
    sleep: (_, signal) =>
      new Promise((resolve, reject) => {
        sleepers.add(resolve)
        signal.addEventListener('abort', () => reject(signal.reason))
      }),
    wake: () => sleepers.forEach((resolve) => void resolve()),
  }
}

function fakeProvider(changes: Partial<OpenTunnel> = {}) {
  const close = vi.fn(async () => {})
  const tunnel: OpenTunnel = {
    url: 'https://new.example',
    provider: 'fake',
    owned: true,
    onStatus: () => () => {},
    close,
    ...changes,
  }
  const open = vi.fn<TunnelProvider['open']>(async () => tunnel)
  return { name: 'fake', open, close }
}

async function createProject(content = OLD) {
  const projectDirectory = await fs.mkdtemp(join(tmpdir(), 'mpesa-doctor-session-'))
  onTestFinished(() => fs.rm(projectDirectory, { recursive: true, force: true }))
  const file = join(projectDirectory, '.env')
  await fs.writeFile(file, content)
  const request: TunnelSessionRequest = {
    tunnel: { target: 'http://127.0.0.1:5000' },
    file,
    projectDirectory,
    keys: ['MPESA_CALLBACK_URL'],
  }
  const isLocked = async () => (await fs.readdir(projectDirectory)).some((name) => name.endsWith('.lock'))
  return { file, request, isLocked, content: () => fs.readFile(file, 'utf8') }
}

function createPorts(provider: TunnelProvider = fakeProvider()) {
  return { provider, writer: createNodeEnvFileWriter(), clock: fakeClock() }
}

describe('a tunnel session', () => {
  it('puts the address of the tunnel into the file and the old one back at the end', async () => {
    const project = await createProject()
    const provider = fakeProvider()
    const session = await openTunnelSession(createPorts(provider), project.request, NEVER)
    expect(await project.content()).toBe(NEW)
    expect(session).toMatchObject({
      url: 'https://new.example',
      changes: [{ line: 2, before: 'https://old.example/mpesa/cb?x=1', after: 'https://new.example/mpesa/cb?x=1' }],
      recovered: [],
    })
    expect(await session.close()).toMatchObject({ restored: [{ outcome: 'restored', line: 2 }], tunnelClosed: true })
    expect(await session.close()).toMatchObject({ restored: [{ outcome: 'restored' }] })
    expect(provider.close).toHaveBeenCalledTimes(1)
    expect(await project.content()).toBe(OLD)
    expect(await project.isLocked()).toBe(false)
  })

  it('leaves the new address if it is to be kept', async () => {
    const project = await createProject()
    const session = await openTunnelSession(createPorts(), { ...project.request, keep: true }, NEVER)
    expect(await session.close()).toEqual({ restored: [], tunnelClosed: true })
    expect(await project.content()).toBe(NEW)
    expect(await createNodeEnvFileWriter().restoreFromJournal(project.request.projectDirectory, NEVER)).toEqual([])
  })

  it('opens nothing for a value without a route', async () => {
    const project = await createProject('MPESA_CALLBACK_URL=https://old.example\n')
    const provider = fakeProvider()
    const opening = openTunnelSession(createPorts(provider), project.request, NEVER)
    await expect(opening).rejects.toMatchObject({ code: 'env-file-refused' })
    expect(provider.open).not.toHaveBeenCalled()
    expect(await project.isLocked()).toBe(false)
  })

  it('opens nothing while another session holds the file', async () => {
    const project = await createProject()
    const first = await openTunnelSession(createPorts(), project.request, NEVER)
    const provider = fakeProvider()
    const second = openTunnelSession(createPorts(provider), project.request, NEVER)
    await expect(second).rejects.toMatchObject({ code: 'env-file-locked', category: 'conflict' })
    expect(provider.open).not.toHaveBeenCalled()
    await first.close()
  })

  it('leaves the file alone if the provider refuses', async () => {
    const project = await createProject()
    const provider = { name: 'fake', open: () => Promise.reject(new TunnelError('domain-in-use', 'taken')) }
    const opening = openTunnelSession(createPorts(provider), project.request, NEVER)
    await expect(opening).rejects.toMatchObject({ code: 'domain-in-use', category: 'conflict' })
    expect(await project.content()).toBe(OLD)
    expect(await project.isLocked()).toBe(false)
  })

  it('closes the tunnel again if the file cannot be written', async () => {
    const project = await createProject()
    const provider = fakeProvider()
    const ports = createPorts({
      name: 'fake',
      open: async (options, signal) => {
        await fs.unlink(project.file)
        return await provider.open(options, signal)
      },
    })
    await expect(openTunnelSession(ports, project.request, NEVER)).rejects.toMatchObject({ code: 'env-file-missing' })
    expect(provider.close).toHaveBeenCalledTimes(1)
  })

  it('keeps a value that somebody else set while it was open', async () => {
    const project = await createProject()
    const session = await openTunnelSession(createPorts(), project.request, NEVER)
    await fs.writeFile(project.file, 'MPESA_CALLBACK_URL=https://theirs.example/cb\n')
    expect(await session.close()).toMatchObject({ restored: [{ outcome: 'changed' }] })
    expect(await project.content()).toBe('MPESA_CALLBACK_URL=https://theirs.example/cb\n')
  })

  it('does not wait for a provider that does not close', async () => {
    const project = await createProject()
    const ports = createPorts(fakeProvider({ close: () => new Promise(() => {}) }))
    const session = await openTunnelSession(ports, project.request, NEVER)
    const closing = session.close()
    ports.clock.wake()
    expect(await closing).toMatchObject({ restored: [{ outcome: 'restored' }], tunnelClosed: false })
  })

  it('keeps the journal if the file cannot be restored, and lets go of the lock', async () => {
    const project = await createProject()
    const provider = fakeProvider()
    const session = await openTunnelSession(createPorts(provider), project.request, NEVER)
    await fs.unlink(project.file)
    await fs.mkdir(project.file)
    await expect(session.close()).rejects.toMatchObject({ code: 'env-file-not-a-file' })
    expect(provider.close).toHaveBeenCalledTimes(1)
    expect(await project.isLocked()).toBe(false)
    const journal = join(project.request.projectDirectory, '.mpesa-doctor', 'tunnel-journal.json')
    expect(await fs.readFile(journal, 'utf8')).toContain('MPESA_CALLBACK_URL')
  })

  it('first takes back what a killed run left behind', async () => {
    const project = await createProject()
    const session = await openTunnelSession(createPorts(), project.request, NEVER)
    const journal = join(project.request.projectDirectory, '.mpesa-doctor', 'tunnel-journal.json')
    // As if its process were gone: another start marker, and no lock.
    const record = (await fs.readFile(journal, 'utf8')).replace(/"pid": \d+/, '"pid": 4194999')
    await session.close()
    await fs.writeFile(project.file, NEW)
    await fs.writeFile(journal, record)
    const next = await openTunnelSession(createPorts(), project.request, NEVER)
    expect(next.recovered).toMatchObject([{ key: 'MPESA_CALLBACK_URL', outcome: 'restored' }])
    await next.close()
    expect(await project.content()).toBe(OLD)
  })
})
