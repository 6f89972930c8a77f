import { describe, expect, it } from 'vitest'
import type { LoaderName } from '../../src/core/loader-name.ts'
import type { FrameworkName, ProjectStack } from '../../src/core/stack.ts'
import { unicodeGlyphs } from '../../src/reporters/glyphs.ts'
import { jsonReporter } from '../../src/reporters/json.ts'
import { plainPaint } from '../../src/reporters/paint.ts'
import { renderPretty } from '../../src/reporters/pretty.ts'
import { explainStack, nameStack } from '../../src/stack/describe-stack.ts'
import { sampleContext, sampleDefinitions, sampleReport } from '../helpers/sample-report.ts'

type Shown = Pick<ProjectStack, 'source' | 'frameworks' | 'loaders'>

function stack(
  frameworks: readonly FrameworkName[],
  loaders: readonly LoaderName[],
  source: ProjectStack['source'] = 'detected',
): Shown {
  const detected = <Name extends string>(name: Name) => ({ name, file: 'a.txt', because: `names ${name}` })
  return { source, frameworks: frameworks.map(detected), loaders: loaders.map(detected) }
}

describe('nameStack', () => {
  it.each<[string, Shown]>([
    ['Flask, python-dotenv', stack(['Flask'], ['python-dotenv'])],
    ['Flask, python-dotenv, +1', stack(['Flask', 'Docker'], ['python-dotenv', 'docker'])],
    ['Express, dotenv, +2', stack(['Express', 'Vite', 'Compose'], ['dotenv', 'sh'])],
    ['Next', stack(['Next'], ['next'])],
    ['Bun', stack(['Bun', 'Docker'], ['bun'])],
    ['Django', stack(['Django'], ['python-dotenv', 'django-environ'], 'unknown')],
    ['docker', stack(['Docker'], ['docker'])],
    ['Flask, sh, +1', stack(['Flask'], ['sh', 'docker'], 'named')],
    ['', stack([], ['dotenv', 'node'], 'unknown')],
    ['', stack(['Compose'], ['dotenv', 'node'], 'unknown')],
  ])('is %j', (expected, shown) => {
    expect(nameStack(shown)).toBe(expected)
  })
})

describe('explainStack', () => {
  it('names file and reason of all that was seen', () => {
    expect(explainStack(stack(['Flask', 'Docker'], ['python-dotenv']))).toEqual([
      'Flask: `a.txt` names Flask; Docker: `a.txt` names Docker',
      'python-dotenv: `a.txt` names python-dotenv',
    ])
  })

  it('says that it does not know', () => {
    const [line] = explainStack({
      source: 'unknown',
      frameworks: [],
      loaders: [{ name: 'dotenv', file: '', because: '' }],
    })
    expect(line).toContain('dotenv')
    expect(explainStack(stack(['Symfony'], [], 'unknown'))).toHaveLength(2)
  })
})

describe('the report', () => {
  const report = (shown: Shown, envFile: string | null = '.env') => {
    const { target } = sampleReport()
    return sampleReport({ target: { ...target, envFile, stack: shown } })
  }
  const header = (shown: Shown, verbose = false, envFile: string | null = '.env'): readonly string[] =>
    renderPretty(report(shown, envFile), {
      paint: plainPaint,
      glyphs: unicodeGlyphs,
      width: 80,
      verbose,
      definitions: sampleDefinitions,
    })
      .split('\n\n')[0]
      ?.split('\n') ?? []

  it('begins with the stack behind the env file', () => {
    expect(header(stack(['Flask'], ['python-dotenv']))).toEqual([
      'mpesa-doctor 0.1.0 · .env (Flask, python-dotenv) · sandbox',
    ])
    expect(header(stack([], ['dotenv'], 'unknown'))).toEqual(['mpesa-doctor 0.1.0 · .env · sandbox'])
    expect(header(stack(['Flask'], ['python-dotenv']), false, null)).toEqual(['mpesa-doctor 0.1.0 · sandbox'])
  })

  it('says why below it with -v, no wider than the terminal', () => {
    const lines = header(stack(['Flask', 'Docker', 'Compose', 'Procfile'], ['python-dotenv']), true)
    expect(lines.length).toBeGreaterThan(2)
    expect(lines.join('\n')).toContain('python-dotenv: `a.txt` names python-dotenv')
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('carries it as JSON', () => {
    const document = JSON.parse(jsonReporter.render(report(stack(['Flask'], ['python-dotenv'])), sampleContext()))
    expect(document.target.stack).toEqual(stack(['Flask'], ['python-dotenv']))
  })
})
