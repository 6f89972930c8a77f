/** Longer prompts do not fit on a phone, and end with ResultCode 1025 (M-PESA Express page). */
export const longestPrompt = 182

/** What the phone shows. */
export function promptText(amount: number, organisation: string, account: string): string {
  return `Do you want to pay KES ${withCommas(String(amount))} to ${organisation} Account no. ${account}?`
}

export function receiptText(
  receipt: string,
  amount: number,
  organisation: string,
  account: string,
  balance: number,
): string {
  return (
    `${receipt} confirmed. KES ${money(amount)} paid to ${organisation} for account ${account}. ` +
    `Your new balance is KES ${money(balance)}.`
  )
}

/** `1,500.00` */
function money(amount: number): string {
  return withCommas(amount.toFixed(2))
}

// `toLocaleString` makes a formatter each time, which costs more than all the rest of a push.
function withCommas(number: string): string {
  return number.replaceAll(/\B(?<!\.\d*)(?=(?:\d{3})+(?:\.|$))/g, ',')
}
