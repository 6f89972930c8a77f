// 29115-34620561-1 until about 2022, since then four groups of hexadecimal digits with a running number glued on.
const forms = [/^\d{2,7}-\d{3,12}-\d{1,4}$/, /^[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\d{1,12}$/i]

/** Whether a text has a form of MerchantRequestID. `requestId` and the ConversationIDs that Daraja makes look alike. */
export function isMerchantRequestId(value: string): boolean {
  return forms.some((form) => form.test(value))
}

function hexDigits(count: number, random: () => number): string {
  return Array.from({ length: count }, () => Math.min(15, Math.floor(random() * 16)).toString(16)).join('')
}

/** An invented MerchantRequestID in today's form, such as `f1e2-4b95-a71d-b30d3cdbb7a7942864`. */
export function makeMerchantRequestId(random: () => number): string {
  const groups = [4, 4, 4, 12].map((count) => hexDigits(count, random)).join('-')
  return `${groups}${Math.floor(random() * 9_000_000) + 1_000_000}`
}
