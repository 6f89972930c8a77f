import type { FixesOf } from './framework-fixes-of.ts'
import { take } from './framework-fixes-of.ts'

const readJson = "$callback = json_decode(file_get_contents('php://input'), true)['Body']['stkCallback'];"
const acknowledge = [
  "header('Content-Type: application/json');",
  "echo json_encode(['ResultCode' => 0, 'ResultDesc' => 'Accepted']);",
]
const quiet = (summary: string) => () => take(summary, "ini_set('display_errors', '0');", "ini_set('log_errors', '1');")

/** Scripts without a framework. */
export const phpFixes: FixesOf = {
  'app/method-not-allowed': () => take('Read the callback of a POST in the script', readJson),
  'app/body-not-parsed': () => take('Read the body, not `$_POST`', readJson),
  'app/payload-rejected': () =>
    take(
      'Read the body, and do without `CallbackMetadata`',
      readJson,
      "$items = $callback['CallbackMetadata']['Item'] ?? [];",
    ),
  'app/html-reply': () => take('Answer with JSON in place of a page', ...acknowledge, 'exit;'),
  'app/noisy-reply': quiet('Keep warnings out of replies: first lines of the script'),
  'app/slow-ack': () => take('Answer first, work afterwards (PHP-FPM)', ...acknowledge, 'fastcgi_finish_request();'),
  'app/stack-trace-exposed': quiet('Keep errors out of replies: first lines of the script'),
}
