/** `0708 374 149`, as people in Kenya write it. */
export function phoneText(phone: string): string {
  const [, prefix, middle, end] = /^254(\d{3})(\d{3})(\d{3})$/.exec(phone) ?? []
  return prefix === undefined ? phone : `0${prefix} ${middle} ${end}`
}

/** `KES 12,000` or `KES 12,000.50`. */
export function money(amount: number): string {
  const cents = Number.isInteger(amount) ? 0 : 2
  return `KES ${amount.toLocaleString('en', { minimumFractionDigits: cents, maximumFractionDigits: cents })}`
}
