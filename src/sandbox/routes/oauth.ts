import { errorReply, jsonReply, refusedKeys } from '../error-replies.ts'
import type { SandboxReply } from '../exchange.ts'
import type { Call, Route, World } from '../world.ts'

export const oauth: Route = {
  method: 'GET',
  path: '/oauth/v1/generate',
  api: 'oauth',
  tokenAnswer: null,
  handle: giveToken,
}

function giveToken({ request, query, requestId }: Call, world: World): SandboxReply {
  const login = /^Basic\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1]
  if (login === undefined) return errorReply(requestId, '400.008.01', 'Invalid Authentication passed')
  if (query.get('grant_type') !== 'client_credentials')
    return errorReply(requestId, '400.008.02', 'Invalid grant type passed')
  if (!isKnown(decode(login), world.settings.consumer)) return refusedKeys
  const token = world.ids.token()
  world.tokens.grant(token, world.faults.strike('one-token') !== null)
  return jsonReply(200, { access_token: token, expires_in: '3599' })
}

function isKnown(login: string | null, consumer: World['settings']['consumer']): boolean {
  if (login === null) return false
  return consumer === null ? /^[^:]+:.+$/.test(login) : login === `${consumer.key}:${consumer.secret}`
}

function decode(base64: string): string | null {
  try {
    return atob(base64)
  } catch {
    return null
  }
}
