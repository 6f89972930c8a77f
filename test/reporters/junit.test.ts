import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../src/core/redact.ts'
import { junitReporter } from '../../src/reporters/junit.ts'
import { escapeXmlAttribute, escapeXmlText } from '../../src/reporters/xml-text.ts'
import {
  hostileReport,
  hostileText,
  sampleCheck,
  sampleContext,
  sampleFinding,
  sampleReport,
  sampleWarning,
  sampleWarningReport,
} from '../helpers/sample-report.ts'

interface XmlNode {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlNode[]
  readonly text: string
}

const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u
const predefined: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** A strict reader of the part of XML that is written here; throws at the first thing that is not well-formed. */
function parseXml(source: string): XmlNode {
  if (forbidden.test(source)) throw new Error('a character that XML does not allow')
  let rest = source

  function take(pattern: RegExp): RegExpExecArray {
    const match = pattern.exec(rest)
    if (match === null || match.index !== 0) throw new Error(`expected ${pattern} at ${rest.slice(0, 40)}`)
    rest = rest.slice(match[0].length)
    return match
  }

  function decode(raw: string): string {
    if (/&(?!(?:amp|lt|gt|quot|apos|#\d+);)/.test(raw)) throw new Error(`a bare ampersand in ${raw}`)
    return raw.replace(/&(?:#(\d+)|(\w+));/g, (_, number, name) =>
      number === undefined ? (predefined[name] ?? '') : String.fromCodePoint(Number(number)),
    )
  }

  function element(): XmlNode {
    const name = take(/^<([a-z-]+)/)[1] ?? ''
    const attributes: Record<string, string> = {}
    while (/^\s+[a-z]/.test(rest)) {
      const [, key = '', value = ''] = take(/^\s+([a-z]+)="([^"<]*)"/)
      if (key in attributes) throw new Error(`${key} twice`)
      // A reader turns a raw line feed or tab of an attribute into a blank.
      attributes[key] = decode(value.replace(/[\t\n\r]/g, ' '))
    }
    const children: XmlNode[] = []
    let text = ''
    if (take(/^\/?>/)[0] === '/>') return { name, attributes, children, text }
    while (!rest.startsWith('</')) {
      if (rest.startsWith('<')) children.push(element())
      else {
        const raw = take(/^[^<]+/)[0]
        if (raw.includes(']]>')) throw new Error(']]> in text')
        text += decode(raw)
      }
    }
    if (take(/^<\/([a-z-]+)>/)[1] !== name) throw new Error(`${name} is not closed`)
    return { name, attributes, children, text }
  }

  take(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/)
  const root = element()
  if (rest !== '\n') throw new Error(`text after the root: ${rest}`)
  return root
}

const render = (report = sampleReport(), context = sampleContext()) => parseXml(junitReporter.render(report, context))
const cases = (root: XmlNode) => root.children.flatMap((suite) => suite.children)

describe('the JUnit reporter', () => {
  it('makes a suite of each family and a case of each check', () => {
    const root = render()
    expect(root).toMatchObject({
      name: 'testsuites',
      attributes: { tests: '5', failures: '1', errors: '1', skipped: '1', time: '1.812' },
    })
    expect(
      root.children.map((suite) => [suite.attributes.name, suite.attributes.tests, suite.attributes.time]),
    ).toEqual([
      ['env', '2', '0.006'],
      ['tunnel', '1', '1.230'],
      ['db', '1', '0.003'],
      ['app', '1', '0.003'],
    ])
    expect(root.children[0]?.attributes.timestamp).toBe('2026-11-23T05:00:00')
    expect(cases(root).map((entry) => entry.attributes.classname)).toContain('tunnel.tunnel-alive')
  })

  it('reports errors as one failure, skips with their reason, and crashes as errors', () => {
    const [passed, warned, failed, skipped, crashed] = cases(render())
    expect(passed?.children).toEqual([])
    expect(warned?.children.map((child) => child.name)).toEqual(['system-out'])
    expect(failed?.children.map((child) => child.name)).toEqual(['failure'])
    expect(failed?.children[0]?.attributes.type).toBe('tunnel/offline')
    expect(failed?.children[0]?.text).toContain('ngrokErrorCode: ERR_NGROK_3200')
    expect(failed?.children[0]?.text).toContain('mpesa-doctor tunnel 5000')
    expect(skipped?.children[0]).toMatchObject({
      name: 'skipped',
      attributes: { message: 'a database (set DATABASE_URL)' },
    })
    expect(crashed?.children[0]).toMatchObject({
      name: 'error',
      attributes: { type: 'TypeError', message: 'x is undefined' },
    })
  })

  it('keeps the warnings of a failed check out of its failure', () => {
    const findings = [sampleWarning, sampleFinding(), sampleFinding({ message: 'second' })]
    const [check] = cases(render(sampleReport({ checks: [sampleCheck({ status: 'fail', findings })] })))
    expect(check?.children.map((child) => child.name)).toEqual(['failure', 'system-out'])
    expect(check?.children[0]?.text).toContain('second')
    expect(check?.children[0]?.text).not.toContain('env/inline-comment')
    expect(check?.children[1]?.text).toContain('where: .env:9:17')
  })

  it('fails warnings only if the run failed because of them', () => {
    expect(render(sampleWarningReport(0)).attributes.failures).toBe('0')
    const strict = render(sampleWarningReport(7))
    expect(strict.attributes.failures).toBe('1')
    expect(cases(strict)[1]?.children.map((child) => child.name)).toEqual(['failure'])
  })

  it('hides a secret whose escaped form would not be recognised any more', () => {
    const redact = createRedactor()
    redact.add('in<vented&secret')
    const checks = [sampleCheck({ status: 'fail', findings: [sampleFinding({ message: 'in<vented&secret' })] })]
    expect(junitReporter.render(sampleReport({ checks }), sampleContext({ redact }))).not.toContain('vented')
  })

  it('is well-formed whatever a server put into the report', () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        expect(cases(render(report))).toHaveLength(report.checks.length)
      }),
    )
  })

  it('gives a reader the same text back, except for what XML cannot hold', () => {
    const visible = (text: string) =>
      !forbidden.test(text) && !/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]/u.test(text.replace(/[\t\n]/g, ''))
    fc.assert(
      fc.property(fc.oneof(hostileText, fc.string({ unit: 'grapheme' })).filter(visible), (text) => {
        const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<a b="${escapeXmlAttribute(text)}">${escapeXmlText(text)}</a>\n`
        const node = parseXml(xml)
        expect(node.text).toBe(text)
        expect(node.attributes.b).toBe(text)
      }),
    )
  })
})
