<?php
// Every fault that a PHP script can show to a callback, each under a path of its own. Run by record.ts with `php -S`.
ini_set('display_errors', getenv('MODE') === 'debug' ? '1' : '0');
ini_set('html_errors', getenv('HTML_ERRORS') === 'on' ? '1' : '0');
error_reporting(E_ALL);

function accept(): void
{
    header('Content-Type: application/json');
    echo json_encode(['ResultCode' => 0, 'ResultDesc' => 'Accepted']);
}

switch (parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)) {
    case '/mpesa/warning':
        $amount = $_POST['Body']['stkCallback'];
        accept();
        break;
    case '/mpesa/null':
        $callback = json_decode('');
        $id = $callback->Body->stkCallback;
        accept();
        break;
    case '/mpesa/crash':
        throw new RuntimeException('relation orders does not exist');
    case '/mpesa/missing-function':
        settle_payment();
        break;
    case '/mpesa/login':
        session_start();
        header('Location: login.php');
        break;
    case '/mpesa/wrong-path':
        $callback = json_decode(file_get_contents('php://input'), true)['stkCallback'];
        accept();
        break;
    case '/mpesa/metadata':
        $items = json_decode(file_get_contents('php://input'), true)['Body']['stkCallback']['CallbackMetadata']['Item'];
        accept();
        break;
    case '/mpesa/untitled':
        echo '<html><body><div>Asante kwa kununua</div></body></html>';
        break;
    case '/mpesa/json':
        accept();
        break;
    case '/mpesa/text':
        echo 'OK';
        break;
    case '/mpesa/empty':
        break;
    default:
        return false;
}
