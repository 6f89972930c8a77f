import { startPython } from './real-servers.ts'
import type { Kit } from './scenario-kit.ts'

/** A shop in one file; each path is a way to get a callback wrong, or right. */
const program = `
import json, sys, time
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIServer, WSGIRequestHandler, make_server
from django.conf import settings

settings.configure(
    DEBUG=sys.argv[1] == "debug",
    SECRET_KEY="invented-for-this-test",
    ALLOWED_HOSTS=[".duka.co.ke", ".ngrok-free.app", "127.0.0.1", "localhost"],
    ROOT_URLCONF=__name__,
    APPEND_SLASH=True,
    SECURE_SSL_REDIRECT=sys.argv[2:] == ["https"],
    SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"),
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    LOGGING_CONFIG=None,
)
import django
django.setup()
from django.contrib.auth.decorators import login_required
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, HttpResponseForbidden, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

def callback_of(request):
    return json.loads(request.body)["Body"]["stkCallback"]

def accept(request):
    callback_of(request)["CheckoutRequestID"]
    return JsonResponse({"ResultCode": 0, "ResultDesc": "Accepted"})

def metadata(request):
    callback_of(request)["CallbackMetadata"]["Item"]
    return JsonResponse({"ResultCode": 0})

def crash(request):
    raise RuntimeError("relation orders does not exist")

def form(request):
    return JsonResponse({"seen": request.POST["Body"]})

def plain(request):
    return HttpResponse("OK", content_type="text/plain")

def empty(request):
    return HttpResponse(status=204)

def login_page(request):
    return HttpResponse("<html><title>Log in</title></html>")

def known_orders_only(request):
    return JsonResponse({"error": "order not found"}, status=404)

def validated(request):
    if "CallbackMetadata" not in callback_of(request):
        return JsonResponse({"CallbackMetadata": ["This field is required."]}, status=400)
    return JsonResponse({"ResultCode": 0})

def safaricom_only(request):
    if not request.META.get("HTTP_X_FORWARDED_FOR", "").startswith("196.201."):
        return HttpResponseForbidden("Forbidden")
    return accept(request)

def page(request):
    return HttpResponse("<!doctype html><html><title>Duka</title><body>Thank you</body></html>")

urlpatterns = [
    path("api/good", csrf_exempt(require_POST(accept))),
    path("api/csrf", accept),
    path("api/slash/", csrf_exempt(accept)),
    path("api/get-only", csrf_exempt(require_GET(accept))),
    path("api/login", csrf_exempt(login_required(accept))),
    path("api/crash", csrf_exempt(crash)),
    path("api/metadata", csrf_exempt(metadata)),
    path("api/form", csrf_exempt(form)),
    path("api/plain", csrf_exempt(plain)),
    path("api/empty", csrf_exempt(empty)),
    path("api/known", csrf_exempt(known_orders_only)),
    path("api/validated", csrf_exempt(validated)),
    path("api/allowlist", csrf_exempt(safaricom_only)),
    path("api/page", csrf_exempt(page)),
    path("accounts/login/", login_page),
]

class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass

server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet)
print("READY", server.server_port)
server.serve_forever()
`

/** A Django app; its port. */
export function startDjango(kit: Kit, mode: 'debug' | 'production' | 'https'): Promise<number> {
  const argv = mode === 'https' ? ['production', 'https'] : [mode]
  return kit.shared(`django ${mode}`, () => startPython(kit, program, ...argv))
}
