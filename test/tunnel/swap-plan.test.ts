import { describe, expect, it } from 'vitest'
import { diffLine, planSwap, requireSwap } from '../../src/tunnel/swap-plan.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const origin = 'https://new.ngrok-free.dev'
const keys = ['MPESA_CALLBACK_URL']

describe('planSwap', () => {
  it('swaps every key, keeps each route, and names line, old and new value', () => {
    const file = 'A=1\nMPESA_CALLBACK_URL="https://o.example/cb?x=1"\nMPESA_RESULT_URL=http://o.example/result\n'
    const plan = planSwap(utf8(file), { keys: [...keys, 'MPESA_RESULT_URL', ...keys], origin })
    expect(text(plan.bytes)).toBe(`A=1\nMPESA_CALLBACK_URL="${origin}/cb?x=1"\nMPESA_RESULT_URL=${origin}/result\n`)
    expect(plan.changes.map(({ key, line, before, after }) => [key, line, before, after])).toEqual([
      ['MPESA_CALLBACK_URL', 2, 'https://o.example/cb?x=1', `${origin}/cb?x=1`],
      ['MPESA_RESULT_URL', 3, 'http://o.example/result', `${origin}/result`],
    ])
    expect(plan.undos).toHaveLength(2)
  })

  it('plans nothing where the address is there already', () => {
    const bytes = utf8(`MPESA_CALLBACK_URL=${origin}/cb\n`)
    const plan = planSwap(bytes, { keys, origin })
    expect(plan.bytes).toBe(bytes)
    expect(plan.undos).toEqual([])
    expect(plan.changes).toMatchObject([{ changed: false }])
  })

  it.each([
    ['A=1\n', 'missing'],
    ['MPESA_CALLBACK_URL=\n', 'empty'],
    ['MPESA_CALLBACK_URL=https://o.example\n', 'no-path'],
    ['MPESA_CALLBACK_URL=your-callback-url\n', 'placeholder'],
    ['MPESA_CALLBACK_URL=/cb\n', 'relative'],
  ])('takes the route that the user names for %j, and otherwise says: %s', (file, reason) => {
    expect(planSwap(utf8(file), { keys, origin }).refused).toEqual([{ key: keys[0], reason }])
    const plan = planSwap(utf8(file), { keys, origin, path: '/mpesa/cb' })
    expect(plan.changes).toMatchObject([{ after: `${origin}/mpesa/cb` }])
  })

  it.each([
    ['MPESA_CALLBACK_URL=$BASE/cb\n', 'interpolation'],
    ['MPESA_CALLBACK_URL=https://o.example/cb#part\n', 'unsafe-character'],
    ['<<<<<<< a\nMPESA_CALLBACK_URL=https://o.example/cb\n=======\n', 'merge-conflict'],
    ['A=\0\nMPESA_CALLBACK_URL=https://o.example/cb\n', 'encoding'],
  ])('leaves %j as it is, also with a route: %s', (file, reason) => {
    const bytes = utf8(file)
    const plan = planSwap(bytes, { keys, origin, path: '/mpesa/cb' })
    expect(plan).toMatchObject({ changes: [], refused: [{ key: keys[0], reason }] })
    expect(plan.bytes).toBe(bytes)
    expect(() => requireSwap(plan, '.env')).toThrow(
      expect.objectContaining({ code: 'env-file-refused', category: 'usage', file: '.env' }),
    )
  })
})

describe('diffLine', () => {
  const change = { key: 'K', line: 12, before: 'a', after: 'b', changed: true, duplicates: [] }

  it('shows place, old and new value, and nothing where nothing changed', () => {
    expect(diffLine('.env', change, '→')).toBe('.env:12  K  a → b')
    expect(diffLine('.env', { ...change, before: null }, '→')).toBe('.env:12  K  → b')
    expect(diffLine('.env', { ...change, changed: false }, '→')).toBeNull()
  })
})
