import type { ColumnKind } from './catalog.ts'

/** What this program wants to know of an order. */
export type OrderField =
  | 'key'
  | 'orderNumber'
  | 'state'
  | 'checkoutRequestId'
  | 'merchantRequestId'
  | 'receipt'
  | 'amount'
  | 'phone'
  | 'paidAt'
  | 'note'
  | 'method'
  | 'createdAt'

interface FieldRule {
  readonly kinds: readonly ColumnKind[]
  /** Over names without separators, best first: the weight says how sure the name alone makes us, up to 100. */
  readonly names: readonly (readonly [RegExp, number])[]
}

const words: readonly ColumnKind[] = ['text']
const times: readonly ColumnKind[] = ['instant', 'naive-time', 'date']
const references: readonly ColumnKind[] = ['text', 'integer', 'uuid']

/** How columns are called in real shops: Django, Laravel, Rails, Prisma, Sequelize, and what people type by hand. */
export const fieldRules: Readonly<Record<Exclude<OrderField, 'key'>, FieldRule>> = {
  checkoutRequestId: {
    kinds: words,
    names: [
      [/checkoutrequestid$|^checkoutrequest$|checkoutreq(id)?$/, 100],
      [/^(mpesa|stk|daraja)?checkoutid$|^(mpesa|stk|daraja)checkout$|^wscoid$/, 90],
      [/^(mpesa|stk|stkpush|daraja)(push)?(request|tracking|checkout)?id$/, 70],
      // One column for the id while pending and the receipt once paid is common; samples decide.
      [/^(mpesa|payment|pay)(ref|reference|refno|referenceid|id|trackingid|requestid)$/, 40],
      [
        /^(gateway|provider)?(transaction|trans|txn|trx|tx|gateway|provider|external)(ref|reference|id)$|^requestid$|^trackingid$|^ombi$/,
        30,
      ],
    ],
  },
  merchantRequestId: { kinds: words, names: [[/merchantrequestid$|^merchantrequest$|merchantreq(id)?$/, 100]] },
  receipt: {
    kinds: words,
    names: [
      [/mpesareceipt(number|no|code)?$|^receipt(number|no|code)?$/, 100],
      [/^risiti(namba|no)?$|^nambayarisiti$/, 90],
      [/^mpesa(code|ref|reference|confirmation|transactionid|transid|txnid|confirmationcode)$|confirmationcode$/, 90],
      [/receipt/, 75],
      [/^(transaction|trans|txn|trx|tx)(id|code|no|number|ref|reference)$/, 60],
      [/^payment(ref|reference|code|id)$/, 50],
    ],
  },
  state: {
    kinds: ['text', 'enum', 'integer', 'boolean'],
    names: [
      [/^pay(ment)?(status|state)$/, 100],
      [/^(order|transaction|txn|mpesa|stk)?(status|state)$/, 90],
      [/^(post(status)|hali(yamalipo)?)$/, 80],
      [/^(status|state)(id|code)$|^(order|payment)status(id|code)$/, 70],
      [/^(is|has)?(been)?paid$|^paymentreceived$|^iscompleted?$|^outcome$/, 60],
      [/^stage$|^imelipwa$/, 40],
    ],
  },
  amount: {
    // Many keep amounts as texts.
    kinds: ['decimal', 'integer', 'text'],
    names: [
      [
        /^(grand|order)?total(amount|price|due|kes|kshs?|cents|minor)?$|^amount(kes|kshs?|due|cents|minor|payable)?$/,
        100,
      ],
      [/^(order|payment|transaction|trans|paid|mpesa|base)(amount|total|value)(cents)?$|^(jumla|kiasi)$/, 90],
      [/^(total|price|cost|value|sum)(cents)?$|^totalcost$|^(kes|kshs?)$/, 60],
    ],
  },
  phone: {
    kinds: ['text', 'integer', 'decimal'],
    names: [
      [
        /^(mpesa|payer|payment|customer|billing|contact|user|client|buyer)?(phone|msisdn|mobile)(number|no)?$|^simu$|^nambayasimu$/,
        100,
      ],
      [/phone|msisdn|mobile/, 60],
    ],
  },
  paidAt: {
    kinds: ['instant', 'naive-time', 'date', 'text', 'integer'],
    names: [
      [/^paid(at|on|date|time)$|^(payment|paid|transaction|trans)(at|date|time|datetime|timestamp)$|^datepaid$/, 100],
      [/^(completed|settled|confirmed|processed)(at|on|date)$|^imelipwa$/, 70],
    ],
  },
  note: {
    kinds: words,
    names: [
      [/^(result|response)desc(ription)?$|^failure(reason|message)$/, 90],
      [/^(admin|payment|internal|order)?notes?$|^(admin|payment)?comments?$|^remarks?$/, 100],
      [/^(error|status)(message|reason)$/, 60],
    ],
  },
  method: {
    kinds: ['text', 'enum'],
    names: [
      [/^payment(method|type|mode|channel|gateway|provider|option)$|^paid(via|with|by)$/, 100],
      [/^(method|gateway|provider|channel)$/, 70],
    ],
  },
  orderNumber: {
    kinds: references,
    names: [
      [/^order(number|no|num|code|ref|reference)$|^nambayaoda$/, 100],
      [
        /^(account|bill)(ref|reference|refno|number)$|^invoice(number|no)$|^(booking|ticket)(number|no|code|ref|reference)$/,
        80,
      ],
      [/^(reference|ref|number|code|refno|namba)$/, 60],
    ],
  },
  createdAt: {
    // Integers as seconds or milliseconds since 1970.
    kinds: [...times, 'integer'],
    names: [
      [/^created(at|on|date|time)?$|^date(created|added)(gmt)?$|^insertedat$|^creation$/, 100],
      [/^postdate(gmt)?$|^tarehe$/, 80],
      [/^(order|placed|ordered|initiated|requested|ordered)(at|on|date|time)$|^timestamp$|^ts$/, 80],
    ],
  },
}
