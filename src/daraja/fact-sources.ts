/** Where the facts in the tables of this folder come from: a public address, or a short description of a capture. */
export const factSources = {
  'authorization-page': 'https://developer.safaricom.co.ke/apis/Authorization',
  'express-page': 'https://developer.safaricom.co.ke/apis/MpesaExpressSimulate',
  'c2b-page': 'https://developer.safaricom.co.ke/apis/CustomerToBusiness',
  'c2b-register-page': 'https://developer.safaricom.co.ke/apis/CustomerToBusinessRegisterURL',
  'b2c-page': 'https://developer.safaricom.co.ke/apis/BusinessToCustomer',
  'b2b-express-page': 'https://developer.safaricom.co.ke/apis/B2BExpressCheckout',
  'reversal-page': 'https://developer.safaricom.co.ke/apis/Reversal',
  'status-page': 'https://developer.safaricom.co.ke/apis/TransactionStatus',
  'balance-page': 'https://developer.safaricom.co.ke/apis/AccountBalance',
  'ratiba-page': 'https://developer.safaricom.co.ke/apis/MpesaRatiba',
  'pull-page': 'https://developer.safaricom.co.ke/apis/PullTransaction',
  'bill-manager-page': 'https://developer.safaricom.co.ke/apis/BillManager',
  'going-live-page': "Safaricom's going-live page, as mirrored in https://github.com/amoskyalo/daraja-docs",
  'android-sample-8': 'https://github.com/safaricom/LNMOnlineAndroidSample/issues/8',
  'android-sample-13': 'https://github.com/safaricom/LNMOnlineAndroidSample/issues/13',
  'php-sdk-51': 'https://github.com/safaricom/mpesa-php-sdk/issues/51',
  'php-sdk-59': 'https://github.com/safaricom/mpesa-php-sdk/issues/59',
  'node-library-30': 'https://github.com/safaricom/mpesa-node-library/issues/30',
  'api-tutorial-3': 'https://github.com/bnjunge/MPESA-API-Tutorial/issues/3',
  'kepas-evidence': 'https://github.com/kepas-tech/daraja-js',
  'nkap-runs': 'https://github.com/Deval123/nkap',
  'mpesa-stk-notes': 'https://github.com/ronnyabuto/mpesa-stk',
  'mpesakit-list': 'https://github.com/RafaelJohn9/mpesakit',
  'openapi-sdk': 'https://github.com/karson/mpesa-php-sdk',
  'django-daraja': 'test data of django-daraja, 2019',
  'frappe-tests': 'M-Pesa tests of frappe payments',
  'sandbox-run-2026-08': 'a published sandbox run of 2026-08-17',
  'sandbox-probe-2026-10': 'a published sandbox probe of October 2026',
  'captured-2020': 'a published production callback of 2020',
  'captured-2021': 'a published callback of 2021-05-19',
  'captured-2024': 'a published B2B callback of 2024-02-26',
  'captured-2026': 'a published production callback of 2026-10-06',
  'captured-ethiopia': 'a published Ethiopian callback of 2024-10-17',
  'public-report': 'public reports without a stable address',
  'community-tables': 'code tables in community projects',
} as const

export type FactSource = keyof typeof factSources

/** How well a fact is supported: Safaricom's own page, several independent sources, or one report. */
export type Confidence = 'official' | 'several sources' | 'single report'
