import { assignments, inQuotes, type Snippets } from './snippets.ts'
import type { SqlNames } from './sql-names.ts'

const common: Pick<Snippets, 'items' | 'isSuccess' | 'time'> = {
  items: [
    "$items = array_column($callback['CallbackMetadata']['Item'] ?? [], 'Value', 'Name');",
    "$receipt = $items['MpesaReceiptNumber'] ?? null;",
  ],
  isSuccess: ["$isSuccess = (string) ($callback['ResultCode'] ?? '') === '0';"],
  time: [
    "$paidAt = DateTimeImmutable::createFromFormat('YmdHis', (string) $items['TransactionDate'], new DateTimeZone('Africa/Nairobi'));",
  ],
}
const readBody = "$callback = json_decode(file_get_contents('php://input'), true)['Body']['stkCallback'] ?? null;"
const values = ({ paidAt }: SqlNames): string =>
  paidAt === undefined ? '$receipt' : "$receipt, $paidAt->format('Y-m-d H:i:sP')"

/** Plain PHP with PDO, and frameworks that hand it out. */
export const phpSnippets: Snippets = {
  ...common,
  settle: (names) => [
    `$update = $pdo->prepare(${inQuotes(`UPDATE ${names.table} SET ${assignments(names, () => '?')} WHERE ${names.id} = ? AND ${names.state} <> '${names.paid}'`)});`,
    `$update->execute([${values(names)}, $checkoutRequestId]);`,
    'if ($update->rowCount() === 0) { return; } // paid already: change nothing else',
  ],
  fail: (names) => [
    `$pdo->prepare(${inQuotes(`UPDATE ${names.table} SET ${names.state} = '${names.failed}' WHERE ${names.id} = ? AND ${names.state} = '${names.pending}'`)})->execute([$checkoutRequestId]);`,
  ],
  amount: ({ amount }) => [
    `if (round(100 * (float) $items['Amount']) !== round(100 * (float) $order['${amount}'])) { return; }`,
  ],
  guard: [readBody, "if (!is_string($callback['CheckoutRequestID'] ?? null)) { http_response_code(400); exit; }"],
}

/** Laravel's query builder. */
export const laravelSnippets: Snippets = {
  ...common,
  settle: ({ table, id, state, paid, receipt, paidAt }) => [
    `$settled = DB::table('${table}')->where('${id}', $checkoutRequestId)->where('${state}', '<>', '${paid}')`,
    `    ->update(['${state}' => '${paid}', '${receipt}' => $receipt${paidAt === undefined ? '' : `, '${paidAt}' => $paidAt`}]);`,
    "if ($settled === 0) { return response()->json(['ResultCode' => 0, 'ResultDesc' => 'Accepted']); } // paid already",
  ],
  fail: ({ table, id, state, pending, failed }) => [
    `DB::table('${table}')->where('${id}', $checkoutRequestId)->where('${state}', '${pending}')->update(['${state}' => '${failed}']);`,
  ],
  amount: ({ amount }) => [
    `if (round(100 * (float) $items['Amount']) !== round(100 * (float) $order->${amount})) {`,
    "    return response()->json(['ResultCode' => 0, 'ResultDesc' => 'Accepted']);",
    '}',
  ],
  guard: [
    "$callback = $request->json('Body.stkCallback');",
    "abort_unless(is_string($callback['CheckoutRequestID'] ?? null), 400);",
  ],
}

/** WordPress and its plugins. */
export const wordpressSnippets: Snippets = {
  ...common,
  settle: (names) => [
    'global $wpdb;',
    `$settled = $wpdb->query($wpdb->prepare(${inQuotes(`UPDATE ${names.table} SET ${assignments(names, () => '%s')} WHERE ${names.id} = %s AND ${names.state} <> '${names.paid}'`)}, ${values(names)}, $checkoutRequestId));`,
    'if (!$settled) { return; } // paid already: change nothing else',
  ],
  fail: (names) => [
    'global $wpdb;',
    `$wpdb->query($wpdb->prepare(${inQuotes(`UPDATE ${names.table} SET ${names.state} = '${names.failed}' WHERE ${names.id} = %s AND ${names.state} = '${names.pending}'`)}, $checkoutRequestId));`,
  ],
  amount: () => ["if (round(100 * (float) $items['Amount']) !== round(100 * (float) $order->get_total())) { return; }"],
  guard: phpSnippets.guard,
}
