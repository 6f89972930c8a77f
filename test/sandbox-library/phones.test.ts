import { expect, it, onTestFinished } from 'vitest'
import { createSandbox } from '../../src/sandbox-library/create-sandbox.ts'

it('A phone is found however many others there are', async () => {
  const sandbox = await createSandbox()
  onTestFinished(() => sandbox.close())
  for (let index = 0; index < 150; index++)
    sandbox.setPhone(`2547100${String(index).padStart(5, '0')}`, { balance: index })
  expect(sandbox.phone('0710000000').balance).toBe(0)
  expect(() => sandbox.phone('12')).toThrow('not a Kenyan')
})

it('A customer pays from the menu, and a reset forgets it', async () => {
  const sandbox = await createSandbox({ outcomes: ['cancelled'], faults: ['slow=1ms'] })
  onTestFinished(() => sandbox.close())
  sandbox.customerPays({ phone: '0708374149', shortcode: '600984', amount: 40 })
  expect(() => sandbox.customerPays({ phone: '0708374149', shortcode: '1', amount: 40 })).toThrow('business number')
  await sandbox.settled()
  expect(sandbox.payments()).toMatchObject([{ to: '600984', amount: 40, account: '' }])
  sandbox.clearFaults()
  await sandbox.reset()
  expect([sandbox.payments(), sandbox.phone('0708374149').balance]).toEqual([[], 100_000])
  expect((await fetch(`${sandbox.url}/nowhere`)).status).toBe(404)
})
