import { badRequest, errorReply, jsonReply } from '../error-replies.ts'
import type { SandboxReply } from '../exchange.ts'
import { shortcodeOf, textOf } from '../fields.ts'
import { takesUrl } from '../url-rules.ts'
import type { Call, World } from '../world.ts'

/** What every request with a later result has. */
export interface ResultRequest {
  readonly initiator: string
  readonly hasCredential: boolean
  readonly partyA: string
  readonly resultUrl: string
  readonly timeoutUrl: string
  readonly remarks: string
}

export interface RequestForm {
  /** `Initiator`, or `InitiatorName` for B2C. */
  readonly initiator: string
  readonly commands: readonly string[]
  /** `PartyA`, or `ReceiverParty` for reversals. */
  readonly party: string
}

/** A credential is the password under RSA-2048: 256 bytes, 344 characters of base64. */
const credentialForm = /^[A-Za-z0-9+/]{342}==$/

/** Reads the fields in the order of the pages; answers for the first that is wrong. */
export function readRequest(
  { body, requestId }: Call,
  form: RequestForm,
  { settings }: World,
): ResultRequest | SandboxReply {
  const initiator = textOf(body[form.initiator])
  if (initiator === undefined) return badRequest(requestId, form.initiator)
  const credential = textOf(body.SecurityCredential)
  if (credential === undefined) return badRequest(requestId, 'SecurityCredential')
  if (!form.commands.includes(textOf(body.CommandID) ?? '')) return badRequest(requestId, 'CommandID')
  const partyA = shortcodeOf(body[form.party])
  if (partyA === undefined) return badRequest(requestId, form.party)
  const remarks = textOf(body.Remarks)
  if (remarks === undefined || remarks.length > 100) return badRequest(requestId, 'Remarks')
  const takes = (url: string | undefined): url is string =>
    url !== undefined && takesUrl(url, { api: 'stk', lenient: settings.lenient })
  const timeoutUrl = textOf(body.QueueTimeOutURL)
  if (!takes(timeoutUrl)) return badRequest(requestId, 'QueueTimeOutURL')
  const resultUrl = textOf(body.ResultURL)
  if (!takes(resultUrl)) return badRequest(requestId, 'ResultURL')
  // Only the real core can open it; a lenient sandbox takes whatever tests send.
  const hasCredential = settings.lenient || credentialForm.test(credential)
  return { initiator, hasCredential, partyA, resultUrl, timeoutUrl, remarks }
}

export interface Accepted {
  readonly conversationId: string
  readonly originatorConversationId: string
}

/** The ids of a request that is taken; an id of the app's own is taken once. */
export function accept(world: World, requestId: string, own?: string): Accepted | SandboxReply {
  if (own !== undefined && !world.ledger.claimOriginator(own))
    return errorReply(requestId, '500.002.1001', 'Duplicate OriginatorConversationID.')
  return {
    conversationId: world.ids.conversationId(),
    originatorConversationId: own ?? world.ids.merchantRequestId(),
  }
}

export const acceptedText = 'Accept the service request successfully.'

export function acceptedReply({ conversationId, originatorConversationId }: Accepted): SandboxReply {
  return jsonReply(200, {
    OriginatorConversationID: originatorConversationId,
    ConversationID: conversationId,
    ResponseCode: '0',
    ResponseDescription: acceptedText,
  })
}
