import { describe, expect, it } from 'vitest'
import { appAcknowledges } from '../../../src/checks/app/app-acknowledges.ts'
import { appListening } from '../../../src/checks/app/app-listening.ts'
import { appPrompt } from '../../../src/checks/app/app-prompt.ts'
import { appRoute } from '../../../src/checks/app/app-route.ts'
import { down, hintsOf, reply, type Scene, silent } from '../replies/reply-builders.ts'

const ok = reply()
const crash = reply({ status: 500, body: 'boom' })
const missing = reply({ status: 404, body: '{}' })
const offline = reply({ status: 404, headers: { 'ngrok-error-code': 'ERR_NGROK_3200' }, body: '' })

const unasked = { available: false, kind: 'not-applicable', reason: 'not asked' } as const
const nobodyElse = { elsewhere: unasked, project: unasked }

function outcomes(scene: Scene): Record<string, string> {
  const hints = hintsOf(scene)
  return {
    route: appRoute.judge({}, hints).kind,
    acknowledges: appAcknowledges.judge({}, hints).kind,
    prompt: appPrompt.judge({}, hints).kind,
  }
}

describe('the checks of the app', () => {
  it.each<{ what: string; scene: Scene; expected: Record<string, string> }>([
    {
      what: 'all is well',
      scene: { outside: ok, inside: ok },
      expected: { route: 'pass', acknowledges: 'pass', prompt: 'pass' },
    },
    {
      what: 'the app alone is well',
      scene: { inside: ok },
      expected: { route: 'pass', acknowledges: 'pass', prompt: 'pass' },
    },
    {
      what: 'a dead tunnel before a good app',
      scene: { outside: offline, inside: ok },
      expected: { route: 'pass', acknowledges: 'pass', prompt: 'pass' },
    },
    {
      what: 'a dead tunnel alone',
      scene: { outside: offline },
      expected: { route: 'skip', acknowledges: 'skip', prompt: 'skip' },
    },
    {
      what: 'a missing route',
      scene: { inside: missing },
      expected: { route: 'found', acknowledges: 'skip', prompt: 'skip' },
    },
    { what: 'a crash', scene: { inside: crash }, expected: { route: 'pass', acknowledges: 'found', prompt: 'skip' } },
    { what: 'silence', scene: { inside: silent }, expected: { route: 'skip', acknowledges: 'skip', prompt: 'found' } },
    { what: 'no app', scene: { inside: down }, expected: { route: 'skip', acknowledges: 'skip', prompt: 'skip' } },
    {
      what: 'a crash at the public URL, the only side seen',
      scene: { outside: crash },
      expected: { route: 'pass', acknowledges: 'found', prompt: 'skip' },
    },
    {
      what: 'a slow app, the only side seen',
      scene: { inside: reply({ ms: 4_000 }) },
      expected: { route: 'pass', acknowledges: 'pass', prompt: 'found' },
    },
    {
      what: 'a slow app behind a gateway that gave up',
      scene: { outside: reply({ status: 504, body: '' }), inside: reply({ ms: 5_004 }) },
      expected: { route: 'pass', acknowledges: 'pass', prompt: 'found' },
    },
    {
      what: 'a slow app behind a firewall',
      scene: { outside: reply({ status: 403, body: '' }), inside: reply({ ms: 5_004 }) },
      expected: { route: 'pass', acknowledges: 'pass', prompt: 'found' },
    },
    {
      what: 'a quick deployed app, and a slow one on this machine',
      scene: { outside: ok, inside: reply({ ms: 5_004 }) },
      expected: { route: 'pass', acknowledges: 'pass', prompt: 'pass' },
    },
    {
      what: 'a form protection at the public URL, the only side seen',
      scene: { outside: reply({ status: 419, body: '' }) },
      expected: { route: 'found', acknowledges: 'skip', prompt: 'skip' },
    },
    {
      what: 'a deployed app beside a guessed port where something else answers',
      scene: { outside: ok, inside: missing, origin: { kind: 'detected', how: 'a guess' } },
      expected: { route: 'pass', acknowledges: 'pass', prompt: 'pass' },
    },
    {
      what: 'a web server that answers every path by itself',
      scene: {
        outside: reply({ status: 405, body: '<html><hr><center>nginx</center></html>' }),
        outsideVariants: { sibling: reply({ status: 405, body: '<html><hr><center>nginx</center></html>' }) },
      },
      expected: { route: 'skip', acknowledges: 'skip', prompt: 'skip' },
    },
    { what: 'nothing to ask', scene: {}, expected: { route: 'skip', acknowledges: 'skip', prompt: 'skip' } },
  ])('$what', ({ scene, expected }) => {
    expect(outcomes(scene)).toEqual(expected)
  })

  it('passes with the time of the reply that was judged', () => {
    expect(appPrompt.judge({}, hintsOf({ outside: reply({ ms: 200 }), inside: reply({ ms: 5_004 }) }))).toMatchObject({
      detail: '200 ms',
    })
  })

  it('says whether the app runs', () => {
    for (const [exchange, kind] of [
      [ok, 'pass'],
      [down, 'found'],
      [silent, 'pass'],
    ] as const) {
      const hints = hintsOf({ inside: exchange })
      if (!hints.localReply.available) throw new Error('no local reply')
      expect(appListening.judge({ localReply: hints.localReply.value }, { ...hints, ...nobodyElse }).kind).toBe(kind)
    }
  })
})
