"""A small shop on Flask and PostgreSQL, with a fault put in if one is named: shop.py <port> <database url> [fault]"""

import json
import re
import sys
import time
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import psycopg2
from flask import Flask, jsonify, request

port, database, fault = int(sys.argv[1]), sys.argv[2], (sys.argv + [""])[3]
app = Flask(__name__)
nairobi = timezone(timedelta(hours=3))
path = "/callback" if fault == "no-secret" else "/pay/9f86d081884c7d659a2feaa0c55ad015"


def read_callback():
    if fault == "trusts-body":
        return request.get_json()["Body"]["stkCallback"]
    try:
        callback = json.loads(request.data)["Body"]["stkCallback"]
        if re.fullmatch(r"ws_CO_\w{1,60}", callback["CheckoutRequestID"]):
            return callback
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    return None


def read_payment(callback):
    items = (callback.get("CallbackMetadata") or {}).get("Item", [])
    if fault == "by-position":
        amount, receipt, date = (items[index].get("Value") for index in (0, 1, 2))
        return receipt, amount, datetime.strptime(str(date), "%Y%m%d%H%M%S") if date else None
    named = {item["Name"]: item.get("Value") for item in items}
    if fault == "phone-as-number":
        int(named["PhoneNumber"])
    zone = timezone.utc if fault == "time-as-utc" else nairobi
    paid_at = datetime.strptime(str(named["TransactionDate"]), "%Y%m%d%H%M%S").replace(tzinfo=zone)
    return named["MpesaReceiptNumber"], named["Amount"], paid_at


def is_success(code):
    return code == 0 if fault == "number-only" else str(code) == "0"


def settle(cursor, order, callback):
    order_id, status, amount = order
    receipt, paid, paid_at = read_payment(callback)
    if fault != "any-amount" and Decimal(str(paid)) != amount:
        return
    if status == "failed" and fault == "late-success-lost":
        return
    if fault != "any-receipt":
        cursor.execute("SELECT 1 FROM ledger WHERE receipt = %s AND order_id <> %s", (receipt, order_id))
        if cursor.fetchone():
            return
    if fault == "no-lock":
        time.sleep(0.25)
    if status != "paid":
        cursor.execute(
            "UPDATE orders SET status = 'paid', mpesa_receipt = %s, paid_at = %s WHERE id = %s",
            (None if fault == "no-receipt" else receipt, paid_at, order_id),
        )
    elif fault != "not-idempotent":
        return
    cursor.execute("INSERT INTO ledger (order_id, receipt, amount) VALUES (%s, %s, %s)", (order_id, receipt, paid))


def fail(cursor, order):
    if fault == "ignores-failure":
        return
    only = "" if fault == "late-failure-wins" else " AND status = 'pending'"
    cursor.execute("UPDATE orders SET status = 'failed' WHERE id = %s" + only, (order[0],))


@app.post(path)
def mpesa_callback():
    callback = read_callback()
    if callback is None:
        return jsonify(ResultCode=1, ResultDesc="Not a callback"), 400
    if fault == "metadata-first":
        callback["CallbackMetadata"]["Item"]
    connection = psycopg2.connect(database)
    try:
        with connection, connection.cursor() as cursor:
            lock = "" if fault == "no-lock" else " FOR UPDATE"
            cursor.execute(
                "SELECT id, status, amount FROM orders WHERE checkout_request_id = %s" + lock,
                (callback["CheckoutRequestID"],),
            )
            order = cursor.fetchone()
            if order is not None:
                if is_success(callback.get("ResultCode")):
                    settle(cursor, order, callback)
                else:
                    fail(cursor, order)
    finally:
        connection.close()
    return jsonify(ResultCode=0, ResultDesc="Accepted")


app.run(host="127.0.0.1", port=port, threaded=True, use_reloader=False)
