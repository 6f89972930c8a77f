import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openInboxFiles } from '../../src/adapters/inbox-files.ts'
import { cryptoRandom } from '../../src/adapters/random-crypto.ts'
import { buildStkFailure } from '../../src/daraja/stk-callback.ts'
import type { RecordedAnswer } from '../../src/inbox/event.ts'
import { protectStore } from '../../src/inbox/protect.ts'
import { type ReportJson, useDemo } from '../helpers/demo-project.ts'

const shop = useDemo()

interface SeenJson extends ReportJson {
  readonly orders: readonly { readonly callbacks: readonly Readonly<Record<string, unknown>>[] }[]
}

/** What `listen` would have kept: masked, as it masks. */
async function keep(checkoutRequestId: string, answer: RecordedAnswer): Promise<void> {
  const folder = join(shop.demo.folder, '.mpesa-doctor', 'inbox')
  const store = protectStore(await openInboxFiles({ folder, hex: cryptoRandom.hex }), {
    mask: (text) => text.replaceAll(/(?<=ws_CO_\d{10,})(7\d{2})\d{3}(\d{3})\b/g, '$1***$2'),
    seal: null,
  })
  const body = buildStkFailure({
    merchantRequestId: '29115-34620561-1',
    checkoutRequestId,
    resultCode: 1032,
    resultDesc: 'Request cancelled by user',
  })
  const started = await store.begin(
    {
      method: 'POST',
      target: '/callback',
      headers: [],
      body: { encoding: 'utf8', content: body, bytes: body.length, exact: true },
      peer: '127.0.0.1',
      from: null,
    },
    new Date(Date.now() - 60_000),
  )
  await started.finish(answer)
  await store.close()
}

const ok: RecordedAnswer = {
  kind: 'answer',
  status: 200,
  statusText: 'OK',
  headers: [],
  body: { encoding: 'utf8', content: '', bytes: 0, exact: true },
  ms: 38,
}

describe('status and what the inbox has kept', () => {
  it('says nothing of callbacks where there were none', async () => {
    const { orderNumber } = await shop.newOrder()
    const { stdout } = await shop.run(['status', orderNumber])
    expect(stdout).not.toContain('allback')
    expect((await shop.runJson<SeenJson>(['status', orderNumber])).document.orders[0]?.callbacks).toEqual([])
  })

  it('shows the callback that the app took without storing it', async () => {
    const { orderNumber } = await shop.newOrder()
    const { checkout_request_id } = await shop.row(orderNumber)
    await keep(String(checkout_request_id), ok)
    const { document } = await shop.runJson<SeenJson>(['status', orderNumber])
    expect(document.orders[0]?.callbacks).toMatchObject([{ kind: 'stk', resultCode: '1032', status: 200, ms: 38 }])
    const { stdout } = await shop.run(['status', orderNumber])
    expect(stdout).toMatch(/stk 1032 .* 200 38 ms {2}#\d+\n/)
    expect(stdout).toContain('mpesa-doctor replay')
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
  })

  it('shows the one that the app did not answer, and nothing of it for another order', async () => {
    const { orderNumber } = await shop.newOrder()
    const { orderNumber: other } = await shop.newOrder()
    const { checkout_request_id } = await shop.row(orderNumber)
    await keep(String(checkout_request_id), { kind: 'no-answer', status: 503, reason: 'app-down', ms: 2 })
    const { document } = await shop.runJson<SeenJson>(['status', orderNumber])
    expect(document.orders[0]?.callbacks).toMatchObject([{ status: null }])
    expect((await shop.runJson<SeenJson>(['status', other])).document.orders[0]?.callbacks).toEqual([])
  })
})
