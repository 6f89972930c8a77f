import { beforeAll, describe, expect, it } from 'vitest'
import type { Decided } from '../../../src/checks/replies/compare-replies.ts'
import { decide } from '../../../src/checks/replies/compare-replies.ts'
import { findRow } from '../../../src/checks/replies/decision-row.ts'
import { decisionTable } from '../../../src/checks/replies/decision-table.ts'
import type { Picture, Sight } from '../../../src/checks/replies/picture.ts'
import { isInFront } from '../../../src/checks/replies/picture.ts'
import { replyCodes } from '../../../src/checks/replies/reply-codes.ts'

const states = ['unseen', 'down', 'silent', 'broken', 'accepted'] as const
const refusals = Object.keys(replyCodes) as (keyof typeof replyCodes)[]
/** Codes that rows name, and one more of each family: the rest is decided as that one is. */
const named = new Set(decisionTable.flatMap(({ outside, inside }) => [outside, inside].flat()))
const families = ['tunnel', 'edge', 'app', 'handler']
const others = families.flatMap((family) => refusals.find((code) => code.startsWith(family) && !named.has(code)) ?? [])
const sights: readonly Sight[] = [...states, ...refusals.filter((code) => named.has(code) || others.includes(code))]
const tunnels = [true, false] as const
const apps = ['named', 'stated', 'guessed'] as const
const kinds = ['redirect', 'password', 'login', 'unavailable', 'server-page', 'page', 'other'] as const
const frameworks = [true, false] as const
const elsewheres = ['same', 'other', 'unknown'] as const

/** Comparisons that two sights can have. */
function comparisonsOf(outside: Sight, inside: Sight): readonly Picture['comparison'][] {
  const isRefused = (sight: Sight) => sight.includes('/')
  if (outside === 'unseen' || inside === 'unseen') return ['different']
  if (outside === 'accepted' && inside === 'accepted') return ['same', 'other-fields', 'one-page', 'one-text']
  if (outside === inside && !isRefused(outside)) return ['same']
  if (isRefused(outside) && isRefused(inside)) return outside === inside ? ['same'] : ['same', 'different']
  return ['different']
}

/** Signs of a public reply; without one there are none. */
function signsOf(outside: Sight): readonly Pick<Picture, 'kind' | 'framework' | 'elsewhere'>[] {
  if (outside !== 'accepted' && !outside.includes('/'))
    return [{ kind: 'other', framework: false, elsewhere: 'unknown' }]
  return kinds.flatMap((kind) =>
    frameworks.flatMap((framework) => elsewheres.map((elsewhere) => ({ kind, framework, elsewhere }))),
  )
}

/** Every picture that there can be, and some more. */
function* everyPicture(): Generator<Picture> {
  for (const outside of sights)
    for (const inside of sights)
      for (const comparison of comparisonsOf(outside, inside))
        for (const tunnel of tunnels)
          for (const app of apps)
            for (const signs of signsOf(outside)) yield { outside, inside, comparison, tunnel, app, ...signs }
}

interface Case {
  readonly picture: Picture
  readonly row: number
}

const undecided: Picture[] = []
const reached = new Map<number, Picture>()
const cases: Case[] = []

beforeAll(() => {
  for (const picture of everyPicture()) {
    const row = findRow(decisionTable, picture)
    if (row === undefined) undecided.push(picture)
    else {
      const index = decisionTable.indexOf(row)
      if (!reached.has(index)) reached.set(index, picture)
      cases.push({ picture, row: index })
    }
  }
}, 60_000)

/** Pictures for which the table says something that it must not. */
function violations(isWrong: (picture: Picture, found: readonly Decided[]) => boolean): readonly string[] {
  const wrong: string[] = []
  for (const { picture, row } of cases) {
    if (wrong.length > 3) break
    if (isWrong(picture, decide(picture))) wrong.push(`${decisionTable[row]?.what}: ${JSON.stringify(picture)}`)
  }
  return wrong
}

const isError = ({ code, severity }: Decided): boolean =>
  severity === undefined ? code === 'own' || replyCodes[code].severity === 'error' : severity === 'error'

