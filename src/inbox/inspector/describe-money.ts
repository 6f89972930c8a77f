/** `KES 1,500`, `KES 1.50`: as many decimals as were sent, unless they are zeros. */
export function describeKes(value: string): string {
  if (!/^-?\d+(?:\.\d+)?$/.test(value)) return 'no amount that can be read'
  const [whole = '', cents = ''] = value.split('.')
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
  return `KES ${grouped}${/^0*$/.test(cents) ? '' : `.${cents}`}`
}

/** `Working Account|KES|700000.00|…&Utility Account|KES|…`: name, currency, then four sums, the first of them the balance. */
export function describeAccounts(value: string): string {
  const accounts = value.split('&').map((account) => {
    const [name = '', currency = '', balance = ''] = account.split('|')
    return currency === 'KES' && balance !== '' ? `${name}: ${describeKes(balance)}` : name
  })
  return accounts.join('; ')
}

/** `{Amount={CurrencyCode=KES, MinimumAmount=618683, BasicAmount=6186.83}}`, which is no JSON. */
export function describeJavaAmount(value: string): string {
  const basic = /\bBasicAmount=(-?\d+(?:\.\d+)?)/.exec(value)?.[1]
  return basic === undefined ? describeKes(value) : `${describeKes(basic)}; it is text out of Java, no JSON`
}
