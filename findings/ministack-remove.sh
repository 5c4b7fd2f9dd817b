#!/usr/bin/env bash
# ministack 1.5.33: an update that only removes makes an item, and an INSERT in the table's stream.
#
# `UpdateItem` with `REMOVE note`, or with `DELETE labels :l`, of an item that is not there. DynamoDB answers with success and makes
# no item and no stream record: there is nothing to remove. ministack makes an item of the key alone, and its stream has an INSERT
# whose image lacks every attribute but the key. A function behind the stream is then called for rows that nobody wrote, and one
# that decodes required attributes fails on them.
#
# Seen: two items of the key alone, two INSERT records. The script fails where that is no longer so.
set -euo pipefail

folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install ministack==1.5.33
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
GATEWAY_PORT=$port "$folder/venv/bin/ministack" >"$folder/log" 2>&1 &
server=$!

PORT=$port python3 - <<'PYTHON'
import json, os, sys, time, urllib.error, urllib.request

CREDENTIAL = (
    "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0"
)


def call(operation, body, service="DynamoDB_20120810"):
    headers = {
        "X-Amz-Target": f"{service}.{operation}",
        "Content-Type": "application/x-amz-json-1.0",
        "Authorization": CREDENTIAL,
    }
    request = urllib.request.Request(f"http://127.0.0.1:{os.environ['PORT']}/", json.dumps(body).encode(), headers)
    return json.loads(urllib.request.urlopen(request).read())


table = {
    "TableName": "notes",
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
    "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
}
for _ in range(60):
    try:
        call("CreateTable", table)
        break
    except urllib.error.URLError:
        time.sleep(1)

call("UpdateItem", {"TableName": "notes", "Key": {"id": {"S": "1"}}, "UpdateExpression": "REMOVE note"})
labels = {":l": {"SS": ["red"]}}
update = {"TableName": "notes", "Key": {"id": {"S": "2"}}, "UpdateExpression": "DELETE labels :l"}
call("UpdateItem", {**update, "ExpressionAttributeValues": labels})

items = sorted(item["id"]["S"] for item in call("Scan", {"TableName": "notes"})["Items"] if list(item) == ["id"])
streams = "DynamoDBStreams_20120810"
arn = call("DescribeTable", {"TableName": "notes"})["Table"]["LatestStreamArn"]
shard = call("DescribeStream", {"StreamArn": arn}, streams)["StreamDescription"]["Shards"][0]["ShardId"]
start = {"StreamArn": arn, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON"}
records = call("GetRecords", {"ShardIterator": call("GetShardIterator", start, streams)["ShardIterator"]}, streams)
seen = [(record["eventName"], sorted(record["dynamodb"]["NewImage"])) for record in records["Records"]]
print(f"items of the key alone: {items}")
print(f"stream records: {seen}")
sys.exit(0 if items == ["1", "2"] and seen == [("INSERT", ["id"])] * 2 else 1)
PYTHON
