import { describe, expect, it } from 'vitest'
import { frameworkMarks } from '../../../src/checks/replies/framework-marks.ts'
import { findFramework, frameworkOf } from '../../../src/checks/replies/frameworks.ts'
import { readReply } from '../../../src/checks/replies/reply-facts.ts'
import type { Detected, FrameworkName } from '../../../src/core/stack.ts'
import { factsOf, recordedNames } from './recorded-apps.ts'
import { reply } from './reply-builders.ts'

const frameworks: Readonly<Record<string, string>> = {
  django: 'Django',
  express: 'Express',
  express4: 'Express',
  fastapi: 'FastAPI',
  fastify: 'Fastify',
  flask: 'Flask',
  hapi: 'hapi',
  nest: 'NestJS',
  next: 'Next.js',
  php: 'PHP',
  rails: 'Rails',
  symfony: 'Symfony',
  vite: 'Vite',
  wordpress: 'WordPress',
}

/** Replies without a mark, or with that of what the framework is built on. */
const exceptions: Readonly<Record<string, string | undefined>> = {
  'django-production-rest-auth': 'Django REST framework',
  'django-production-rest-form': 'Django REST framework',
  'django-production-rest-get-only': 'Django REST framework',
  'django-production-rest-json': 'Django REST framework',
  'django-production-rest-limited': 'Django REST framework',
  'django-production-rest-validated': 'Django REST framework',
  'fastify-production-auth': undefined,
  'fastify-production-empty': undefined,
  'fastify-production-json': undefined,
  'fastify-production-text': undefined,
  'hapi-production-form': undefined,
  'hapi-production-json': undefined,
  'nest-production-empty': 'Express',
  'nest-production-json': 'Express',
  'nest-production-text': 'Express',
  'next-debug-auth-redirect': undefined,
  'next-production-auth-redirect': undefined,
  // Rails answers before it adds its headers.
  'rails-hosts-production-json': undefined,
  'symfony-production-empty': 'PHP',
  'symfony-production-form': 'PHP',
  'symfony-production-json': 'PHP',
  'symfony-production-metadata': 'PHP',
  'symfony-production-text': 'PHP',
}

const detected = (...names: readonly FrameworkName[]): readonly Detected<FrameworkName>[] =>
  names.map((name) => ({ name, file: 'manifest', because: 'requires it' }))
const unmarked = readReply(reply({ status: 404, body: 'Not Found' }))

describe('the framework of a recorded reply', () => {
  it.each(recordedNames())('%s', (name) => {
    const expected = name in exceptions ? exceptions[name] : frameworks[name.split('-')[0] ?? '']
    expect(findFramework(factsOf(name))).toBe(expected)
  })

  it('is named with a source by every mark', () => {
    expect(frameworkMarks.filter(({ source }) => source.length < 8)).toEqual([])
  })
})

/** Of frameworks that cannot be recorded here, after their source. */
const written: readonly (readonly [
  framework: string,
  status: number,
  headers: Record<string, string>,
  body: string,
])[] = [
  ['Laravel', 404, { 'set-cookie': 'XSRF-TOKEN=eyJpdiI6; path=/' }, ''],
  ['Laravel', 200, { 'set-cookie': 'laravel-session=x' }, ''],
  ['Laravel', 404, {}, '{"message":"The route api/x could not be found."}'],
  ['Laravel', 500, {}, '{"message": "Server Error"}'],
  ['Laravel', 404, {}, '<div class="px-4 text-lg text-gray-500 border-r border-gray-400 tracking-wider">404</div>'],
  ['Spring', 404, {}, '{"timestamp":"2026-01-01T00:00:00Z","status":404,"error":"Not Found","path":"/x"}'],
  ['Spring', 404, {}, '<html><body><h1>Whitelabel Error Page</h1></body></html>'],
  ['ASP.NET Core', 400, {}, '{"type":"x","title":"One or more","status":400,"errors":{},"traceId":"00-1"}'],
  ['ASP.NET Core', 404, { server: 'Kestrel' }, ''],
  ['CodeIgniter', 403, { 'set-cookie': 'ci_session=x' }, ''],
  ['webpack-dev-server', 403, {}, 'Invalid Host header'],
]

describe('the framework of a reply', () => {
  it.each(written)('of %s (%d)', (framework, status, headers, body) => {
    expect(findFramework(readReply(reply({ status, headers, body })))).toBe(framework)
  })

  it.each([
    '<p>We build shops with Django, Laravel and Express.</p>',
    '{"detail":"unknown order"}',
    '{"message":"no such order"}',
    '{"error":"Cannot POST here"}',
    'see /docs/index.php for help',
  ])('is not guessed from %s', (body) => {
    expect(findFramework(readReply(reply({ status: 404, body })))).toBeUndefined()
  })

  it('is that of the project where the reply has no mark', () => {
    expect(frameworkOf([unmarked], detected('Flask', 'Docker'))).toEqual({
      name: 'Flask',
      from: 'project',
      file: 'manifest',
    })
    expect(frameworkOf([undefined], detected('Nest', 'Express'))?.name).toBe('NestJS')
  })

  it('is unknown where the project has none or two', () => {
    expect(frameworkOf([unmarked], detected('Docker', 'Vite'))).toBeUndefined()
    expect(frameworkOf([unmarked], detected('Flask', 'Next'))).toBeUndefined()
  })

  it('is that of the reply, unless the project is built on it', () => {
    const express = readReply(reply({ status: 404, headers: { 'x-powered-by': 'Express' }, body: '' }))
    expect(frameworkOf([express], detected('Nest'))?.name).toBe('NestJS')
    expect(frameworkOf([express], detected('Django'))).toEqual({ name: 'Express', from: 'reply' })
    const php = readReply(reply({ headers: { 'x-powered-by': 'PHP/8.3.1' }, body: 'OK' }))
    expect(frameworkOf([php], detected('Laravel'))?.name).toBe('Laravel')
  })

  it.each(['a', '<title>', '"message":', 'XSRF-TOKEN=', '<h1>', 'Warning: '])(
    'is looked for in 64 KiB of %s in no time',
    (part) => {
      const facts = readReply(reply({ status: 500, body: part.repeat(65_536 / part.length) }))
      const start = performance.now()
      findFramework(facts)
      expect(performance.now() - start).toBeLessThan(500)
    },
  )
})
