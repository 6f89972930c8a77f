import { defineCheck } from '../../core/check.ts'
import { callbackUrls } from '../../probes/callback-urls.ts'
import { judgeUrls } from './judge-urls.ts'
import { pickUrlCodes } from './url-codes.ts'

const codes = pickUrlCodes('url/malformed', 'url/stray-characters', 'url/userinfo', 'url/fragment', 'url/odd-path')

export const urlWellFormed = defineCheck({
  id: 'url-well-formed',
  family: 'url',
  title: 'The callback URL is well-formed',
  codes,
  needs: { urls: callbackUrls },
  judge: ({ urls }) => judgeUrls(codes, urls),
})
