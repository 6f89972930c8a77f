import type { Fix } from '../../../core/finding.ts'
import type { FixesOf } from './framework-fixes-of.ts'
import { take } from './framework-fixes-of.ts'
import type { Place } from './place.ts'
import { withoutFirstSlash } from './place.ts'

const route = ({ path }: Place): string => `path("${withoutFirstSlash(path)}", views.mpesa_callback),`
const importExempt = 'from django.views.decorators.csrf import csrf_exempt'
const importJson = 'import json'
const acknowledge = 'return JsonResponse({"ResultCode": 0, "ResultDesc": "Accepted"})'
const readJson = 'callback = json.loads(request.body)["Body"]["stkCallback"]'

/** Django 3.2 to 6. */
export const djangoFixes: FixesOf = {
  'app/route-not-found': (place) => take('Add the path to `urlpatterns` in `urls.py`', route(place)),
  'app/method-not-allowed': () =>
    take(
      'Let the view take POST: put this above it, in place of `@require_GET` or `@require_http_methods` (a class gets a `post` method)',
      importExempt,
      'from django.views.decorators.http import require_POST',
      '',
      '@csrf_exempt',
      '@require_POST',
    ),
  'app/csrf-rejected': () => take('Exempt the view: put this above it', importExempt, '', '@csrf_exempt'),
  'app/auth-required': () =>
    // No lines: before 5.1 there is nothing to import, and the reply does not tell the version.
    ({
      summary:
        'Remove `@login_required` from the view; with `LoginRequiredMiddleware` (since Django 5.1) put `@login_not_required` of `django.contrib.auth.decorators` above it',
    }),
  'app/body-not-parsed': () =>
    take('Read the body, where the callback stands under `Body`, and not `request.POST`', importJson, readJson),
  'app/payload-rejected': () =>
    take(
      'Read the body, not a form, and do without `CallbackMetadata`',
      importJson,
      readJson,
      'items = callback.get("CallbackMetadata", {}).get("Item", [])',
    ),
  'app/html-reply': (place) =>
    take(
      'Give the callback a path and a view of its own, which answers with JSON',
      '# urls.py, above any catch-all of `urlpatterns`',
      route(place),
      '# views.py, at the end of the view',
      'from django.http import JsonResponse',
      acknowledge,
    ),
  'app/slow-ack': () =>
    take('Hand the work to a worker (Celery), and answer', 'process_callback.delay(callback)', acknowledge),
  'app/stack-trace-exposed': () =>
    take('Turn debug mode off in `settings.py` (`ALLOWED_HOSTS` must then name the host)', 'DEBUG = False'),
  'edge/host-rejected': ({ host }) =>
    take(
      'Allow the host in `settings.py`, beside those that are there',
      `ALLOWED_HOSTS = ["${host}", "localhost", "127.0.0.1"]`,
    ),
  'edge/redirect': (place) => take('Write the path in `urls.py` as the callback URL has it', route(place)),
}

const importDecorators = (names: string): string => `from rest_framework.decorators import ${names}`

/** Imports cannot stand between decorators, so all of the view's are printed. */
function replaceDecorators(summary: string, decorator: string, value: string, ...imports: readonly string[]): Fix {
  return take(
    `${summary}: put this above it in place of \`@api_view\``,
    importDecorators(`api_view, ${decorator}`),
    ...imports,
    '',
    '@api_view(["POST"])',
    `@${decorator}(${value})`,
  )
}

/** Where it differs from plain Django. */
export const djangoRestFixes: FixesOf = {
  ...djangoFixes,
  'app/method-not-allowed': () =>
    take(
      'Let the view take POST: put this above it, in place of its `@api_view`',
      importDecorators('api_view'),
      '',
      '@api_view(["POST"])',
    ),
  'app/auth-required': () =>
    take(
      'Let everyone call the view: put this above it (a class sets `authentication_classes` and `permission_classes`)',
      importDecorators('api_view, authentication_classes, permission_classes'),
      'from rest_framework.permissions import AllowAny',
      '',
      '@api_view(["POST"])',
      '@authentication_classes([])',
      '@permission_classes([AllowAny])',
    ),
  'app/csrf-rejected': () =>
    replaceDecorators('Leave session authentication out for the view', 'authentication_classes', '[]'),
  'app/body-not-parsed': () =>
    replaceDecorators(
      'Parse JSON (and read `request.data["Body"]["stkCallback"]`)',
      'parser_classes',
      '[JSONParser]',
      'from rest_framework.parsers import JSONParser',
    ),
  'app/payload-rejected': () =>
    take(
      'Failures have no `CallbackMetadata`: make it optional in the serializer',
      'CallbackMetadata = serializers.DictField(required=False)',
    ),
  'app/rate-limited': () => replaceDecorators('Leave throttling out for the view', 'throttle_classes', '[]'),
}
