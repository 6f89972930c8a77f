"""Every fault that a Flask app can show to a callback, each under a path of its own. Run by record.ts."""
import os
import sys

from flask import Flask, abort, jsonify, redirect, request
from flask_limiter import Limiter
from flask_login import LoginManager, login_required
from flask_wtf.csrf import CSRFProtect

app = Flask(__name__)
app.config["SECRET_KEY"] = "not-a-secret"
app.config["WTF_CSRF_CHECK_DEFAULT"] = False
app.debug = os.environ["MODE"] == "debug"
csrf = CSRFProtect(app)
login = LoginManager(app)
login.user_loader(lambda _: None)
limiter = Limiter(lambda: "everyone", app=app)


@app.route("/mpesa/get-only")
def get_only():
    return "Duka"


@app.post("/mpesa/slash/")
def slash():
    return jsonify(ResultCode=0)


@app.post("/mpesa/csrf")
def protected():
    csrf.protect()
    return jsonify(ResultCode=0)


@app.post("/mpesa/auth")
@login_required
def private():
    return jsonify(ResultCode=0)


@app.post("/mpesa/auth-redirect")
def to_login():
    return redirect("/login?next=" + request.path)


@app.post("/mpesa/forbidden")
def forbidden():
    abort(403)


@app.post("/mpesa/form")
def form():
    return jsonify(paid=request.form["Body"])


@app.post("/mpesa/key-error")
def key_error():
    return jsonify(paid=request.args.to_dict()["Body"])


@app.post("/mpesa/wrong-path")
def wrong_path():
    return jsonify(paid=request.get_json()["stkCallback"]["Body"])


@app.post("/mpesa/metadata")
def metadata():
    return jsonify(paid=request.get_json()["Body"]["stkCallback"]["CallbackMetadata"])


@app.post("/mpesa/crash")
def crash():
    raise RuntimeError("relation orders does not exist")


@app.post("/mpesa/limited")
@limiter.limit("0 per minute")
def limited():
    return jsonify(ResultCode=0)


@app.post("/mpesa/page")
def page():
    return "<!doctype html><html><body><h1>Asante</h1></body></html>"


@app.post("/mpesa/json")
def good():
    return jsonify(ResultCode=0, ResultDesc="Accepted")


@app.post("/mpesa/empty")
def empty():
    return ""


@app.post("/mpesa/text")
def text():
    return "OK"


app.run(host="127.0.0.1", port=int(sys.argv[1]), use_reloader=False)
