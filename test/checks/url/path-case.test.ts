import { describe, expect, it } from 'vitest'
import { pathCase } from '../../../src/checks/url/path-case.ts'
import type { HttpExchange } from '../../../src/core/http-port.ts'
import { observed, unavailable } from '../../../src/core/probe.ts'
import type { CallbackPost } from '../../../src/probes/callback-post.ts'
import type { Variant } from '../../../src/probes/reply-variants.ts'
import { reply } from '../replies/reply-builders.ts'

const missing = reply({ status: 404, body: '{}' })

function neighbour(path: string, exchange: HttpExchange): Variant {
  return { name: 'neighbour', method: 'POST', url: `https://shop.example${path}`, path, exchange }
}

function judge(exchange: HttpExchange, variants?: readonly Variant[]) {
  const post: CallbackPost = {
    url: 'https://shop.example/Api/Pay',
    checkoutRequestId: 'ws_CO_DOCTOR_x',
    endpoint: null,
    budgetMs: 8_000,
    exchange,
  }
  const publicVariants = variants === undefined ? unavailable('not-applicable', 'clear') : observed(variants)
  return pathCase.judge({}, { publicReply: observed(post), publicVariants })
}

describe('upper and lower case of the path', () => {
  it('is right where the callback is taken', () => {
    expect(judge(reply()).kind).toBe('pass')
  })

  it('is wrong where the path in lower case takes what this one does not', () => {
    const judgement = judge(missing, [neighbour('/Api/Pay/', missing), neighbour('/api/pay', reply())])
    expect(judgement).toMatchObject({
      kind: 'found',
      findings: [{ code: 'url/odd-path', severity: 'warning', evidence: { path: '/Api/Pay', answered: '/api/pay' } }],
    })
  })

  it('is not blamed for anything else', () => {
    expect(judge(missing).kind).toBe('skip')
    expect(judge(missing, [neighbour('/api/pay', missing), neighbour('/Pay', reply())]).kind).toBe('skip')
  })
})
