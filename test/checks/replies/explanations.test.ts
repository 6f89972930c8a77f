import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explanations } from '../../../src/checks/explanations.ts'
import { checks } from '../../../src/checks/index.ts'
import { replyExplanations } from '../../../src/checks/replies/explanations.ts'
import { definitionsOf } from '../../../src/cli/run-report.ts'
import type { Confidence, Finding, Severity } from '../../../src/core/finding.ts'
import type { JsonObject } from '../../../src/core/json.ts'
import type { CheckResult } from '../../../src/core/report.ts'
import type { VerdictRules } from '../../../src/core/verdict.ts'
import { concludeVerdict } from '../../../src/core/verdict.ts'
import { familyOrder } from '../../../src/reporters/families.ts'

const text = { title: 'x', explanation: 'x' }
const rules: VerdictRules = {
  familyOrder,
  explanations,
  definitions: definitionsOf(checks),
  healthy: text,
  nothingChecked: text,
}
const atUrl: JsonObject = { url: 'https://shop.example/pay/cb' }
const atApp: JsonObject = { url: 'http://127.0.0.1:5000/pay/cb' }

interface Made {
  readonly severity?: Severity
  readonly confidence?: Confidence
  readonly evidence?: JsonObject
}

function finding(code: string, { severity = 'error', confidence = 'certain', evidence = {} }: Made = {}): Finding {
  return { code, severity, confidence, message: code, evidence }
}

function result(found: Finding): CheckResult {
  return {
    id: `check-${found.code}`,
    family: found.code.slice(0, found.code.indexOf('/')),
    title: found.code,
    status: found.severity === 'error' ? 'fail' : 'warn',
    reason: null,
    skippedBecause: null,
    detail: null,
    durationMs: 0,
    findings: [found],
  }
}

/** Causes, the root first, of errors and of `code:warning`. */
function causesOf(found: readonly (string | Finding)[]): readonly string[] {
  const findings = found.map((one) => {
    if (typeof one !== 'string') return one
    const [code = '', severity = 'error'] = one.split(':')
    return finding(code, { severity: severity as Severity })
  })
  const verdict = concludeVerdict(findings.map(result), rules, [])
  const codes = verdict.causes.map(({ code }) => code)
  expect(verdict.rootCause).toBe(findings.some(({ severity }) => severity === 'error') ? codes[0] : null)
  return codes
}

interface Row {
  readonly what: string
  readonly found: readonly (string | Finding)[]
  readonly causes: readonly string[]
}

