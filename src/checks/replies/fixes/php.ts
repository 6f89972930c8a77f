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
  'app/body-not-parsed': () =>
    take('Read the body, where the callback stands under `Body`, and not `$_POST`', readJson),
  'app/payload-rejected': () =>
    take(
      'Read the body, and do without `CallbackMetadata`',
      readJson,
      "$items = $callback['CallbackMetadata']['Item'] ?? [];",
    ),
  'app/html-reply': ({ path }) =>
    take(
      'Take the callback before any page: first lines of the script, which is `index.php` if every path gets the page',
      `if (parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) === '${path}') {`,
      `    ${readJson}`,
      ...acknowledge.map((line) => `    ${line}`),
      '    exit;',
      '}',
    ),
  'app/noisy-reply': quiet('Keep warnings out of replies: first lines of the script'),
  'app/slow-ack': () => take('Answer first, work afterwards (PHP-FPM)', ...acknowledge, 'fastcgi_finish_request();'),
  'app/stack-trace-exposed': quiet('Keep errors out of replies: first lines of the script'),
}
