import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { startVitest } from 'vitest/node'

const repository = resolve(import.meta.dirname, '..', '..')

/** A shop of a few lines, as the example wants one. */
const shop = `
import { createServer } from 'node:http'
const orders = new Map()
const app = createServer((request, response) => {
  let body = ''
  request.on('data', (text) => { body += text }).on('end', () => {
    const { CheckoutRequestID, ResultCode } = JSON.parse(body).Body.stkCallback
    orders.set(CheckoutRequestID, ResultCode === 0 ? 'paid' : 'cancelled')
    response.end('{}')
  })
})
await new Promise((resolve) => app.listen(0, '127.0.0.1', resolve))
app.unref()
const shop = {
  async checkout({ phone, amount }) {
    const base = process.env.MPESA_BASE_URL
    const login = { headers: { Authorization: 'Basic ' + btoa('consumer-key:consumer-secret') } }
    const { access_token } = await (await fetch(base + '/oauth/v1/generate?grant_type=client_credentials', login)).json()
    const Timestamp = '20261124080000'
    const answer = await fetch(base + '/mpesa/stkpush/v1/processrequest', {
      method: 'POST',
      headers: { Authorization: 'Bearer ' + access_token, 'Content-Type': 'application/json' },
      body: JSON.stringify({ BusinessShortCode: '174379', Password: btoa('174379' + daraja.passkey + Timestamp), Timestamp, TransactionType: 'CustomerPayBillOnline', Amount: amount, PartyA: phone, PartyB: '174379', PhoneNumber: phone, CallBackURL: 'http://127.0.0.1:' + app.address().port + '/callback', AccountReference: 'A1', TransactionDesc: 'x' }),
    })
    const { CheckoutRequestID } = await answer.json()
    orders.set(CheckoutRequestID, 'pending')
    return { id: CheckoutRequestID, checkoutRequestId: CheckoutRequestID }
  },
  async find(id) { return { status: orders.get(id) } },
}
`

it('The example of the docs is a test that passes', async () => {
  const docs = readFileSync(join(repository, 'docs', 'sandbox.md'), 'utf8')
  const example = /## In tests of your app\s+```ts\n(.*?)```/s.exec(docs)?.[1] ?? ''
  expect(example).toContain('createSandbox')
  // Inside of the repository, so that it finds vitest.
  const folder = mkdtempSync(join(repository, 'node_modules', '.example-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const library = JSON.stringify(join(repository, 'src', 'sandbox-library', 'create-sandbox.ts'))
  writeFileSync(join(folder, 'shop.test.ts'), `${example.replace("'mpesa-doctor/sandbox'", library)}\n${shop}`)
  const runner = await startVitest('test', [], {
    root: folder,
    config: false,
    watch: false,
    reporters: [{}],
    include: ['*.test.ts'],
    exclude: [],
  })
  const [module] = runner.state.getTestModules()
  expect([module?.state(), [...(module?.children.allTests() ?? [])].map((test) => test.result().state)]).toEqual([
    'passed',
    ['passed'],
  ])
  await runner.close()
})
