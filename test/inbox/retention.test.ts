import { expect, it } from 'vitest'
import type { InboxStore } from '../../src/inbox/inbox-store.ts'
import { keepWithin, retention } from '../../src/inbox/retention.ts'
import { recordedRequest } from '../helpers/inbox-request.ts'

it('goes on forgetting while a long session adds to the inbox', async () => {
  let prunes = 0
  let nowMs = 0
  const store: InboxStore = {
    where: 'memory',
    begin: async () => ({ id: 'a', number: 1, finish: async () => undefined }),
    read: async () => [],
    prune: async () => ++prunes,
    close: async () => undefined,
  }
  const clock = { now: () => new Date(nowMs), monotonicMs: () => nowMs, sleep: async () => undefined }
  const inbox = keepWithin(store, retention, clock)
  const begin = () => inbox.begin(recordedRequest('a'), new Date(0))
  await begin()
  expect(prunes).toBe(0)
  nowMs = 600_000
  await begin()
  expect(prunes).toBe(1)
  for (let index = 0; index < 5_000; index++) await begin()
  expect(prunes).toBe(2)
  await inbox.close()
})
