"""Every fault that a Django app can show to a callback, each under a path of its own. Run by record.ts."""
import json
import os
import sys

from django.conf import settings

debug = os.environ["MODE"] == "debug"
settings.configure(
    DEBUG=debug,
    SECRET_KEY="not-a-secret",
    ALLOWED_HOSTS=["localhost"] if os.environ["MODE"].startswith("hosts") else ["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "rest_framework"],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    LOGIN_URL="/accounts/login/",
)
if os.environ["MODE"] == "hosts-debug":
    settings.DEBUG = True

import django

django.setup()

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET
from rest_framework import serializers
from rest_framework.decorators import api_view, parser_classes, permission_classes, throttle_classes
from rest_framework.parsers import FormParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle


class Never(AnonRateThrottle):
    rate = "1/day"

    def allow_request(self, request, view):
        super().allow_request(request, view)
        return super().allow_request(request, view)


class CallbackSerializer(serializers.Serializer):
    CallbackMetadata = serializers.DictField()


def accept(request):
    return JsonResponse({"ResultCode": 0, "ResultDesc": "Accepted"})


@csrf_exempt
def crash(request):
    raise RuntimeError("relation orders does not exist")


@csrf_exempt
def form(request):
    return JsonResponse({"paid": request.POST["Body"]})


@csrf_exempt
def form_data(request):
    return JsonResponse({"paid": json.loads(request.POST["data"])})


@csrf_exempt
def wrong_path(request):
    return JsonResponse({"paid": json.loads(request.body)["stkCallback"]["Body"]})


@csrf_exempt
def metadata(request):
    return JsonResponse({"paid": json.loads(request.body)["Body"]["stkCallback"]["CallbackMetadata"]})


@api_view(["POST"])
@permission_classes([IsAuthenticated])
def rest_private(request):
    return Response({"ResultCode": 0})


@api_view(["GET"])
def rest_get(request):
    return Response({"ResultCode": 0})


@api_view(["POST"])
@parser_classes([FormParser])
def rest_form(request):
    return Response({"paid": request.data})


@api_view(["POST"])
@throttle_classes([Never])
def rest_limited(request):
    return Response({"ResultCode": 0})


@api_view(["POST"])
def rest_validated(request):
    CallbackSerializer(data=request.data["Body"]["stkCallback"]).is_valid(raise_exception=True)
    return Response({"ResultCode": 0})


@api_view(["POST"])
def rest_json(request):
    return Response({"ResultCode": 0, "ResultDesc": "Accepted"})


urlpatterns = [
    path("mpesa/get-only", csrf_exempt(require_GET(accept))),
    path("mpesa/slash/", csrf_exempt(accept)),
    path("mpesa/csrf", accept),
    path("mpesa/auth", csrf_exempt(login_required(accept))),
    path("mpesa/form", form),
    path("mpesa/form-data", form_data),
    path("mpesa/wrong-path", wrong_path),
    path("mpesa/metadata", metadata),
    path("mpesa/crash", crash),
    path("mpesa/json", csrf_exempt(accept)),
    path("mpesa/empty", csrf_exempt(lambda request: HttpResponse())),
    path("mpesa/text", csrf_exempt(lambda request: HttpResponse("OK"))),
    path("mpesa/rest-auth", rest_private),
    path("mpesa/rest-get-only", rest_get),
    path("mpesa/rest-form", rest_form),
    path("mpesa/rest-limited", rest_limited),
    path("mpesa/rest-validated", rest_validated),
    path("mpesa/rest-json", rest_json),
]

from wsgiref.simple_server import make_server

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ServerHandler, WSGIRequestHandler, WSGIServer

server = WSGIServer(("127.0.0.1", int(sys.argv[1])), WSGIRequestHandler)
server.set_app(WSGIHandler())
server.serve_forever()
