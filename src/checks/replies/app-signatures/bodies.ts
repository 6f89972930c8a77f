import type { Signature } from '../signature.ts'

const refusals = [400, 413, 415, 422, 500]
const wrongPlace =
  'Probably the body was read, and the code looks for the callback in the wrong place of it: JSON has `Body` on the outside and `stkCallback` inside it. A body that was never parsed can show the same.'

/** A line that PHP prints before the acknowledgement because a script reads what is not there. */
function phpWarning(name: string): RegExp {
  return new RegExp(
    String.raw`(?:^|\n|>)(?:PHP )?(?:Warning|Notice)(?:</b>)?:\s{1,4}(?:Undefined (?:array key|index|property|offset)|Attempt to read|Trying to get)[^\n<]{0,30}(?:["'‘$]|: |&quot;)${name}\b[^\n]{1,500}? on line (?:<b>)?\d`,
  )
}

/** Bodies that could not be read, and handlers that found nothing in them or too little. */
export const bodySignatures: readonly Signature[] = [
  {
    code: 'app/body-not-parsed',
    by: 'Express',
    source: 'recorded: Express 4.22 and 5.3; raw-body is in the trace where a parser has read the body',
    status: refusals,
    body: /\breading (?:'|&#39;)(?:Body|stkCallback)[\s\S]{0,2000}?\braw-body[\\/]index\.js/,
    confidence: 'likely',
    why: 'The body was read, and the code looks for the callback in the wrong place of it: JSON has `Body` on the outside and `stkCallback` inside it.',
    fix: {
      summary: 'Read the callback where it stands, at `req.body.Body.stkCallback`',
      code: 'const { stkCallback } = req.body.Body',
    },
  },
  {
    code: 'app/body-not-parsed',
    by: 'the app',
    source: 'V8: destructuring of what is not there',
    status: refusals,
    body: /Cannot destructure property (?:'|&#39;)\w{1,40}(?:'|&#39;) of (?:'|&#39;)(?:req|request|ctx\.request)\.body(?:'|&#39;)/,
  },
  {
    code: 'app/body-not-parsed',
    by: 'the app',
    source: 'recorded: Express 4.22 and 5.3, Fastify 5.12; the words of V8, and of JavaScriptCore in Bun',
    status: refusals,
    body: /\b(?:reading|property) (?:'|&#39;|\\?")(?:Body|stkCallback)\b[^\n<]{0,40}(?:\)|of (?:undefined|null))|(?:undefined|null) is not an object \(evaluating [^\n<]{0,60}\b(?:Body|stkCallback)\b/,
    confidence: 'likely',
    why: 'Where `Body` was looked for there is nothing: either no parser read the JSON before the route, or it was read and the code goes another way than `req.body.Body.stkCallback`.',
  },
  {
    code: 'app/body-not-parsed',
    by: 'the app',
    source: 'recorded: Flask 2.2, FastAPI 0.92, Django 3.2, PHP 8.2',
    status: refusals,
    body: /\b(?:property|key|attribute|index|offset)\b[^\n<]{0,28}(?:['"‘`$;]|: )Body\b|(?:KeyError: |"exception_value">)(?:'|&#x27;|&#39;|&quot;)Body\b/,
  },
  {
    code: 'app/body-not-parsed',
    by: 'the app',
    source: 'recorded: Flask 2.2, FastAPI 0.92, Django 3.2; Rails shows the lines around the error',
    status: refusals,
    body: /\b(?:property|key|attribute|index|offset)\b[^\n<]{0,28}(?:['"‘`$;]|: )stkCallback\b|(?:KeyError: |"exception_value">)(?:'|&#x27;|&#39;|&quot;)stkCallback\b|undefined method [^\n<]{0,30}for nil[^\n<]{0,80}(?:Body|stkCallback)/,
    confidence: 'likely',
    why: wrongPlace,
  },
  {
    code: 'app/body-not-parsed',
    by: 'PHP',
    source: 'recorded: PHP 8.2, display_errors on: the status stays 200 once a warning was printed',
    status: [200],
    body: phpWarning('Body'),
    why: 'PHP warns that there is no `Body` where the script looks for it: `$_POST` holds only forms, and the callback is JSON. The script goes on without the payment, and answers as if all was well.',
  },
  {
    code: 'app/body-not-parsed',
    by: 'PHP',
    source: 'recorded: PHP 8.2, display_errors on',
    status: [200],
    body: phpWarning('stkCallback'),
    confidence: 'likely',
    why: wrongPlace,
  },
  {
    code: 'app/body-not-parsed',
    by: 'Django',
    source: 'recorded: Django 3.2, DEBUG on',
    status: [500],
    body: /^[\s\S]{0,400}?<title>MultiValueDictKeyError\s[\s\S]*?\brequest\.POST\b/,
    why: '`request.POST` holds the fields of forms only; Safaricom sends JSON, which stands in `request.body`.',
  },
  {
    code: 'app/body-not-parsed',
    by: 'Django',
    source: 'Django, utils/datastructures.py: raised by request.POST, request.GET and request.FILES only',
    status: [500],
    body: /^[\s\S]{0,400}?<title>MultiValueDictKeyError\s|^MultiValueDictKeyError at \//,
    confidence: 'likely',
    why: 'The view reads a field of a form or of the query; Safaricom sends JSON, which stands in `request.body`.',
  },
  {
    code: 'app/body-not-parsed',
    by: 'Express',
    source: 'recorded: body-parser in Express 4.22, 5.3',
    status: [413],
    body: /PayloadTooLargeError|request entity too large/,
    why: 'The limit of the body parser is below the size of a callback, which is about 500 bytes.',
    fix: { summary: 'Raise the limit of the body parser', code: "app.use(express.json({ limit: '100kb' }))" },
  },
  {
    code: 'app/body-not-parsed',
    by: 'Express',
    source: 'body-parser, lib/types/json.js',
    status: [415],
    body: /unsupported charset/i,
    why: 'The body parser does not take the charset that Safaricom names.',
  },
  {
    code: 'app/body-not-parsed',
    by: 'Fastify',
    source: 'recorded: Fastify 5.12',
    status: [400, 415],
    body: /"FST_ERR_CTP_(?:INVALID_MEDIA_TYPE|EMPTY_JSON_BODY|INVALID_JSON_BODY)"/,
  },
  {
    code: 'app/body-not-parsed',
    by: 'Django REST framework',
    source: 'recorded: Django REST framework 3.14',
    status: [415],
    body: /Unsupported media type \\?"/,
  },
  {
    code: 'app/body-not-parsed',
    by: 'Flask',
    source: 'Werkzeug 2.1 and later, Request.on_json_loading_failed',
    status: [400, 415],
    body: /Did not attempt to load JSON data because the request Content-Type/,
  },
  {
    code: 'app/body-not-parsed',
    by: 'the app',
    source: 'the words for it in many frameworks',
    status: refusals,
    body: /\b(?:req|request)\.body is (?:undefined|null|empty)|Unsupported Media Type|Content-Type (?:was|header)? ?(?:not|must be|is not) |unsupported (?:content|media) type|\b(?:missing|empty|no) (?:json |request )?body\b/i,
    confidence: 'likely',
  },
  {
    code: 'app/body-not-parsed',
    by: 'the app',
    source: 'RFC 9110, section 15.5.16',
    status: [415],
    confidence: 'likely',
  },
  {
    code: 'handler/crashes',
    by: 'the handler',
    source: 'recorded: Express 4.22 and 5.3, Fastify 5.12, Flask 2.2, FastAPI 0.92, Django 3.2, Symfony 5.4',
    why: 'Failed payments come without `CallbackMetadata`; the handler reads it before it looks at `ResultCode`.',
    fix: { summary: 'Look at `ResultCode` before reading `CallbackMetadata`' },
    status: [500],
    body: /\b(?:reading|property|key|attribute|index)\b[^\n<]{0,28}(?:['"‘`$;]|: )(?:CallbackMetadata|Items?)\b|(?:KeyError: |"exception_value">)(?:'|&#x27;|&#39;|&quot;)(?:CallbackMetadata|Item)/,
  },
  {
    code: 'handler/crashes',
    by: 'PHP',
    source: 'PHP 8.2, display_errors on: the status stays 200 once a warning was printed',
    why: 'Failed payments come without `CallbackMetadata`; the handler reads it before it looks at `ResultCode`.',
    fix: { summary: 'Look at `ResultCode` before reading `CallbackMetadata`' },
    status: [200],
    body: /Undefined (?:array key|index|property)[^\n<]{0,28}(?:CallbackMetadata|Items?)\b[\s\S]{0,2000}?(?:^|\n|>)(?:PHP )?Fatal error(?:<\/b>)?:\s/,
  },
  {
    code: 'handler/crashes',
    by: 'PHP',
    source: 'recorded: PHP 8.2, display_errors on',
    why: 'Failed payments come without `CallbackMetadata`; the script reads it before it looks at `ResultCode`. PHP warns and goes on with nothing in place of amount and receipt.',
    fix: {
      summary: 'Look at `ResultCode` before reading `CallbackMetadata`',
      code: "if ($callback['ResultCode'] === 0) {\n    $items = array_column($callback['CallbackMetadata']['Item'], 'Value', 'Name');\n}",
    },
    status: [200],
    body: phpWarning('(?:CallbackMetadata|Items?)'),
    confidence: 'likely',
  },
]
