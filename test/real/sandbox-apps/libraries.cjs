'use strict'
// Pays with client libraries of the npm registry as they are, and asks what became of it. They are looked for where this runs.
const { createRequire } = require('node:module')
const [passkey, url] = process.argv.slice(2)
const load = createRequire(`${process.cwd()}/`)
const phone = '254708374149'

/** Until the payment is not open any more. */
async function settled(query) {
  for (let count = 0; ; count++) {
    const code = String(await query())
    if (code !== '4999' || count === 50) return code
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const libraries = {
  async 'mpesa-node'() {
    const Mpesa = load('mpesa-node')
    const api = new Mpesa({
      consumerKey: 'key',
      consumerSecret: 'secret',
      environment: 'sandbox',
      shortCode: '174379',
      lipaNaMpesaShortCode: 174379,
      lipaNaMpesaShortPass: passkey,
    })
    const { data } = await api.lipaNaMpesaOnline(phone, 31, url, 'mpesa-node')
    return settled(async () => (await api.lipaNaMpesaQuery(data.CheckoutRequestID)).data.ResultCode)
  },
  async daraja() {
    const { Mpesa } = load('daraja')
    const api = new Mpesa(174379, 'key', 'secret')
    const push = await api.mpesaExpressRequest(
      32,
      Number(phone),
      174379,
      passkey,
      'CustomerPayBillOnline',
      'daraja',
      'order',
      url,
    )
    return settled(async () => (await api.mpesaExpressQuery(passkey, push.checkoutRequestId)).resultCode)
  },
  async 'daraja.js'() {
    const { Mpesa } = load('daraja.js')
    const api = new Mpesa({
      consumerKey: 'key',
      consumerSecret: 'secret',
      organizationShortCode: 174379,
      securityCredential: 'none',
    })
    const push = await api.stkPush().amount(33).callbackURL(url).phoneNumber(phone).lipaNaMpesaPassKey(passkey).send()
    const query = () =>
      api
        .stkPush()
        .shortCode('174379')
        .checkoutRequestID(push.data.CheckoutRequestID)
        .lipaNaMpesaPassKey(passkey)
        .queryStatus()
    return settled(async () => (await query()).data.ResultCode)
  },
  async 'mpesa-api'() {
    const { Mpesa } = load('mpesa-api')
    const api = new Mpesa({ clientKey: 'key', clientSecret: 'secret', securityCredential: 'none' }, 'sandbox')
    const common = { BusinessShortCode: 174379, passKey: passkey }
    const push = await api.lipaNaMpesaOnline({
      ...common,
      Amount: 34,
      PartyA: phone,
      PartyB: '174379',
      PhoneNumber: phone,
      CallBackURL: url,
      AccountReference: 'mpesa-api',
      TransactionType: 'CustomerPayBillOnline',
      TransactionDesc: 'order',
    })
    return settled(
      async () => (await api.lipaNaMpesaQuery({ ...common, CheckoutRequestID: push.CheckoutRequestID })).ResultCode,
    )
  },
}

async function main() {
  for (const [name, pay] of Object.entries(libraries)) process.stdout.write(`${name} ${await pay()}\n`)
}
main()
