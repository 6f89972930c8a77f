import type { ReplyFacts } from './reply-facts.ts'

export type Framework =
  | 'Flask'
  | 'FastAPI'
  | 'Django'
  | 'Laravel'
  | 'WordPress'
  | 'Rails'
  | 'Next.js'
  | 'NestJS'
  | 'Express'
  | 'Spring'
  | 'ASP.NET Core'
  | 'PHP'

interface FrameworkMark {
  readonly framework: Framework
  readonly header?: readonly [name: string, mark: RegExp]
  readonly body?: RegExp
}

/** Marks that frameworks leave in replies, the more telling first. */
const marks: readonly FrameworkMark[] = [
  { framework: 'Next.js', header: ['x-powered-by', /Next\.js/] },
  { framework: 'Next.js', body: /__NEXT_DATA__|\/_next\/static\// },
  { framework: 'Laravel', header: ['set-cookie', /laravel_|XSRF-TOKEN=eyJ/] },
  { framework: 'Laravel', body: /Illuminate\\|laravel|Ignition|CSRF token mismatch|<title>Page Expired/i },
  { framework: 'WordPress', header: ['link', /wp-json/] },
  { framework: 'WordPress', body: /wp-content\/|wp-includes\/|rest_no_route|rest_forbidden|rest_cannot/ },
  {
    framework: 'Django',
    body: /CSRF verification failed|DisallowedHost|django|<title>Not Found<\/title>\s*<\/head>\s*<body>\s*<h1>Not Found<\/h1><p>The requested resource/i,
  },
  { framework: 'Django', header: ['server', /WSGIServer/] },
  { framework: 'Django', header: ['set-cookie', /csrftoken=/] },
  { framework: 'FastAPI', body: /^\{"detail":/ },
  { framework: 'FastAPI', header: ['server', /uvicorn/i] },
  { framework: 'Flask', header: ['server', /Werkzeug/] },
  {
    framework: 'Flask',
    body: /Werkzeug|The requested URL was not found on the server\. If you entered|The method is not allowed for the requested URL/,
  },
  { framework: 'Rails', header: ['x-runtime', /^\d/] },
  {
    framework: 'Rails',
    body: /ActionController::|Action Controller: Exception|InvalidAuthenticityToken|The page you were looking for doesn't exist/,
  },
  { framework: 'Spring', body: /Whitelabel Error Page|"timestamp":.{1,60}"status":\d{3},"error":/ },
  { framework: 'NestJS', body: /"statusCode":\d{3}[^}]*"message":|"message":[^}]*"statusCode":\d{3}/ },
  { framework: 'Express', header: ['x-powered-by', /Express/] },
  { framework: 'Express', body: /<pre>Cannot (?:POST|GET) \/|node_modules\/express\// },
  { framework: 'ASP.NET Core', header: ['server', /Kestrel/] },
  { framework: 'ASP.NET Core', header: ['x-powered-by', /ASP\.NET/] },
  { framework: 'PHP', header: ['x-powered-by', /^PHP/] },
  { framework: 'PHP', header: ['set-cookie', /PHPSESSID/] },
  { framework: 'PHP', body: /on line (?:<b>)?\d+|\.php\b/ },
]

/** The framework that wrote a reply, if it left a mark. */
export function findFramework(...replies: readonly (ReplyFacts | undefined)[]): Framework | undefined {
  for (const reply of replies) {
    if (reply === undefined) continue
    const found = marks.find(
      ({ header, body }) =>
        (header === undefined || header[1].test(reply.headers.get(header[0]) ?? '')) &&
        (body === undefined || body.test(reply.body)),
    )
    if (found !== undefined) return found.framework
  }
  return undefined
}
