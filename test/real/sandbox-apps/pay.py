"""Pays with requests, as an app of a merchant does, and asks what became of it."""
import base64
import sys
import time

import requests

base = "https://sandbox.safaricom.co.ke"
passkey, callback_url = sys.argv[1:3]
timestamp = "20261124080000"
signed = {
    "BusinessShortCode": 174379,
    "Password": base64.b64encode(f"174379{passkey}{timestamp}".encode()).decode(),
    "Timestamp": timestamp,
}
login = requests.get(f"{base}/oauth/v1/generate?grant_type=client_credentials", auth=("key", "secret"), timeout=5)
headers = {"Authorization": f"Bearer {login.json()['access_token']}"}
push = requests.post(
    f"{base}/mpesa/stkpush/v1/processrequest",
    json={
        **signed,
        "TransactionType": "CustomerPayBillOnline",
        "Amount": 21,
        "PartyA": "254708374149",
        "PartyB": 174379,
        "PhoneNumber": "254708374149",
        "CallBackURL": callback_url,
        "AccountReference": "python",
        "TransactionDesc": "order",
    },
    headers=headers,
    timeout=5,
).json()
for _ in range(50):
    state = requests.post(
        f"{base}/mpesa/stkpushquery/v1/query",
        json={**signed, "CheckoutRequestID": push["CheckoutRequestID"]},
        headers=headers,
        timeout=5,
    ).json()
    if state["ResultCode"] != "4999":
        break
    time.sleep(0.05)
print(f"python {state['ResultCode']}")
