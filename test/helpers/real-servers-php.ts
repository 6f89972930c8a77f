import { makeFolder, startProgram } from './real-servers.ts'
import { programPath } from './real-servers-programs.ts'
import type { Kit } from './scenario-kit.ts'
import { reservePort } from './scenario-ports.ts'

const read = "$callback = json_decode(file_get_contents('php://input'), true)['Body']['stkCallback'];"
const answer = `header('Content-Type: application/json'); echo json_encode(['ResultCode' => 0, 'ResultDesc' => 'Accepted']);`

/** Scripts as they are written by hand; each is a way to get a callback wrong, or right. */
const scripts = {
  'good.php': `<?php ${read} $callback['CheckoutRequestID']; ${answer}`,
  'session.php': `<?php session_start(); ${read} ${answer}`,
  'silent.php': `<?php ${read}`,
  'warning.php': `<?php ${read} $receipt = $callback['Receipt']; ${answer}`,
  'fatal.php': `<?php ${read} settle_order($callback); ${answer}`,
  'form.php': `<?php if (!isset($_POST['Body'])) { http_response_code(400); echo 'Bad request'; exit; } ${answer}`,
  'metadata.php': `<?php ${read} foreach ($callback['CallbackMetadata']['Item'] as $item) { echo count($item); } ${answer}`,
  'count.php': `<?php ${read} $count = count($callback['CallbackMetadata']['Item']); ${answer}`,
  'untyped.php': `<?php ${read} echo json_encode(['ResultCode' => 0]);`,
  'posted.php': `<?php $id = $_POST['Body']['stkCallback']['CheckoutRequestID']; ${answer}`,
  'post.php': `<?php $id = $_POST['Body']['stkCallback']['CheckoutRequestID']; if ($id === null) { http_response_code(500); } ${answer}`,
  'throws.php': `<?php ${read} throw new RuntimeException('SQLSTATE[42S02]: Base table or view not found');`,
  'get.php': `<?php if ($_SERVER['REQUEST_METHOD'] !== 'GET') { http_response_code(405); header('Allow: GET'); exit; } ${answer}`,
} as const

export type PhpScript = keyof typeof scripts

/** PHP's own server, with errors shown or only logged; its port. */
export function startPhp(kit: Kit, errors: 'shown' | 'logged'): Promise<number> {
  return kit.shared(`php ${errors}`, async () => {
    const folder = makeFolder(kit, scripts)
    const port = await reservePort()
    await startProgram(kit, {
      file: programPath('php'),
      argv: [
        '-d',
        `display_errors=${errors === 'shown' ? '1' : '0'}`,
        '-d',
        'html_errors=0',
        '-d',
        `session.save_path=${folder}`,
        '-S',
        `127.0.0.1:${port}`,
        '-t',
        folder,
      ],
      ready: /Development Server \(http/,
    })
    return port
  })
}