const rows: readonly Row[] = [
  // One cause, and what follows from it.
  {
    what: 'an app that is down behind a tunnel',
    found: ['tunnel/app-down', 'app/not-listening'],
    causes: ['tunnel/app-down'],
  },
  {
    what: 'an app that is down behind a proxy',
    found: ['edge/bad-gateway', 'app/not-listening'],
    causes: ['app/not-listening'],
  },
  {
    what: 'an app that is down where the proxy keeps waiting',
    found: ['edge/timeout', 'app/not-listening'],
    causes: ['app/not-listening'],
  },
  {
    what: 'an app that is too slow for the proxy',
    found: ['edge/bad-gateway', 'app/slow-ack'],
    causes: ['app/slow-ack'],
  },
  { what: 'an app that is too slow for the URL', found: ['edge/timeout', 'app/slow-ack'], causes: ['app/slow-ack'] },
  { what: 'an app that hangs up', found: ['edge/connection-closed', 'app/server-error'], causes: ['app/server-error'] },
  {
    what: 'a database behind a crash behind a gateway',
    found: ['edge/bad-gateway', 'app/server-error', 'db/unreachable'],
    causes: ['db/unreachable'],
  },
  {
    what: 'a refused callback and an order that stays',
    found: ['app/csrf-rejected', 'handler/ignores-success', 'db/stuck-pending:warning'],
    causes: ['app/csrf-rejected'],
  },

  // Tunnels.
  {
    what: 'a new tunnel, the old URL offline',
    found: ['tunnel/url-changed', 'tunnel/offline'],
    causes: ['tunnel/url-changed'],
  },
  {
    what: 'a new tunnel, the old name gone',
    found: ['tunnel/url-changed', 'dns/not-found'],
    causes: ['tunnel/url-changed'],
  },
  {
    what: 'a new tunnel, somebody else at the old URL',
    found: ['tunnel/url-changed', 'edge/not-your-app'],
    causes: ['tunnel/url-changed'],
  },
  {
    what: 'a tunnel to another port, where another app answers',
    found: ['tunnel/wrong-port', 'edge/not-your-app'],
    causes: ['tunnel/wrong-port'],
  },
  {
    what: 'a tunnel to another port, where nothing listens',
    found: ['tunnel/wrong-port', 'tunnel/app-down'],
    causes: ['tunnel/wrong-port'],
  },
  {
    what: 'a tunnel to another port, where nothing listens and no app runs',
    found: ['tunnel/wrong-port', 'tunnel/app-down', 'app/not-listening'],
    causes: ['tunnel/wrong-port'],
  },
  {
    what: 'a tunnel to another port, where a 404 answers',
    found: ['tunnel/wrong-port', finding('app/route-not-found', { evidence: atUrl })],
    causes: ['tunnel/wrong-port'],
  },
  {
    what: "a tunnel to another port, and the app's own 404",
    found: ['tunnel/wrong-port', finding('app/route-not-found', { evidence: atApp })],
    causes: ['tunnel/wrong-port', 'app/route-not-found'],
  },
  {
    what: 'an offline tunnel and a fault of the app',
    found: ['tunnel/offline', 'app/method-not-allowed'],
    causes: ['tunnel/offline', 'app/method-not-allowed'],
  },
  {
    what: 'an offline tunnel and no app',
    found: ['tunnel/offline', 'app/not-listening'],
    causes: ['tunnel/offline', 'app/not-listening'],
  },

  // The text of the URL.
  {
    what: 'a local address that does not resolve',
    found: ['url/local-address', 'dns/not-found'],
    causes: ['url/local-address'],
  },
  {
    what: 'a private address that times out',
    found: ['url/private-address', 'tcp/timeout'],
    causes: ['url/private-address'],
  },
  {
    what: "an example host's own 405",
    found: ['url/example-host', finding('app/method-not-allowed', { evidence: atUrl })],
    causes: ['url/example-host'],
  },
  {
    what: 'an example host and a fault of the app',
    found: ['url/example-host', finding('app/method-not-allowed', { evidence: atApp })],
    causes: ['url/example-host', 'app/method-not-allowed'],
  },
  { what: 'http that is redirected to https', found: ['url/not-https', 'edge/redirect'], causes: ['url/not-https'] },
  {
    what: 'http at a host that does not answer',
    found: ['url/not-https', 'edge/timeout'],
    causes: ['url/not-https', 'edge/timeout'],
  },
  { what: 'an address in place of a name', found: ['url/bare-ip', 'tls/name-mismatch'], causes: ['url/bare-ip'] },
  {
    what: 'a word that C2B filters, and a dead name',
    found: ['url/forbidden-word', 'dns/not-found'],
    causes: ['url/forbidden-word', 'dns/not-found'],
  },
  {
    what: 'a blank in the env file that breaks the URL',
    found: ['env/whitespace', 'url/stray-characters', 'dns/not-found'],
    causes: ['env/whitespace'],
  },
  {
    what: 'an example host in another URL of the file',
    found: [finding('url/example-host', { evidence: { variable: 'MPESA_TIMEOUT_URL' } }), 'tls/expired'],
    causes: ['url/example-host', 'tls/expired'],
  },

  {
    what: 'a client certificate that nginx asks for, and its page about it',
    found: ['tls/client-certificate', 'edge/login-wall'],
    causes: ['tls/client-certificate'],
  },
  {
    what: 'a local address, and what its name resolves to',
    found: ['url/local-address', 'dns/private-answer'],
    causes: ['url/local-address'],
  },

  // Independent ones, in the order of the path.
  {
    what: 'an expired certificate and a wrong method',
    found: ['app/method-not-allowed', 'tls/expired'],
    causes: ['tls/expired', 'app/method-not-allowed'],
  },
  {
    what: 'a certificate with two faults',
    found: ['tls/self-signed', 'tls/name-mismatch'],
    causes: ['tls/self-signed', 'tls/name-mismatch'],
  },
  {
    what: 'an expired certificate without its intermediate',
    found: ['tls/incomplete-chain', 'tls/expired'],
    causes: ['tls/incomplete-chain', 'tls/expired'],
  },
  { what: 'broken IPv6 beside silence', found: ['dns/ipv6-broken:warning', 'edge/timeout'], causes: ['edge/timeout'] },
  {
    what: 'a firewall before an app with a fault',
    found: ['edge/challenge', 'app/server-error'],
    causes: ['edge/challenge', 'app/server-error'],
  },
  {
    what: 'a closed port and a missing variable',
    found: ['tcp/refused', 'env/variable-missing'],
    causes: ['env/variable-missing', 'tcp/refused'],
  },
  {
    what: 'both address families refuse',
    found: ['tcp/refused', 'tcp/timeout'],
    causes: ['tcp/refused', 'tcp/timeout'],
  },
  {
    what: 'a certificate and a dead database',
    found: ['tls/expired', 'db/auth-failed'],
    causes: ['tls/expired', 'db/auth-failed'],
  },

  // How sure they are.
  {
    what: 'a vague one before a certain one',
    found: [finding('edge/not-your-app', { confidence: 'possible' }), 'app/server-error'],
    causes: ['app/server-error', 'edge/not-your-app'],
  },
  {
    what: 'a vague one that explains what was seen',
    found: ['edge/bad-gateway', finding('app/not-listening', { confidence: 'possible' }), 'db/auth-failed'],
    causes: ['app/not-listening', 'db/auth-failed'],
  },

  // Warnings count only where there is no error.
  {
    what: 'a cold start of a page',
    found: ['edge/cold-start:warning', 'app/html-reply:warning'],
    causes: ['edge/cold-start', 'app/html-reply'],
  },
  {
    what: 'a cold start and a catch-all',
    found: ['edge/cold-start:warning', 'app/html-reply'],
    causes: ['app/html-reply'],
  },
  {
    what: 'a certificate that runs out',
    found: ['tls/expires-soon:warning', 'dns/ipv6-only:warning'],
    causes: ['dns/ipv6-only', 'tls/expires-soon'],
  },
  { what: 'nothing', found: [], causes: [] },
]

