import { describe } from 'vitest'
import type { Proof } from './framework-app.ts'
import { canRun, callbackPath as path, proveFixes } from './framework-app.ts'

const python = '/usr/bin/python3'
const runner = { start: [python, 'app.py', 'PORT'] }
const has = (...modules: readonly string[]): boolean => canRun(python, '-c', `import ${modules.join(', ')}`)
const indent = (lines: string): string => lines.replaceAll(/^/gm, '    ')

interface View {
  readonly set?: string
  readonly route?: string
  readonly above?: string
  readonly body?: string
}

const flask = ({ set = '', route = `@app.post("${path}")`, above = '', body }: View) => ({
  'app.py': `
import sys, threading
from flask import Flask, abort, jsonify, request
app = Flask(__name__)
app.config["SECRET_KEY"] = "not-a-secret"
${set}

def settle_payment(callback):
    pass

${route}
${above}
def callback():
${indent(body ?? 'return jsonify(ResultCode=0, ResultDesc="Accepted")')}

app.run(host="127.0.0.1", port=int(sys.argv[1]), use_reloader=False)
`,
})
const accept = '\nreturn jsonify(ResultCode=0, ResultDesc="Accepted")'

const flaskProofs: readonly Proof[] = [
  {
    what: 'a route for GET only',
    code: 'app/method-not-allowed',
    app: (route) => flask({ route: route ?? `@app.route("${path}")` }),
  },
  {
    what: 'no route',
    code: 'app/route-not-found',
    app: (route) => flask({ route: route ?? '@app.post("/other")' }),
  },
  {
    what: 'a route with a slash at its end',
    code: 'edge/redirect',
    app: (route) => flask({ route: route ?? `@app.post("${path}/")` }),
  },
  {
    what: 'a login for everything',
    code: 'app/auth-required',
    app: (lines) =>
      flask({ set: `@app.before_request\ndef login():\n${lines === undefined ? '' : indent(lines)}\n    abort(401)` }),
  },
  {
    what: 'a handler that looks for the callback in the wrong place of the JSON, under the debugger',
    code: 'app/body-not-parsed',
    app: (lines) =>
      flask({ set: 'app.debug = True', body: `${lines ?? 'request.get_json()["stkCallback"]["Body"]'}${accept}` }),
  },
  {
    what: 'a handler that reads the form',
    code: 'app/payload-rejected',
    app: (lines) => flask({ body: `${lines ?? 'request.form["Body"]'}${accept}` }),
  },
  {
    what: 'a handler that reads the form under the debugger',
    code: 'app/body-not-parsed',
    app: (lines) => flask({ set: 'app.debug = True', body: `${lines ?? 'request.form["Body"]'}${accept}` }),
  },
  {
    what: 'a page in place of an acknowledgement',
    code: 'app/html-reply',
    app: (lines) =>
      flask({
        set: lines ?? '',
        ...(lines !== undefined && { route: '@app.post("/before")' }),
        body: 'return "<!doctype html><html><body>Asante</body></html>"',
      }),
  },
  {
    what: 'a catch-all that answers every path with a page',
    code: 'app/html-reply',
    app: (lines) =>
      flask({
        route: '@app.route("/<path:path>", methods=["GET", "POST"])',
        body: 'return "<!doctype html><html><body>Asante</body></html>"',
        set: `def patch(function):\n    return lambda path: function()\n${lines ?? ''}`,
        above: '@patch',
      }),
  },
  {
    what: 'a debugger that the public can see',
    code: 'app/stack-trace-exposed',
    app: (lines) =>
      flask({
        body: lines === undefined ? 'raise RuntimeError("no such table")' : accept,
        set: lines === undefined ? 'app.debug = True' : `def configured():\n${indent(lines)}`,
      }),
  },
]

describe.skipIf(!has('flask'))(`fixes for Flask${has('flask') ? '' : ' (skipped: no python3-flask)'}`, () => {
  proveFixes(runner, flaskProofs)
})

const wtf = 'from flask_wtf.csrf import CSRFProtect\ncsrf = CSRFProtect(app)'
const hasWtf = has('flask_wtf')
describe.skipIf(!hasWtf)(`fixes for Flask-WTF${hasWtf ? '' : ' (skipped: no python3-flaskext.wtf)'}`, () => {
  proveFixes(runner, [
    {
      what: 'CSRF protection for every route',
      code: 'app/csrf-rejected',
      app: (above) => flask({ set: wtf, above: above ?? '' }),
    },
  ])
})

const limits =
  'from flask_limiter import Limiter\nlimiter = Limiter(lambda: "all", app=app, default_limits=["1 per day"])'
const hasLimiter = has('flask_limiter')
describe.skipIf(!hasLimiter)(
  `fixes for Flask-Limiter${hasLimiter ? '' : ' (skipped: no python3-flask-limiter)'}`,
  () => {
    proveFixes(runner, [
      {
        what: 'a limit for every route',
        code: 'app/rate-limited',
        before: 1,
        app: (above) => flask({ set: limits, above: above ?? '' }),
      },
    ])
  },
)

const django = ({ set = '', route, above = '@csrf_exempt', body }: View) => ({
  'app.py': `
import json, sys
from django.conf import settings
options = dict(
    DEBUG=False, SECRET_KEY="not-a-secret", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware"],
    REST_FRAMEWORK={"UNAUTHENTICATED_USER": None},
)
${set}
settings.configure(**options)
import django
django.setup()
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

${above}
def mpesa_callback(request):
${indent(body ?? 'return JsonResponse({"ResultCode": 0, "ResultDesc": "Accepted"})')}

class views:
    mpesa_callback = staticmethod(mpesa_callback)

urlpatterns = [
    ${route ?? `path("${path.slice(1)}", views.mpesa_callback),`}
]

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import WSGIRequestHandler, WSGIServer
server = WSGIServer(("127.0.0.1", int(sys.argv[1])), WSGIRequestHandler)
server.set_app(WSGIHandler())
server.serve_forever()
`,
})
const acceptDjango = '\nreturn JsonResponse({"ResultCode": 0, "ResultDesc": "Accepted"})'
const setting = (lines: string): string => `${lines}\noptions["ALLOWED_HOSTS"] = ALLOWED_HOSTS`

