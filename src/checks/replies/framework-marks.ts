import type { Framework } from './frameworks.ts'

/** A mark that a framework leaves in replies. All of it must be there. */
export interface FrameworkMark {
  readonly framework: Framework
  /** Documentation, source, or the version that it was recorded from. */
  readonly source: string
  readonly status?: number
  /** By name in lower case. */
  readonly headers?: Readonly<Record<string, RegExp>>
  /** The keys of a JSON object, in their order; one of these. */
  readonly keys?: readonly string[]
  readonly body?: RegExp
  /** Frameworks that are built on this one, and leave its mark as well. */
  readonly carries?: readonly Framework[]
}

const onPhp: readonly Framework[] = ['Laravel', 'Symfony', 'WordPress']

/** The more telling before the less telling. */
export const frameworkMarks: readonly FrameworkMark[] = [
  // Servers for development, in front of an app of any kind.
  {
    framework: 'Vite',
    source: 'recorded: Vite 8.3',
    status: 403,
    body: /^Blocked request\. This host \(/,
  },
  {
    framework: 'webpack-dev-server',
    source: 'webpack-dev-server, lib/Server.js',
    status: 403,
    body: /^Invalid Host(?:\/Origin)? header$/,
  },
  // Node.
  { framework: 'Next.js', source: 'recorded: Next.js 16.4', headers: { 'x-powered-by': /Next\.js/ } },
  { framework: 'Next.js', source: 'recorded: Next.js 16.4', headers: { vary: /next-router-state-tree/i } },
  { framework: 'Next.js', source: 'recorded: Next.js 16.4', status: 308, headers: { refresh: /^0;url=/ } },
  { framework: 'Next.js', source: 'Next.js, pages router', body: /<script id="__NEXT_DATA__"|["(/]_next\/static\// },
  { framework: 'SvelteKit', source: 'SvelteKit, runtime/server/page', headers: { 'x-sveltekit-page': /./ } },
  {
    framework: 'SvelteKit',
    source: 'SvelteKit, runtime/server/respond',
    body: /^Cross-site POST form submissions are/,
  },
  {
    framework: 'Fastify',
    source: 'recorded: Fastify 5.12',
    keys: ['message,error,statusCode'],
    body: /"message":"Route [A-Z]{3,7}:\//,
  },
  {
    framework: 'Fastify',
    source: 'recorded: Fastify 5.12',
    keys: ['statusCode,code,error,message'],
    body: /"code":"FST_/,
  },
  {
    framework: 'hapi',
    source: 'recorded: hapi 21.4',
    keys: ['statusCode,error,message'],
    body: /"message":"(?:Not Found|An internal server error occurred|Missing authentication)"\}$/,
  },
  {
    framework: 'Fastify',
    source: 'recorded: Fastify 5.12',
    status: 500,
    keys: ['statusCode,error,message', 'statusCode,code,error,message'],
  },
  {
    framework: 'Fastify',
    source: 'recorded: @fastify/rate-limit 10',
    status: 429,
    keys: ['statusCode,error,message'],
    body: /"message":"Rate limit exceeded, retry in /,
  },
  {
    framework: 'NestJS',
    source: 'recorded: Nest 12.5',
    keys: ['message,error,statusCode', 'message,statusCode', 'statusCode,message'],
  },
  {
    framework: 'Express',
    source: 'recorded: Express 4.22, 5.3',
    headers: { 'x-powered-by': /^Express$/ },
    carries: ['NestJS', 'Next.js'],
  },
  {
    framework: 'Express',
    source: 'finalhandler, used by Express 4 and 5',
    body: /^<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error<\/title>\n<\/head>\n<body>\n<pre>/,
    carries: ['NestJS', 'Next.js'],
  },
  // PHP.
  {
    framework: 'Laravel',
    source: 'Laravel, config/session.php and VerifyCsrfToken',
    headers: { 'set-cookie': /(?:^|; )(?:laravel[_-]session=|XSRF-TOKEN=eyJ)/ },
  },
  { framework: 'Laravel', source: 'Laravel, Foundation/Exceptions/views', status: 419 },
  {
    framework: 'Laravel',
    source: 'Laravel, Foundation/Exceptions/Handler',
    keys: ['message', 'message,exception,file,line,trace'],
    body: /"message": ?"(?:CSRF token mismatch\.|Unauthenticated\.|Server Error|Too Many Attempts\.|The route [^"]{1,300} could not be found\.|The [A-Z]{3,7} method is not supported for route )/,
  },
  {
    framework: 'Laravel',
    source: 'Laravel, Foundation/Exceptions/views/minimal.blade.php',
    body: /px-4 text-lg (?:dark:text-gray-\d+ )?text-gray-500 border-r border-gray-400|Illuminate\\(?:\\)?[A-Z]/,
  },
  {
    framework: 'WordPress',
    source: 'recorded: WordPress 6.1',
    headers: { link: /<[^>]{1,300}(?:\/wp-json\/|\?rest_route=)/ },
  },
  {
    framework: 'WordPress',
    source: 'recorded: WordPress 6.1',
    keys: ['code,message,data', 'code,message,data,additional_errors'],
  },
  {
    framework: 'WordPress',
    source: 'WordPress, wp_die() and themes',
    body: /\/wp-(?:content|includes)\/|id="wp-die-message"|class="wp-die-message"/,
  },
  { framework: 'Symfony', source: 'recorded: Symfony 5.4', headers: { 'x-debug-exception': /./ } },
  {
    framework: 'Symfony',
    source: 'recorded: Symfony 5.4',
    body: /<h1>Oops! An Error Occurred<\/h1>\s{0,9}<h2>The server returned a "/,
  },
  {
    framework: 'Symfony',
    source: 'Symfony, Serializer/Normalizer/ProblemNormalizer',
    keys: ['type,title,status,detail'],
    body: /rfc(?:2616|9110)[^"]{0,40}","title":"An error occurred"/,
  },
  {
    framework: 'CodeIgniter',
    source: 'CodeIgniter 3 and 4, cookie names',
    headers: { 'set-cookie': /(?:^|; )ci_session=/ },
  },
  // Python.
  {
    framework: 'Django REST framework',
    source: 'recorded: Django REST framework 3.14',
    headers: { allow: /\bOPTIONS\b/, vary: /^Accept\b(?!-)/ },
  },
  {
    framework: 'Django REST framework',
    source: 'Django REST framework, exceptions.py',
    keys: ['detail'],
    body: /"(?:Authentication credentials were not provided\.|CSRF Failed: |Request was throttled\.|Method \\"[A-Z]{3,7}\\" not allowed\.|Unsupported media type )/,
  },
  {
    framework: 'Django',
    source: 'recorded: Django 3.2',
    body: /CSRF verification failed\. Request aborted\.|You're seeing this error because you have <code>DEBUG = True<\/code>|^\s{0,9}<!doctype html>\s{1,9}<html lang="en">\s{1,9}<head>\s{1,9}<title>(?:Bad Request \(400\)|Server Error \(500\)|403 Forbidden|Not Found)<\/title>\s{1,9}<\/head>\s{1,9}<body>\s{1,9}<h1>[^<]{1,40}<\/h1><p>/,
  },
  { framework: 'Django', source: 'Django, CSRF_COOKIE_NAME', headers: { 'set-cookie': /(?:^|; )csrftoken=/ } },
  {
    framework: 'FastAPI',
    source: 'recorded: FastAPI 0.92',
    keys: ['detail'],
    body: /^\{"detail":(?:"(?:Not Found|Method Not Allowed|Not authenticated|Invalid authentication credentials)"|\[\{"(?:type|loc)":)/,
  },
  { framework: 'FastAPI', source: 'recorded: FastAPI 0.92', headers: { server: /^uvicorn/i }, carries: ['Django'] },
  {
    framework: 'Flask',
    source: 'recorded: Flask 2.2',
    headers: { server: /^Werkzeug\// },
    carries: ['Django'],
  },
  {
    framework: 'Flask',
    source: 'recorded: Flask 2.2',
    body: /^<!doctype html>\n<html lang=en>\n(?:<title>| {2}<head>\n {4}<title>)/,
  },
  { framework: 'Django', source: 'recorded: Django 3.2', headers: { server: /^WSGIServer\// }, carries: ['Flask'] },
  // Ruby.
  { framework: 'Rails', source: 'recorded: Rails 6.1', headers: { 'x-runtime': /^\d+\.\d+$/ } },
  {
    framework: 'Rails',
    source: 'recorded: Rails 6.1',
    body: /<body class="rails-default-error-page">|<title>Action Controller: Exception caught<\/title>|^Blocked hosts?: /,
  },
  // Java and .NET.
  {
    framework: 'Spring',
    source: 'Spring Boot, DefaultErrorAttributes',
    keys: [
      'timestamp,status,error,path',
      'timestamp,status,error,message,path',
      'timestamp,status,error,trace,message,path',
    ],
  },
  { framework: 'Spring', source: 'Spring Boot, ErrorMvcAutoConfiguration', body: /<h1>Whitelabel Error Page<\/h1>/ },
  {
    framework: 'ASP.NET Core',
    source: 'ASP.NET Core, DefaultProblemDetailsFactory',
    keys: ['type,title,status,traceId', 'type,title,status,errors,traceId', 'type,title,status,detail,traceId'],
  },
  { framework: 'ASP.NET Core', source: 'ASP.NET Core, KestrelServerOptions', headers: { server: /^Kestrel$/ } },
  { framework: 'ASP.NET Core', source: 'IIS, web.config', headers: { 'x-powered-by': /^ASP\.NET$/ } },
  // Scripts, after everything that is written in PHP.
  { framework: 'PHP', source: 'recorded: PHP 8.2', headers: { 'x-powered-by': /^PHP\// }, carries: onPhp },
  { framework: 'PHP', source: 'PHP, session.name', headers: { 'set-cookie': /(?:^|; )PHPSESSID=/ }, carries: onPhp },
  {
    framework: 'PHP',
    source: 'recorded: PHP 8.2, its server for development',
    status: 404,
    body: /The requested resource <code class="url">/,
    carries: onPhp,
  },
  {
    framework: 'PHP',
    source: 'recorded: PHP 8.2',
    body: /(?:Warning|Notice|Deprecated|Fatal error|Parse error)(?:<\/b>)?: {1,2}[^\n]{1,500} on line (?:<b>)?\d/,
    carries: onPhp,
  },
]
