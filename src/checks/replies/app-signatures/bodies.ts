import type { Signature } from '../signature.ts'

const refusals = [400, 413, 415, 422, 500]

/** Bodies that could not be read, and handlers that found nothing in them or too little. */
export const bodySignatures: readonly Signature[] = [
  {
    code: 'app/body-not-parsed',
    by: 'the app',
    source: 'recorded: Express 4.22 and 5.3, Fastify 5.12, Flask 2.2, FastAPI 0.92, Django 3.2, PHP 8.2',
    status: refusals,
    body: /\b(?:reading|property|key|attribute|index|offset)\b[^\n<]{0,28}(?:['"‘`$;]|: )(?:Body|stkCallback)\b|(?:KeyError: |"exception_value">)(?:'|&#x27;|&#39;|&quot;)(?:Body|stkCallback)|undefined method [^\n<]{0,30}for nil[^\n<]{0,80}(?:Body|stkCallback)/,
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
]