describe('the decision table', () => {
  it('decides every case', () => {
    expect(undecided.slice(0, 3)).toEqual([])
    expect(cases.length).toBeGreaterThan(50_000)
  })

  it.each(refusals)('has a place for %s on either side, beside everything', (code) => {
    for (const other of sights)
      for (const [outside, inside] of [
        [code, other],
        [other, code],
      ] as const)
        for (const app of apps) {
          const signs = { kind: 'other', framework: false, elsewhere: 'unknown' } as const
          const comparison = comparisonsOf(outside, inside)[0] ?? 'different'
          expect(findRow(decisionTable, { outside, inside, comparison, tunnel: false, app, ...signs })).toBeDefined()
        }
  })

  it.each(decisionTable.map(({ what }, index) => [what, index] as const))('is reached: %s', (_, index) => {
    expect(reached.has(index)).toBe(true)
  })

  it('says each thing once', () => {
    expect(new Set(decisionTable.map(({ what }) => what)).size).toBe(decisionTable.length)
  })

  it('names only sides that were seen', () => {
    expect(violations((picture, found) => found.some(({ side }) => picture[side] === 'unseen'))).toEqual([])
  })

  it('finds something wherever the public URL does not take the callback', () => {
    expect(
      violations(({ outside }, found) => outside !== 'unseen' && outside !== 'accepted' && !found.some(isError)),
    ).toEqual([])
  })

  it('finds nothing where both take it alike', () => {
    expect(
      violations(
        ({ outside, inside, comparison }, found) =>
          outside === 'accepted' && inside === 'accepted' && comparison === 'same' && found.length > 0,
      ),
    ).toEqual([])
  })

  it('makes no error of what only a guessed address shows', () => {
    expect(
      violations(
        ({ app, outside, comparison }, found) =>
          app === 'guessed' &&
          (outside === 'accepted' || outside === 'unseen') &&
          found.some((one) => one.side === 'inside' && isError(one) && comparison !== 'same'),
      ),
    ).toEqual([])
    expect(
      violations(
        ({ app, outside, comparison }, found) =>
          app === 'guessed' &&
          outside !== 'edge/bad-gateway' &&
          comparison !== 'same' &&
          found.some((one) => one.side === 'inside' && isError(one)),
      ),
    ).toEqual([])
  })

  it('makes no error of an idle app on this machine while the public URL takes callbacks', () => {
    expect(
      violations(
        ({ app, outside, inside }, found) =>
          app !== 'named' && outside === 'accepted' && inside === 'down' && found.some(isError),
      ),
    ).toEqual([])
  })

  it('never blames the app for a 404 or 405 that only the public URL gives', () => {
    expect(
      violations(
        ({ outside, inside }, found) =>
          (outside === 'app/route-not-found' || outside === 'app/method-not-allowed') &&
          inside === 'accepted' &&
          !found.every(({ code }) => code === 'edge/not-your-app' || code === 'edge/default-page'),
      ),
    ).toEqual([])
  })

  it('blames the tunnel and the app where a tunnel has no app behind it', () => {
    for (const app of ['named', 'stated'] as const)
      for (const outside of ['tunnel/app-down', 'edge/bad-gateway'] as const) {
        const picture: Picture = {
          outside,
          inside: 'down',
          tunnel: outside === 'tunnel/app-down',
          app,
          kind: 'other',
          framework: false,
          elsewhere: 'unknown',
          comparison: 'different',
        }
        expect(decide(picture).map(({ side, code }) => `${side} ${code}`)).toEqual([
          'outside own',
          'inside app/not-listening',
        ])
      }
  })

  it('blames the app for what both do alike, and the edge only for what stands before both', () => {
    expect(
      violations(
        ({ outside, inside, comparison }, found) =>
          comparison === 'same' &&
          outside !== 'accepted' &&
          outside !== 'down' &&
          !isInFront(inside) &&
          found.some(({ side, code }) => side === 'outside' || code === 'edge/not-your-app'),
      ),
    ).toEqual([])
  })

  it('is certain of nothing that carries no mark and was seen from outside only', () => {
    expect(
      violations(
        ({ outside, inside, framework, elsewhere }, found) =>
          (outside.startsWith('app/') || outside.startsWith('handler/')) &&
          inside === 'unseen' &&
          !framework &&
          elsewhere !== 'other' &&
          found.some(({ confidence }) => confidence === undefined || confidence === 'certain'),
      ),
    ).toEqual([])
  })

  it('says how to settle what it is not sure of', () => {
    expect(
      violations(
        ({ outside, inside, framework, elsewhere }, found) =>
          (outside === 'app/auth-required' || outside === 'app/route-not-found' || outside === 'app/server-error') &&
          inside === 'unseen' &&
          !framework &&
          elsewhere === 'unknown' &&
          !found.every(({ adds }) => adds?.includes('`--app-url`') === true),
      ),
    ).toEqual([])
  })

  it('is never certain that two different refusals are two different apps', () => {
    expect(
      violations(
        ({ outside, inside }, found) =>
          outside !== 'accepted' &&
          inside !== 'accepted' &&
          found.some(({ code, confidence }) => code === 'edge/not-your-app' && (confidence ?? 'certain') === 'certain'),
      ),
    ).toEqual([])
  })
})
