/** The words of an identifier in lower case: `shop_order`, `MpesaTransaction` and `CheckoutRequestID` alike. */
export function splitWords(name: string): readonly string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '')
}

/** Without any separators, so that `checkout_request_id` and `checkoutRequestID` are one. */
export function squash(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z\d]/g, '')
}
