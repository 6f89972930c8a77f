import { expect, it } from 'vitest'
import { neighbourPaths } from '../../src/probes/reply-paths.ts'

it.each([
  ['/pay/callback', ['/pay/callback/', '/pay/callback.php', '/api/pay/callback']],
  ['/pay/callback/', ['/pay/callback', '/pay/callback.php', '/api/pay/callback']],
  ['/pay/callback.php', ['/pay/callback', '/api/pay/callback.php']],
  ['/api/v1/callback', ['/api/v1/callback/', '/api/v1/callback.php', '/v1/callback', '/api/callback']],
  ['/pay/callback.aspx', ['/pay/callback.aspx/', '/api/pay/callback.aspx']],
])('%s has its neighbours, the likeliest first', (path, neighbours) => {
  expect(neighbourPaths(path)).toEqual(neighbours)
})

it('the root has no script beside it', () => {
  expect(neighbourPaths('/').filter((path) => path.includes('.php'))).toEqual([])
})
