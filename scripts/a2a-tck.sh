#!/bin/sh
# Runs the A2A TCK (https://github.com/a2aproject/a2a-tck, branch 1.0-dev) against our server with the agent that its
# scenarios describe, and prints the figures of each level and transport.
#   scripts/a2a-tck.sh <folder of the TCK> [must|should|may ...]
# GENESIS_TCK_REPORTS names a folder for the reports and logs; else they are thrown away. PYTHON names the interpreter of an environment in which the TCK is installed (pip install -e <folder>).
set -eu
tck=$(cd "$1" && pwd)
shift
levels=${*:-must should may}
python=${PYTHON:-python3}
home=$(mktemp -d)
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

GENESIS_HOME=$home GENESIS_A2A_PORT=0 GENESIS_A2A_PUSH_TO_LOOPBACK=true GENESIS_A2A_REQUESTS_PER_MINUTE=100000 \
  node --import tsx tests/server/a2a/tck-agent.ts >"$home/url" 2>"$home/server.log" &
server=$!
trap 'kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; rm -rf "$home"' EXIT INT TERM
tries=0
until [ -s "$home/url" ]; do
  tries=$((tries + 1))
  if [ $tries -gt 100 ] || ! kill -0 $server 2>/dev/null; then
    cat "$home/server.log" >&2
    exit 1
  fi
  sleep 0.2
done

failed=0
for level in $levels; do
  for transport in jsonrpc http_json; do
    # That of the run before must not pass for one that was never written.
    rm -f "$tck/reports/junitreport.xml"
    # Reports go to the folder it is started in.
    (cd "$tck" && "$python" run_tck.py --sut-host "$(cat "$home/url")" --level "$level" --transport "$transport") \
      >"$home/$level-$transport.log" 2>&1 || { failed=1; cat "$home/$level-$transport.log"; }
    if [ -n "${GENESIS_TCK_REPORTS:-}" ]; then
      cp "$home/$level-$transport.log" "$GENESIS_TCK_REPORTS/"
      cp "$tck/reports/junitreport.xml" "$GENESIS_TCK_REPORTS/$level-$transport.xml"
    fi
    "$python" "$root/scripts/a2a-tck-figures.py" "$tck/reports/junitreport.xml" "$level" "$transport"
  done
done
exit $failed
