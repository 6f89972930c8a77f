import { assignments, inQuotes, type Snippets } from './snippets.ts'
import type { SqlNames } from './sql-names.ts'

const place =
  ({ dialect }: SqlNames) =>
  (): string =>
    dialect === 'sqlite' ? '?' : '%s'
const values = ({ paidAt }: SqlNames): string => (paidAt === undefined ? 'receipt' : 'receipt, paid_at')

const common: Pick<Snippets, 'items' | 'isSuccess' | 'time'> = {
  items: [
    'metadata = callback.get("CallbackMetadata") or {}',
    'items = {item["Name"]: item.get("Value") for item in metadata.get("Item", [])}',
    'receipt = items.get("MpesaReceiptNumber")',
  ],
  isSuccess: ['is_success = str(callback.get("ResultCode")) == "0"'],
  time: [
    'from datetime import datetime, timedelta, timezone',
    'nairobi = timezone(timedelta(hours=3))',
    'paid_at = datetime.strptime(str(items["TransactionDate"]), "%Y%m%d%H%M%S").replace(tzinfo=nairobi)',
  ],
}

/** Flask and FastAPI with a DB-API cursor. */
export const pythonSnippets: Snippets = {
  ...common,
  settle: (names) => [
    'cursor.execute(',
    `    ${inQuotes(`UPDATE ${names.table} SET ${assignments(names, place(names))} WHERE ${names.id} = ${place(names)()} AND ${names.state} <> '${names.paid}'`)},`,
    `    (${values(names)}, checkout_request_id),`,
    ')',
    'if cursor.rowcount == 0:',
    '    return {"ResultCode": 0, "ResultDesc": "Accepted"}  # paid already: change nothing else',
  ],
  fail: (names) => [
    'cursor.execute(',
    `    ${inQuotes(`UPDATE ${names.table} SET ${names.state} = '${names.failed}' WHERE ${names.id} = ${place(names)()} AND ${names.state} = '${names.pending}'`)},`,
    '    (checkout_request_id,),',
    ')',
  ],
  amount: () => [
    'from decimal import Decimal',
    'if Decimal(str(items["Amount"])) != Decimal(str(order_amount)):',
    '    return {"ResultCode": 0, "ResultDesc": "Accepted"}  # log it; the order stays pending',
  ],
  guard: [
    'body = request.get_json(force=True, silent=True)',
    'callback = ((body if isinstance(body, dict) else {}).get("Body") or {})',
    'callback = (callback if isinstance(callback, dict) else {}).get("stkCallback")',
    'if not isinstance(callback, dict) or not isinstance(callback.get("CheckoutRequestID"), str):',
    '    return {"ResultCode": 1, "ResultDesc": "Not a callback"}, 400',
  ],
}

/** Django's ORM; `Order` is the model of the orders. */
export const djangoSnippets: Snippets = {
  ...common,
  settle: ({ id, state, paid, receipt, paidAt }) => [
    `settled = Order.objects.filter(${id}=checkout_request_id).exclude(${state}="${paid}").update(`,
    `    ${state}="${paid}", ${receipt}=receipt${paidAt === undefined ? '' : `, ${paidAt}=paid_at`}`,
    ')',
    'if settled == 0:',
    '    return JsonResponse({"ResultCode": 0, "ResultDesc": "Accepted"})  # paid already: change nothing else',
  ],
  fail: ({ id, state, pending, failed }) => [
    `Order.objects.filter(${id}=checkout_request_id, ${state}="${pending}").update(${state}="${failed}")`,
  ],
  amount: ({ amount }) => [
    'from decimal import Decimal',
    `if Decimal(str(items["Amount"])) != order.${amount}:`,
    '    return JsonResponse({"ResultCode": 0, "ResultDesc": "Accepted"})  # log it; the order stays pending',
  ],
  guard: [
    'try:',
    '    callback = json.loads(request.body)["Body"]["stkCallback"]',
    '    checkout_request_id = str(callback["CheckoutRequestID"])',
    'except (ValueError, KeyError, TypeError, RecursionError):',
    '    return JsonResponse({"ResultCode": 1, "ResultDesc": "Not a callback"}, status=400)',
  ],
}
