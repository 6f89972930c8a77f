import { describe, expect, it } from 'vitest'
import { appListening } from '../../../src/checks/app/app-listening.ts'
import { observed, unavailable } from '../../../src/core/probe.ts'
import type { Listener } from '../../../src/core/processes-port.ts'
import type { Origin } from '../../../src/core/settings.ts'
import { down, hintsOf, reply } from '../replies/reply-builders.ts'

const unasked = unavailable('not-applicable', 'not asked')
const envFile: Origin = { kind: 'env-file', file: '.env', line: 3, key: 'PORT' }

function at(port: number, address = '127.0.0.1'): Listener {
  return { pid: 123, program: 'python3', folder: '/duka', address, port }
}

const project = observed({
  folder: '/duka',
  envFilesNamed: false,
  stack: {
    source: 'detected' as const,
    frameworks: [{ name: 'Django' as const, file: 'manage.py', because: 'x' }],
    loaders: [],
    nodeMajor: 20,
  },
})

function findingWith(listeners: readonly Listener[], origin?: Origin) {
  const hints = hintsOf({ inside: down, ...(origin === undefined ? {} : { origin }) })
  if (!hints.localReply.available) throw new Error('no local reply')
  const judgement = appListening.judge(
    { localReply: hints.localReply.value },
    {
      ...hints,
      elsewhere: listeners.length === 0 ? unasked : observed(listeners),
      project,
    },
  )
  if (judgement.kind !== 'found') throw new Error(judgement.kind)
  return judgement.findings[0]
}

describe('an app that does not listen where it should', () => {
  it('may not run at all', () => {
    expect(findingWith([])).toMatchObject({ code: 'app/not-listening' })
    expect(findingWith([])?.evidence).not.toHaveProperty('listeners')
  })

  it('listens on another port, which is told with the process', () => {
    const finding = findingWith([at(8000)], envFile)
    expect(finding?.message).toMatch(/5000.*python3 \(process 123\) of this folder listens on 8000$/)
    expect(finding).toMatchObject({
      evidence: { listeners: [{ pid: 123, program: 'python3', address: '127.0.0.1', port: 8000 }] },
      fix: { summary: expect.stringMatching(/5000.*`PORT` in `.env`.*8000/) },
    })
    expect(findingWith([at(8000)])?.fix?.summary).toContain('--app-url http://127.0.0.1:8000')
  })

  it('may be any of several processes, which are told without a guess', () => {
    const finding = findingWith([at(8000), at(8001)], envFile)
    expect(finding?.evidence.listeners).toHaveLength(2)
    expect(finding?.fix?.summary ?? '').not.toMatch(/800\d/)
  })

  it.each([['172.17.0.2'], ['fd00::2']])('listens on %s alone, where a tunnel does not look', (address) => {
    expect(findingWith([at(8001), at(5000, address)])).toMatchObject({
      evidence: { listeners: [{ address, port: 5000 }] },
      fix: { command: 'python manage.py runserver 127.0.0.1:5000' },
    })
  })
})

describe('an app that listens', () => {
  const shownFor = (origin: Origin, speaksTls?: true) => {
    const hints = hintsOf({ inside: reply(), origin })
    if (!hints.localReply.available) throw new Error('no local reply')
    const localReply = { ...hints.localReply.value, ...(speaksTls && { speaksTls }) }
    const judgement = appListening.judge({ localReply }, { ...hints, elsewhere: unasked, project })
    return judgement.kind === 'pass' ? judgement.detail : judgement.kind
  }

  it('is shown with its address, and with how it was found', () => {
    expect(shownFor(envFile)).toBe('127.0.0.1:5000')
    expect(shownFor(envFile, true)).toContain('https')
    expect(shownFor({ kind: 'detected', how: "Flask's default, and x" })).toBe("127.0.0.1:5000; Flask's default, and x")
  })
})
