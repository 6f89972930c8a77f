import { defineCheck } from '../../core/check.ts'
import { callbackUrls } from '../../probes/callback-urls.ts'
import { judgeUrls } from './judge-urls.ts'
import { pickUrlCodes } from './url-codes.ts'

const codes = pickUrlCodes(
  'url/local-address',
  'url/private-address',
  'url/example-host',
  'url/bare-ip',
  'url/test-host',
)

export const urlPublic = defineCheck({
  id: 'url-public',
  family: 'url',
  title: 'The callback URL names a public host',
  codes,
  needs: { urls: callbackUrls },
  judge: ({ urls }) => judgeUrls(codes, urls),
})
