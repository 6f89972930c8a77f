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
