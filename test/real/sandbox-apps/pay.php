<?php
// Pays with curl, as an app of a merchant does, and asks what became of it.
[, $passkey, $callbackUrl] = $argv;
$base = 'https://sandbox.safaricom.co.ke';

function call(string $url, array $options): array
{
    $handle = curl_init($url);
    curl_setopt_array($handle, $options + [CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT => 5]);
    $body = curl_exec($handle);
    if ($body === false) {
        exit('curl: ' . curl_error($handle) . "\n");
    }
    return json_decode($body, true);
}

function post(string $url, string $token, array $body): array
{
    return call($url, [
        CURLOPT_POSTFIELDS => json_encode($body),
        CURLOPT_HTTPHEADER => ['Content-Type: application/json', "Authorization: Bearer $token"],
    ]);
}

$timestamp = '20261124080000';
$signed = [
    'BusinessShortCode' => 174379,
    'Password' => base64_encode("174379$passkey$timestamp"),
    'Timestamp' => $timestamp,
];
$login = call("$base/oauth/v1/generate?grant_type=client_credentials", [CURLOPT_USERPWD => 'key:secret']);
$push = post("$base/mpesa/stkpush/v1/processrequest", $login['access_token'], $signed + [
    'TransactionType' => 'CustomerPayBillOnline',
    'Amount' => 22,
    'PartyA' => '254708374149',
    'PartyB' => 174379,
    'PhoneNumber' => '254708374149',
    'CallBackURL' => $callbackUrl,
    'AccountReference' => 'php',
    'TransactionDesc' => 'order',
]);
for ($count = 0; $count < 50; $count++) {
    $state = post("$base/mpesa/stkpushquery/v1/query", $login['access_token'], $signed + [
        'CheckoutRequestID' => $push['CheckoutRequestID'],
    ]);
    if ($state['ResultCode'] !== '4999') {
        break;
    }
    usleep(50000);
}
echo "php {$state['ResultCode']}\n";
