#!/bin/sh
# A backend in shell on curl. One order by line on stdin: the method, the path with its query, and the body.
while IFS='	' read -r method path body; do
  if [ "$method" = GET ]; then
    curl -sS -i "https://api.weixin.qq.com$path" | base64 | tr -d '\n'
  else
    curl -sS -i -X POST --data-binary "$body" "https://api.weixin.qq.com$path" | base64 | tr -d '\n'
  fi
  echo
done
