import type { Snippets } from './snippets.ts'

/** Active Record; `Order` is the model of the orders. */
export const railsSnippets: Snippets = {
  settle: ({ id, state, paid, receipt, paidAt }) => [
    `settled = Order.where(${id}: checkout_request_id).where.not(${state}: "${paid}")`,
    `  .update_all(${state}: "${paid}", ${receipt}: receipt${paidAt === undefined ? '' : `, ${paidAt}: paid_at`})`,
    'return head :ok if settled.zero? # paid already: change nothing else',
  ],
  fail: ({ id, state, pending, failed }) => [
    `Order.where(${id}: checkout_request_id, ${state}: "${pending}").update_all(${state}: "${failed}")`,
  ],
  amount: ({ amount }) => [`return head :ok unless items["Amount"].to_d == order.${amount}.to_d`],
  items: [
    'items = callback.dig("CallbackMetadata", "Item").to_a.to_h { |item| [item["Name"], item["Value"]] }',
    'receipt = items["MpesaReceiptNumber"]',
  ],
  isSuccess: ['is_success = callback["ResultCode"].to_s == "0"'],
  time: ['paid_at = ActiveSupport::TimeZone["Africa/Nairobi"].strptime(items["TransactionDate"].to_s, "%Y%m%d%H%M%S")'],
  guard: [
    'callback = JSON.parse(request.raw_post).dig("Body", "stkCallback") rescue nil',
    'return head :bad_request unless callback.is_a?(Hash) && callback["CheckoutRequestID"].is_a?(String)',
  ],
}
