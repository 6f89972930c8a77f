import { describe, expect, it } from 'vitest'
import { readReply } from '../../../src/checks/replies/reply-facts.ts'
import { describeExposure, exposesTrace } from '../../../src/checks/replies/stack-trace.ts'
import { factsOf, recordedNames } from './recorded-apps.ts'
import { reply } from './reply-builders.ts'

/** Debug pages; every other recorded reply keeps the inside to itself. */
const exposing: ReadonlySet<string> = new Set([
  'django-debug-crash',
  'django-debug-form',
  'django-debug-form-data',
  'django-debug-wrong-path',
  'django-debug-metadata',
  'django-debug-no-route',
  'django-debug-slash',
  'django-hosts-debug-json',
  'express-debug-crash',
  'express-debug-csrf-csrf',
  'express-debug-csurf',
  'express-debug-form-parser',
  'express-debug-metadata',
  'express-debug-no-parser',
  'express-debug-small-body',
  'express-debug-wrong-path',
  'express4-debug-crash',
  'express4-debug-csrf-csrf',
  'express4-debug-csurf',
  'express4-debug-form-parser',
  'express4-debug-metadata',
  'express4-debug-no-parser',
  'express4-debug-small-body',
  'express4-debug-wrong-path',
  'fastapi-debug-crash',
  'fastapi-debug-key-error',
  'fastapi-debug-metadata',
  'fastapi-debug-wrong-path',
  'flask-debug-crash',
  'flask-debug-form',
  'flask-debug-key-error',
  'flask-debug-metadata',
  'flask-debug-wrong-path',
  'php-debug-crash',
  'php-debug-html-crash',
  'php-debug-missing-function',
  'rails-debug-crash',
  'rails-debug-csrf',
  'rails-debug-metadata',
  'rails-debug-nil',
  'rails-debug-no-route',
  'rails-debug-required',
  'symfony-debug-crash',
  'symfony-debug-get-only',
  'symfony-debug-metadata',
  'symfony-debug-no-route',
])

/** Of frameworks that cannot be recorded here, after their source. */
const written: readonly string[] = [
  '{"message":"x","exception":"Illuminate\\\\Database\\\\QueryException","file":"/srv/a.php","line":1,"trace":[]}',
  '{"timestamp":1,"status":500,"trace":"java.lang.NullPointerException\\n\\tat com.duka.Pay.go(Pay.java:12)"}',
  'System.Exception: x\n   at Duka.Pay.Callback(JsonElement body) in /srv/duka/Pay.cs:line 12',
  'TypeError: x is not a function\n    at handle (/srv/duka/app.js:10:5)\n    at next (node:internal/x:1:2)',
]

describe('a stack trace', () => {
  it.each(recordedNames())('%s', (name) => {
    expect(exposesTrace(factsOf(name))).toBe(exposing.has(name))
  })

  it.each(written)('is seen in %s', (body) => {
    expect(exposesTrace(readReply(reply({ status: 500, body })))).toBe(true)
  })

  it.each(['Look at the map (http://127.0.0.1:80:1)', '{"stack":"MEAN","trace":null}', 'meet me at org.example'])(
    'is not seen in %s',
    (body) => {
      expect(exposesTrace(readReply(reply({ status: 500, body })))).toBe(false)
    },
  )

  it.each(['a', ' at (/', '#1 /a', '"stack":"', '<br> &nbsp; &nbsp;at ', 'at com.a', '\n    at ('])(
    'is looked for in 64 KiB of %s in no time',
    (part) => {
      const facts = readReply(reply({ status: 500, body: part.repeat(65_536 / part.length) }))
      const start = performance.now()
      exposesTrace(facts)
      expect(performance.now() - start).toBeLessThan(500)
    },
  )
})

describe('what a debug page gives away', () => {
  const said = (body: string) => describeExposure(readReply(reply({ status: 500, body })))

  it('is told by name, and never by value', () => {
    const why = said('Traceback (most recent call last) DB_PASSWORD = hunter2hunter2, MPESA_PASSKEY = x')
    expect(why).toContain('`DB_PASSWORD`')
    expect(why).toContain('`MPESA_PASSKEY`')
    expect(why).not.toContain('hunter2')
  })

  it('is not what the framework hides', () => {
    expect(said('<td>SECRET_KEY</td><td><pre>&#x27;********************&#x27;</pre>')).toBeUndefined()
    expect(describeExposure(factsOf('django-debug-crash'))).toMatch(/settings/)
    expect(describeExposure(factsOf('django-debug-crash'))).not.toMatch(/SECRET_KEY/)
  })

  it.each(recordedNames().filter((name) => name.startsWith('django-debug') || name.startsWith('rails-debug')))(
    'is no name that stands on every page: %s',
    (name) => {
      expect(describeExposure(factsOf(name)) ?? '').not.toMatch(/It names/)
    },
  )

  it('is not the name of a header or of a cookie', () => {
    expect(said("CSRF_HEADER_NAME 'HTTP_X_CSRFTOKEN' CSRF_TOKEN HTTP_X_API_KEY XSRF_COOKIE_TOKEN")).toBeUndefined()
  })

  it('is more than a trace under the debugger of Flask', () => {
    expect(describeExposure(factsOf('flask-debug-crash'))).toMatch(/console/)
    expect(describeExposure(factsOf('express-debug-crash'))).toBeUndefined()
  })

  it('is read from 64 KiB of names in no time', () => {
    const start = performance.now()
    said('A'.repeat(65_536))
    said('A_KEY'.repeat(13_000))
    expect(performance.now() - start).toBeLessThan(500)
  })
})
