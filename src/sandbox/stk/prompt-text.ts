/** Longer prompts do not fit on a phone, and end with ResultCode 1025 (M-PESA Express page). */
export const longestPrompt = 182

/** What the phone shows. */
export function promptText(amount: number, organisation: string, account: string): string {
  return `Do you want to pay KES ${amount.toLocaleString('en-KE')} to ${organisation} Account no. ${account}?`
}

export function receiptText(
  receipt: string,
  amount: number,
  organisation: string,
  account: string,
  balance: number,
): string {
  const money = (value: number): string => value.toLocaleString('en-KE', { minimumFractionDigits: 2 })
  return (
    `${receipt} confirmed. KES ${money(amount)} paid to ${organisation} for account ${account}. ` +
    `Your new balance is KES ${money(balance)}.`
  )
}
