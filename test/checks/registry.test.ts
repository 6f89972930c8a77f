import { describe, expect, it } from 'vitest'
import { explanations } from '../../src/checks/explanations.ts'
import { checks } from '../../src/checks/index.ts'
import { staticChecks } from '../../src/checks/static.ts'
import type { AnyCheck } from '../../src/core/check.ts'
import { familyOrder, sections } from '../../src/reporters/families.ts'

const registry: readonly AnyCheck[] = checks
const codes = registry.flatMap((check) => Object.keys(check.codes))

describe('the registry of checks', () => {
  it('has no two checks of the same id', () => {
    expect(new Set(registry.map(({ id }) => id)).size).toBe(registry.length)
  })

  it('begins with the checks that need nothing but files', () => {
    expect(registry.slice(0, staticChecks.length)).toEqual([...staticChecks])
  })

  it.each(registry.map((check) => [check.id, check] as const))(
    '%s has texts that fit the output',
    (_, { title, family, codes: own }) => {
      expect(familyOrder).toContain(family)
      // A title is the condition that should hold: it reads right behind every glyph, and it is no sentence.
      expect(title).toMatch(/^[A-Z].*[^.!?]$/)
      for (const [code, definition] of Object.entries(own)) {
        expect(code).toMatch(/^[a-z0-9]+\/[a-z0-9-]+$/)
        expect(definition.title).toMatch(/[^.!?]$/)
        expect(definition.why).toMatch(/[.`]$/)
        expect(definition.fix.length).toBeGreaterThan(10)
      }
    },
  )

  it('defines a code the same way wherever it stands', () => {
    const seen = new Map<string, unknown>()
    for (const check of registry)
      for (const [code, definition] of Object.entries(check.codes)) {
        expect(seen.get(code) ?? definition).toEqual(definition)
        seen.set(code, definition)
      }
  })

  it('explains nothing by codes that do not exist', () => {
    const families = new Set(codes.map((code) => code.slice(0, code.indexOf('/'))))
    for (const { cause, explains } of explanations)
      for (const pattern of [cause, ...explains])
        expect(pattern.endsWith('/*') ? families.has(pattern.slice(0, -2)) : codes.includes(pattern), pattern).toBe(
          true,
        )
  })

  it('shows every family under a heading', () => {
    expect(sections.flatMap(({ families }) => families).toSorted()).toEqual([...familyOrder].toSorted())
  })
})