describe('what explains what', () => {
  it.each(rows)('$what', ({ found, causes }) => {
    expect(causesOf(found)).toEqual(causes)
    // The order in which checks report changes nothing but what stands on the same step of the path.
    expect([...causesOf(found.toReversed())].sort()).toEqual([...causes].sort())
  })

  it('is as sure as the root cause', () => {
    const likely = finding('edge/timeout', { confidence: 'likely' })
    const verdict = concludeVerdict([likely, finding('db/auth-failed')].map(result), rules, [])
    expect(verdict).toMatchObject({ rootCause: 'edge/timeout', confidence: 'likely' })
    expect(verdict.causes.map(({ confidence }) => confidence)).toEqual(['likely', 'certain'])
  })
})

const codes = Object.keys(definitionsOf(checks))

/** Codes that one explains by itself, with evidence for which every condition holds. */
function explainedBy(cause: string): readonly string[] {
  return codes.filter((effect) => {
    if (effect === cause) return false
    const found = [finding(cause, { evidence: atUrl }), finding(effect, { evidence: atUrl })]
    return !concludeVerdict(found.map(result), rules, []).causes.some(({ code }) => code === effect)
  })
}

describe('the table of explanations', () => {
  it('has no circles', () => {
    const effects = new Map(codes.map((code) => [code, explainedBy(code)]))
    const circles: string[] = []
    for (const [code, direct] of effects) {
      const open = [...direct]
      const seen = new Set<string>()
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (next === code) circles.push(code)
        if (seen.has(next)) continue
        seen.add(next)
        open.push(...(effects.get(next) ?? []))
      }
    }
    expect(circles).toEqual([])
  })

  it('has no row that says nothing', () => {
    for (const { cause, explains } of replyExplanations) {
      expect(explains.length, cause).toBeGreaterThan(0)
      expect(explains, cause).not.toContain(cause)
    }
  })

  it('loses no error: each is a cause or has one, whatever comes together', () => {
    const made = fc.record({
      code: fc.constantFrom(...codes),
      severity: fc.constantFrom<Severity>('error', 'error', 'warning'),
      confidence: fc.constantFrom<Confidence>('certain', 'likely', 'possible'),
      evidence: fc.constantFrom<JsonObject>(atUrl, atApp),
    })
    fc.assert(
      fc.property(fc.uniqueArray(made, { maxLength: 8, selector: ({ code }) => code }), (all) => {
        const found = all.map(({ code, ...rest }) => finding(code, rest))
        const verdict = concludeVerdict(found.map(result), rules, [])
        const causes = new Set(verdict.causes.map(({ code }) => code))
        const errors = found.filter(({ severity }) => severity === 'error')
        expect(verdict.rootCause === null).toBe(errors.length === 0)
        if (errors.length === 0) return
        for (const error of errors) {
          if (causes.has(error.code)) continue
          // Without the causes it would be one itself, or something else that they explain would stand for it.
          const rest = errors.filter(({ code }) => !causes.has(code))
          const without = concludeVerdict(rest.map(result), rules, [])
          expect(without.causes.length).toBeGreaterThan(0)
          const explained = verdict.causes.some(({ code }) => {
            const cause = errors.find((one) => one.code === code)
            if (cause === undefined) return false
            const pair = concludeVerdict([cause, ...rest].map(result), rules, [])
            return !pair.causes.some((one) => one.code === error.code)
          })
          expect(explained, error.code).toBe(true)
        }
        // The order of reporting decides only between those on the same step.
        const again = concludeVerdict(found.toReversed().map(result), rules, [])
        expect(new Set(again.causes.map(({ code }) => code))).toEqual(causes)
        expect(concludeVerdict(found.map(result), rules, [])).toEqual(verdict)
      }),
    )
  })
})
