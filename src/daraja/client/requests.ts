import type { Secret } from '../../core/secret.ts'
import type { responseTypes, transactionTypes } from '../credentials.ts'
import { toTimestamp } from '../nairobi-time.ts'
import { makePassword } from '../password.ts'
import type { ShortcodeCredentials } from './daraja-client.ts'

export interface ApiRequest {
  readonly path: string
  /** In the order of Safaricom's pages, misspellings included. */
  readonly body: Readonly<Record<string, unknown>>
  /** Whether the outcome comes later, or the answer is all there is. */
  readonly follows: 'result' | 'nothing'
}

/** An STK push. */
export interface PushOrder extends ShortcodeCredentials {
  readonly transactionType: (typeof transactionTypes)[number]
  /** Whole KES. */
  readonly amount: number
  /** `2547…`, who pays and is prompted. */
  readonly phone: string
  /** Who is paid: the paybill itself, or the till. */
  readonly receiver: string
  readonly callbackUrl: string
  /** At most 12 characters. */
  readonly account: string
  /** At most 13 characters; without it the request is refused, whatever the page says. */
  readonly description: string
}

export interface C2bUrls {
  /** Version 2 masks phone numbers, version 1 hashes them. */
  readonly version: 1 | 2
  readonly shortcode: string
  readonly responseType: (typeof responseTypes)[number]
  readonly confirmationUrl: string
  readonly validationUrl: string
}

/** A payment by a customer that the sandbox makes up. */
export interface C2bPayment {
  readonly version: 1 | 2
  readonly shortcode: string
  readonly amount: number
  readonly phone: string
  /** Null for a till. */
  readonly account: string | null
}

/** Who asks for something that has its result later, and where that goes. */
export interface ResultOrder {
  readonly initiator: string
  readonly credential: Secret
  readonly shortcode: string
  readonly resultUrl: string
  readonly timeoutUrl: string
  /** 2 to 100 characters. */
  readonly remarks: string
}

export interface PayoutOrder extends ResultOrder {
  readonly version: 1 | 3
  /** Version 3: unique; a repeated one pays nothing. */
  readonly originatorConversationId: string
  readonly command: 'SalaryPayment' | 'BusinessPayment' | 'PromotionPayment'
  readonly amount: number
  readonly phone: string
}

export function pushRequest(order: PushOrder, now: Date): ApiRequest {
  const timestamp = toTimestamp(now)
  return {
    path: '/mpesa/stkpush/v1/processrequest',
    follows: 'result',
    body: {
      BusinessShortCode: order.shortcode,
      Password: makePassword(order.shortcode, order.passkey.reveal(), timestamp),
      Timestamp: timestamp,
      TransactionType: order.transactionType,
      Amount: order.amount,
      PartyA: order.phone,
      PartyB: order.receiver,
      PhoneNumber: order.phone,
      CallBackURL: order.callbackUrl,
      AccountReference: order.account,
      TransactionDesc: order.description,
    },
  }
}

export function registerRequest({ version, ...urls }: C2bUrls): ApiRequest {
  return {
    path: `/mpesa/c2b/v${version}/registerurl`,
    follows: 'nothing',
    body: {
      ShortCode: urls.shortcode,
      ResponseType: urls.responseType,
      ConfirmationURL: urls.confirmationUrl,
      ValidationURL: urls.validationUrl,
    },
  }
}

export function simulateRequest({ version, shortcode, amount, phone, account }: C2bPayment): ApiRequest {
  return {
    path: `/mpesa/c2b/v${version}/simulate`,
    follows: 'result',
    body: {
      ShortCode: Number(shortcode),
      CommandID: account === null ? 'CustomerBuyGoodsOnline' : 'CustomerPayBillOnline',
      Amount: amount,
      Msisdn: Number(phone),
      BillRefNumber: account,
    },
  }
}

export function statusRequest(order: ResultOrder, receipt: string): ApiRequest {
  return {
    path: '/mpesa/transactionstatus/v1/query',
    follows: 'result',
    body: {
      ...initiatedBy(order, 'TransactionStatusQuery'),
      TransactionID: receipt,
      PartyA: order.shortcode,
      IdentifierType: '4',
      ...answeredTo(order),
      Occasion: '',
    },
  }
}

export function balanceRequest(order: ResultOrder): ApiRequest {
  return {
    path: '/mpesa/accountbalance/v1/query',
    follows: 'result',
    body: {
      ...initiatedBy(order, 'AccountBalance'),
      PartyA: order.shortcode,
      IdentifierType: '4',
      ...answeredTo(order),
    },
  }
}

export function reversalRequest(order: ResultOrder, receipt: string, amount: number): ApiRequest {
  return {
    path: '/mpesa/reversal/v1/request',
    follows: 'result',
    body: {
      ...initiatedBy(order, 'TransactionReversal'),
      TransactionID: receipt,
      Amount: amount,
      ReceiverParty: order.shortcode,
      RecieverIdentifierType: '11',
      ...answeredTo(order),
    },
  }
}

export function payoutRequest(order: PayoutOrder): ApiRequest {
  return {
    path: `/mpesa/b2c/v${order.version}/paymentrequest`,
    follows: 'result',
    body: {
      ...(order.version === 3 ? { OriginatorConversationID: order.originatorConversationId } : {}),
      InitiatorName: order.initiator,
      SecurityCredential: order.credential.reveal(),
      CommandID: order.command,
      Amount: order.amount,
      PartyA: order.shortcode,
      PartyB: order.phone,
      ...answeredTo(order),
      Occassion: '',
    },
  }
}

function initiatedBy({ initiator, credential }: ResultOrder, command: string): ApiRequest['body'] {
  return { Initiator: initiator, SecurityCredential: credential.reveal(), CommandID: command }
}

function answeredTo({ remarks, timeoutUrl, resultUrl }: ResultOrder): ApiRequest['body'] {
  return { Remarks: remarks, QueueTimeOutURL: timeoutUrl, ResultURL: resultUrl }
}
