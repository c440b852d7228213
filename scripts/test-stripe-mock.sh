#!/usr/bin/env bash
# Stripe's own stripe-mock for tests: it checks requests against Stripe's API description and keeps no state.
#   scripts/test-stripe-mock.sh start [name [owner pid]]   installs what is missing, starts, prints its URL
#   scripts/test-stripe-mock.sh stop [name]                stops it
# Needs Go for the installation, which is kept in the cache folder. Listens on 127.0.0.1 only. With an owner it ends by
# itself once the owner is gone.
set -euo pipefail

VERSION="${GENESIS_TEST_STRIPE_MOCK_VERSION:-v0.203.0}"
FIRST_PORT=12411
CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/genesis-ci/stripe-mock"
BINARY="$CACHE/$VERSION/stripe-mock"

say() { echo "test-stripe-mock: $*" >&2; }
fail() { say "$*"; exit 1; }
is_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
is_ours() { [ -n "$1" ] && [ "$(cat "/proc/$1/comm" 2>/dev/null || ps -o comm= -p "$1" 2>/dev/null)" = stripe-mock ]; }

install_binary() {
  [ -x "$BINARY" ] && return
  command -v go >/dev/null || fail "needs go, which is not installed."
  say "building stripe-mock"
  GOBIN="$CACHE/$VERSION" go install "github.com/stripe/stripe-mock@$VERSION" >&2
}

stop() {
  local pid
  pid="$(cat "$CACHE/$1.pid" 2>/dev/null || true)"
  if is_ours "$pid"; then kill "$pid"; fi
  rm -f "$CACHE/$1.pid"
}

start() {
  local name="$1" owner="${2:-}" port pid
  for ((port = FIRST_PORT; port < FIRST_PORT + 100; port++)); do is_open "$port" || break; done
  # Its HTTPS would be open to everybody, and at one port for all.
  "$BINARY" -http-addr "127.0.0.1:$port" -https-addr "127.0.0.1:$((port + 100))" </dev/null >"$CACHE/$name.log" 2>&1 &
  pid="$!"
  echo "$pid" >"$CACHE/$name.pid"
  if [ -n "$owner" ]; then
    (while kill -0 "$owner" 2>/dev/null && is_ours "$pid"; do sleep 2; done; if is_ours "$pid"; then kill "$pid"; fi) </dev/null >/dev/null 2>&1 &
  fi
  for _ in $(seq 1200); do
    is_open "$port" && { echo "http://127.0.0.1:$port"; return; }
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.05
  done
  tail -n 20 "$CACHE/$name.log" >&2
  fail "stripe-mock did not start."
}

name="${2:-default}"
[[ "$name" =~ ^[a-z0-9][a-z0-9-]*$ ]] || fail "a name has lower-case letters, digits and dashes only."
mkdir -p "$CACHE"
case "${1:-}" in
  start)
    install_binary
    stop "$name"
    start "$name" "${3:-}"
    ;;
  stop) stop "$name" ;;
  *) fail "usage: scripts/test-stripe-mock.sh start|stop [name]" ;;
esac
