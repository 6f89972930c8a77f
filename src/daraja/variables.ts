export type VariableKind =
  | 'key'
  | 'secret'
  | 'shortcode'
  | 'till'
  | 'passkey'
  | 'url'
  | 'environment'
  | 'transaction-type'
  | 'response-type'
  | 'initiator'
  | 'password'
  | 'credential'

export interface KnownVariable {
  readonly name: string
  readonly required: boolean
  /** Whether its value must never be shown. */
  readonly secret: boolean
  readonly kind: VariableKind
  /** Names of the same thing in other projects. */
  readonly aliases: readonly string[]
}

/** The variables that are judged, the required ones first. */
export const knownVariables = [
  {
    name: 'MPESA_CONSUMER_KEY',
    required: true,
    secret: true,
    kind: 'key',
    aliases: [
      'DARAJA_CONSUMER_KEY',
      'SAFARICOM_CONSUMER_KEY',
      'LNMO_CONSUMER_KEY',
      'MPESA_APP_CONSUMER_KEY',
      'MPESA_API_KEY',
      'MPESA_KEY',
      'CONSUMER_KEY',
    ],
  },
  {
    name: 'MPESA_CONSUMER_SECRET',
    required: true,
    secret: true,
    kind: 'secret',
    aliases: [
      'DARAJA_CONSUMER_SECRET',
      'SAFARICOM_CONSUMER_SECRET',
      'LNMO_CONSUMER_SECRET',
      'MPESA_APP_CONSUMER_SECRET',
      'MPESA_API_SECRET',
      'MPESA_SECRET',
      'MPESA_SECRET_KEY',
      'CONSUMER_SECRET',
    ],
  },
  {
    name: 'MPESA_SHORTCODE',
    required: true,
    secret: false,
    kind: 'shortcode',
    aliases: [
      'MPESA_SHORT_CODE',
      'MPESA_BUSINESS_SHORTCODE',
      'MPESA_BUSINESS_SHORT_CODE',
      'MPESA_EXPRESS_SHORTCODE',
      'MPESA_STK_SHORTCODE',
      'MPESA_PAYBILL',
      'DARAJA_SHORTCODE',
      'DARAJA_SHORT_CODE',
      'DARAJA_BUSINESS_SHORTCODE',
      'SAFARICOM_SHORTCODE',
      'SAFARICOM_SHORT_CODE',
      'LNMO_SHORTCODE',
      'LNMO_SHORT_CODE',
      'LIPA_NA_MPESA_SHORTCODE',
      'LIPA_NA_MPESA_SHORT_CODE',
      'BUSINESS_SHORTCODE',
      'BUSINESS_SHORT_CODE',
      'SHORTCODE',
    ],
  },
  {
    name: 'MPESA_PASSKEY',
    required: true,
    secret: true,
    kind: 'passkey',
    aliases: [
      'MPESA_PASS_KEY',
      'MPESA_EXPRESS_PASSKEY',
      'MPESA_STK_PASSKEY',
      'MPESA_ONLINE_PASSKEY',
      'DARAJA_PASSKEY',
      'DARAJA_PASS_KEY',
      'SAFARICOM_PASSKEY',
      'SAFARICOM_PASS_KEY',
      'LNMO_PASSKEY',
      'LNMO_PASS_KEY',
      'LIPA_NA_MPESA_PASSKEY',
      'LIPA_NA_MPESA_PASS_KEY',
      'LNM_PASSKEY',
      'PASSKEY',
    ],
  },
  {
    name: 'MPESA_CALLBACK_URL',
    required: true,
    secret: false,
    kind: 'url',
    aliases: [
      'MPESA_CALL_BACK_URL',
      'MPESA_CALLBACK',
      'MPESA_CALLBACK_URI',
      'MPESA_STK_CALLBACK_URL',
      'MPESA_EXPRESS_CALLBACK_URL',
      'DARAJA_CALLBACK_URL',
      'DARAJA_CALL_BACK_URL',
      'SAFARICOM_CALLBACK_URL',
      'SAFARICOM_CALL_BACK_URL',
      'LNMO_CALLBACK_URL',
      'LNMO_CALL_BACK_URL',
      'LIPA_NA_MPESA_CALLBACK_URL',
      'STK_CALLBACK_URL',
      'CALLBACK_URL',
      'CALL_BACK_URL',
    ],
  },
  {
    name: 'MPESA_ENVIRONMENT',
    required: false,
    secret: false,
    kind: 'environment',
    aliases: ['MPESA_ENV', 'MPESA_MODE', 'DARAJA_ENVIRONMENT', 'DARAJA_ENV', 'SAFARICOM_ENVIRONMENT', 'SAFARICOM_ENV'],
  },
  {
    name: 'MPESA_TRANSACTION_TYPE',
    required: false,
    secret: false,
    kind: 'transaction-type',
    aliases: ['DARAJA_TRANSACTION_TYPE', 'SAFARICOM_TRANSACTION_TYPE', 'LNMO_TRANSACTION_TYPE'],
  },
  {
    name: 'MPESA_TILL_NUMBER',
    required: false,
    secret: false,
    kind: 'till',
    aliases: ['MPESA_TILL', 'MPESA_TILL_NO', 'DARAJA_TILL_NUMBER', 'SAFARICOM_TILL_NUMBER'],
  },
  {
    name: 'MPESA_C2B_CONFIRMATION_URL',
    required: false,
    secret: false,
    kind: 'url',
    aliases: [
      'MPESA_CONFIRMATION_URL',
      'DARAJA_CONFIRMATION_URL',
      'SAFARICOM_CONFIRMATION_URL',
      'C2B_CONFIRMATION_URL',
    ],
  },
  {
    name: 'MPESA_C2B_VALIDATION_URL',
    required: false,
    secret: false,
    kind: 'url',
    aliases: ['MPESA_VALIDATION_URL', 'DARAJA_VALIDATION_URL', 'SAFARICOM_VALIDATION_URL', 'C2B_VALIDATION_URL'],
  },
  {
    name: 'MPESA_C2B_RESPONSE_TYPE',
    required: false,
    secret: false,
    kind: 'response-type',
    aliases: ['MPESA_RESPONSE_TYPE', 'DARAJA_RESPONSE_TYPE', 'C2B_RESPONSE_TYPE'],
  },
  {
    name: 'MPESA_RESULT_URL',
    required: false,
    secret: false,
    kind: 'url',
    aliases: ['DARAJA_RESULT_URL', 'SAFARICOM_RESULT_URL', 'MPESA_B2C_RESULT_URL'],
  },
  {
    name: 'MPESA_TIMEOUT_URL',
    required: false,
    secret: false,
    kind: 'url',
    aliases: ['MPESA_QUEUE_TIMEOUT_URL', 'DARAJA_TIMEOUT_URL', 'SAFARICOM_TIMEOUT_URL', 'MPESA_B2C_TIMEOUT_URL'],
  },
  {
    name: 'MPESA_INITIATOR_NAME',
    required: false,
    secret: false,
    kind: 'initiator',
    aliases: ['MPESA_INITIATOR', 'MPESA_INITIATOR_USERNAME', 'DARAJA_INITIATOR_NAME', 'SAFARICOM_INITIATOR_NAME'],
  },
  {
    name: 'MPESA_INITIATOR_PASSWORD',
    required: false,
    secret: true,
    kind: 'password',
    aliases: ['MPESA_INITIATOR_PASS', 'DARAJA_INITIATOR_PASSWORD', 'SAFARICOM_INITIATOR_PASSWORD'],
  },
  {
    name: 'MPESA_SECURITY_CREDENTIAL',
    required: false,
    secret: true,
    kind: 'credential',
    aliases: ['MPESA_SECURITY_CREDENTIALS', 'DARAJA_SECURITY_CREDENTIAL', 'SAFARICOM_SECURITY_CREDENTIAL'],
  },
] as const satisfies readonly KnownVariable[]

export type VariableName = (typeof knownVariables)[number]['name']

let byName: ReadonlyMap<string, KnownVariable & { readonly name: VariableName }> | undefined

/** The variable of a name or alias, exactly as spelt. */
export function findVariable(name: string): (KnownVariable & { readonly name: VariableName }) | undefined {
  // Asked for every variable of a shell: a table that is made once.
  byName ??= new Map(
    knownVariables.flatMap((variable) =>
      [variable.name, ...variable.aliases].map((spelling) => [spelling, variable] as const),
    ),
  )
  return byName.get(name)
}
