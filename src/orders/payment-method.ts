import { squash } from './words.ts'

/** Whether a stored payment method means M-Pesa; undefined if the word leaves it open. */
export function isMpesaMethod(method: string | null): boolean | undefined {
  if (method === null) return undefined
  const word = squash(method)
  if (/mpesa|stk|lipa|daraja|safaricom|paybill|till|buygoods|mobilemoney|^mobile$/.test(word)) return true
  return /cash|cod|ondelivery|card|visa|mastercard|stripe|paypal|bank|cheque|airtel|equity|invoice|credit|wallet|pesapal|flutterwave/.test(
    word,
  )
    ? false
    : undefined
}