const djangoProofs: readonly Proof[] = [
  { what: 'CSRF protection', code: 'app/csrf-rejected', app: (above) => django({ above: above ?? '' }) },
  {
    what: 'a view for GET only',
    code: 'app/method-not-allowed',
    app: (above) => django({ above: above ?? '@csrf_exempt\n@require_GET' }),
  },
  {
    what: 'a view that reads a field of a form',
    code: 'app/body-not-parsed',
    app: (lines) =>
      django({ set: 'options["DEBUG"] = True', body: `${lines ?? 'request.POST["data"]'}${acceptDjango}` }),
  },
  {
    what: 'no route',
    code: 'app/route-not-found',
    app: (route) => django({ route: route ?? 'path("other", views.mpesa_callback),' }),
  },
  {
    what: 'a route with a slash at its end',
    code: 'edge/redirect',
    app: (route) => django({ route: route ?? `path("${path.slice(1)}/", views.mpesa_callback),` }),
  },
  {
    what: 'a host that is not allowed',
    code: 'edge/host-rejected',
    host: 'ab12.ngrok-free.app',
    app: (lines) => django({ set: setting(lines ?? 'ALLOWED_HOSTS = ["localhost"]') }),
  },
  {
    what: 'a host that is not allowed in debug mode',
    code: 'edge/host-rejected',
    host: 'ab12.ngrok-free.app',
    app: (lines) => django({ set: `${setting(lines ?? 'ALLOWED_HOSTS = []')}\noptions["DEBUG"] = True` }),
  },
  {
    what: 'a view that reads the form',
    code: 'app/body-not-parsed',
    app: (lines) =>
      django({ set: 'options["DEBUG"] = True', body: `${lines ?? 'request.POST["Body"]'}${acceptDjango}` }),
  },
]

describe.skipIf(!has('django'))(`fixes for Django${has('django') ? '' : ' (skipped: no python3-django)'}`, () => {
  proveFixes(runner, djangoProofs)
})

const rest = (above: string) =>
  django({
    above: `from rest_framework.decorators import api_view, parser_classes, permission_classes, throttle_classes
from rest_framework.parsers import FormParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle
class Once(AnonRateThrottle):
    rate = "1/day"
${above}`,
    body: 'request.data\nreturn Response({"ResultCode": 0, "ResultDesc": "Accepted"})',
  })
const hasRest = has('rest_framework')
describe.skipIf(!hasRest)(
  `fixes for Django REST framework${hasRest ? '' : ' (skipped: no python3-djangorestframework)'}`,
  () => {
    proveFixes(runner, [
      {
        what: 'a view that asks for a login',
        code: 'app/auth-required',
        app: (above) => rest(above ?? '@api_view(["POST"])\n@permission_classes([IsAuthenticated])'),
      },
      {
        what: 'a view for GET only',
        code: 'app/method-not-allowed',
        app: (above) => rest(above ?? '@api_view(["GET"])'),
      },
      {
        what: 'a view that takes forms only',
        code: 'app/body-not-parsed',
        app: (above) => rest(above ?? '@api_view(["POST"])\n@parser_classes([FormParser])'),
      },
      {
        what: 'a limit',
        code: 'app/rate-limited',
        before: 2,
        app: (above) => rest(above ?? '@api_view(["POST"])\n@throttle_classes([Once])'),
      },
    ])
  },
)

const fastapi = ({ set = '', route = `@app.post("${path}")`, body }: View) => ({
  'app.py': `
import sys
import uvicorn
from fastapi import BackgroundTasks, FastAPI, Request
from pydantic import BaseModel
from starlette.middleware.trustedhost import TrustedHostMiddleware
app = FastAPI()
${set}

def settle_payment(callback):
    pass

class Callback(BaseModel):
    CallbackMetadata: dict

${route}
${body ?? 'def callback():\n    return {"ResultCode": 0, "ResultDesc": "Accepted"}'}

uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
`,
})
const hasFastapi = has('fastapi', 'uvicorn')
describe.skipIf(!hasFastapi)(
  `fixes for FastAPI${hasFastapi ? '' : ' (skipped: no python3-fastapi or python3-uvicorn)'}`,
  () => {
    proveFixes(runner, [
      {
        what: 'a route for GET only',
        code: 'app/method-not-allowed',
        app: (route) => fastapi({ route: route ?? `@app.get("${path}")` }),
      },
      {
        what: 'no route',
        code: 'app/route-not-found',
        app: (route) => fastapi({ route: route ?? '@app.post("/other")' }),
      },
      {
        what: 'a route with a slash at its end',
        code: 'edge/redirect',
        app: (route) => fastapi({ route: route ?? `@app.post("${path}/")` }),
      },
      {
        what: 'a model that failures do not fit',
        code: 'app/payload-rejected',
        app: (body) =>
          fastapi({ body: body ?? 'def mpesa_callback(callback: Callback):\n    return {"ResultCode": 0}' }),
      },
      {
        what: 'a host that is not allowed',
        code: 'edge/host-rejected',
        host: 'ab12.ngrok-free.app',
        app: (lines) =>
          fastapi({ set: lines ?? 'app.add_middleware(TrustedHostMiddleware, allowed_hosts=["localhost"])' }),
      },
    ])
  },
)
