import { defineCheck } from '../../core/check.ts'
import { callbackUrls } from '../../probes/callback-urls.ts'
import { judgeUrls } from './judge-urls.ts'
import { pickUrlCodes } from './url-codes.ts'

const codes = pickUrlCodes('url/not-https', 'url/unusual-port', 'url/uppercase-host', 'url/forbidden-word')

export const urlAccepted = defineCheck({
  id: 'url-accepted',
  family: 'url',
  title: 'The callback URL is one that Daraja accepts',
  codes,
  needs: { urls: callbackUrls },
  judge: ({ urls }) => judgeUrls(codes, urls),
})
