#!/usr/bin/env bash
# A server with the protocol of MongoDB and real storage for tests: FerretDB on PostgreSQL with DocumentDB.
#   scripts/test-mongodb.sh start [name [owner pid]]   installs what is missing, starts, prints the URI
#   scripts/test-mongodb.sh env [name]                 prints `export MONGODB_URI=...` of a server that runs
#   scripts/test-mongodb.sh stop [name]                stops it and deletes its data
# Each name is a server of its own with empty data; the default one is called "default". A server with an owner is
# stopped by a later start once its owner is gone. Needs Linux, root, apt and Go for the installation, which is
# kept in the cache folder (about 1 GB); a start from there takes a second. Listens on 127.0.0.1 only.
set -euo pipefail

FERRETDB_VERSION=v2.7.0
POSTGRES=18
SUITE=sid
FIRST_PORT=27117
FIRST_POSTGRES_PORT=5439
CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/genesis-ci/ferretdb"
FERRETDB="$CACHE/bin/ferretdb-$FERRETDB_VERSION"
SYSTEM="$CACHE/system-$SUITE-$POSTGRES"
# Inside the system's folder, which PostgreSQL takes as its root.
INSTANCES=/var/lib/genesis-test
TEMPLATE="$INSTANCES/.template"
PG_BIN="/usr/lib/postgresql/$POSTGRES/bin"

say() { echo "test-mongodb: $*" >&2; }
fail() { say "$*"; exit 1; }

require() {
  [ "$(uname -s)" = Linux ] || fail "needs Linux; on other systems start a MongoDB of your own and set MONGODB_URI."
  [ "$(id -u)" = 0 ] || fail "needs root (chroot, mount). Without it start a MongoDB of your own and set MONGODB_URI."
  local tool
  for tool in apt-get go flock unshare setsid; do
    command -v "$tool" >/dev/null || fail "needs $tool, which is not installed."
  done
}

# A mount namespace of its own: nothing stays mounted when the processes in it have ended, however they ended.
isolated() { unshare --mount --propagation private "$@"; }

# in_system <command for sh>: runs it as PostgreSQL's user inside the system's folder.
in_system() {
  # shellcheck disable=SC2016 # the inner shell expands these
  isolated sh -c 'mount --rbind /proc "$1/proc" && mount --rbind /dev "$1/dev" && exec chroot "$1" su postgres -c "$2"' \
    - "$SYSTEM" "$1" </dev/null 9>&-
}

install_ferretdb() {
  [ -x "$FERRETDB" ] && return
  say "building FerretDB $FERRETDB_VERSION"
  local build
  build="$(mktemp -d "$CACHE/build.XXXXXX")"
  GOBIN="$build" go install "github.com/FerretDB/FerretDB/v2/cmd/ferretdb@$FERRETDB_VERSION" >&2
  mkdir -p "$CACHE/bin"
  mv "$build/ferretdb" "$FERRETDB"
  rm -rf "$build"
}

install_system() {
  [ -d "$SYSTEM" ] && return
  if ! command -v debootstrap >/dev/null; then
    local -a apt=(apt-get -o DPkg::Lock::Timeout=300 -qq)
    DEBIAN_FRONTEND=noninteractive "${apt[@]}" install -y --no-install-recommends debootstrap >&2 ||
      { "${apt[@]}" update >&2 && DEBIAN_FRONTEND=noninteractive "${apt[@]}" install -y --no-install-recommends debootstrap >&2; }
  fi
  say "installing PostgreSQL $POSTGRES with DocumentDB"
  rm -rf "$SYSTEM.partial"
  isolated debootstrap --variant=minbase --include="postgresql-$POSTGRES,postgresql-$POSTGRES-documentdb" \
    "$SUITE" "$SYSTEM.partial" >"$CACHE/debootstrap.log" 2>&1 9>&- ||
    { tail -n 20 "$CACHE/debootstrap.log" >&2; fail "debootstrap failed; its log is $CACHE/debootstrap.log"; }
  rm -rf "$SYSTEM.partial/var/cache/apt/archives"/*.deb
  mv "$SYSTEM.partial" "$SYSTEM"
}

# A data folder with the extension in it, to be copied for each server.
prepare_template() {
  [ -d "$SYSTEM$TEMPLATE" ] && return
  say "preparing the data folder"
  local data="$INSTANCES/.partial" port
  port="$(free_port "$FIRST_POSTGRES_PORT")"
  end "$(read_pid "$SYSTEM$data/postmaster.pid")" postgres QUIT
  rm -rf "${SYSTEM:?}$data"
  chroot "$SYSTEM" install -d -o postgres -g postgres "$INSTANCES"
  in_system "$PG_BIN/initdb -D $data -A trust -U postgres --locale=C.UTF-8 -E UTF8" >&2
  cat >>"$SYSTEM$data/postgresql.conf" <<'CONF'
listen_addresses = '127.0.0.1'
unix_socket_directories = '/tmp'
shared_preload_libraries = 'pg_cron,pg_documentdb_core,pg_documentdb'
cron.database_name = 'postgres'
max_connections = 200
# The data is thrown away with the server.
fsync = off
synchronous_commit = off
full_page_writes = off
CONF
  start_postgres "$data" "$port"
  in_system "psql -q -h 127.0.0.1 -p $port -U postgres -c 'CREATE EXTENSION documentdb CASCADE'" >&2
  in_system "$PG_BIN/pg_ctl -D $data -m fast -w stop" >&2
  mv "$SYSTEM$data" "$SYSTEM$TEMPLATE"
}

start_postgres() {
  in_system "$PG_BIN/pg_ctl -D $1 -o '-p $2' -l $1/server.log -w start" >&2 ||
    { tail -n 20 "$SYSTEM$1/server.log" >&2; fail "PostgreSQL did not start."; }
}

is_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port() {
  local port
  for ((port = $1; port < $1 + 100; port++)); do
    is_open "$port" || { echo "$port"; return; }
  done
  fail "no free port from $1 on."
}

# is_process <pid> <name>: it lives (a zombie does not) and is what it was.
is_process() {
  [ -n "$1" ] && [ "$(cat "/proc/$1/comm" 2>/dev/null)" = "$2" ] && ! grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null
}

read_pid() { head -n 1 "$1" 2>/dev/null || true; }

is_running() {
  local folder="$SYSTEM$INSTANCES/$1"
  is_process "$(read_pid "$folder/ferretdb.pid")" "${FERRETDB_COMM}" &&
    is_process "$(read_pid "$folder/data/postmaster.pid")" postgres
}

# end <pid> <name> <signal>: signals it and waits until it is gone.
end() {
  is_process "$1" "$2" || return 0
  kill "-$3" "$1" 2>/dev/null || true
  for _ in $(seq 100); do
    is_process "$1" "$2" || return 0
    sleep 0.05
  done
  kill -KILL "$1" 2>/dev/null || true
}

stop_instance() {
  local folder="$SYSTEM$INSTANCES/$1"
  [ -d "$folder" ] || return 0
  # Its data goes too, so nothing has to be brought in order first.
  end "$(read_pid "$folder/ferretdb.pid")" "$FERRETDB_COMM" KILL
  end "$(read_pid "$folder/data/postmaster.pid")" postgres QUIT
  rm -rf "$folder"
}

stop_orphans() {
  local folder owner
  for folder in "$SYSTEM$INSTANCES"/*/; do
    owner="$(read_pid "$folder/owner")"
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then stop_instance "$(basename "$folder")"; fi
  done
}

start_instance() {
  local name="$1" owner="${2:-}" folder="$SYSTEM$INSTANCES/$1" port postgres_port
  port="$(free_port "$FIRST_PORT")"
  postgres_port="$(free_port "$FIRST_POSTGRES_PORT")"
  chroot "$SYSTEM" install -d -o postgres -g postgres "$INSTANCES/$name"
  [ -z "$owner" ] || echo "$owner" >"$folder/owner"
  cp -a --reflink=auto "$SYSTEM$TEMPLATE" "$folder/data"
  start_postgres "$INSTANCES/$name/data" "$postgres_port"
  mkdir "$folder/state"
  setsid "$FERRETDB" --postgresql-url="postgres://postgres@127.0.0.1:$postgres_port/postgres" \
    --listen-addr="127.0.0.1:$port" --no-auth --telemetry=disable --state-dir="$folder/state" --debug-addr=- \
    --log-level=warn </dev/null >"$folder/ferretdb.log" 2>&1 9>&- &
  echo "$!" >"$folder/ferretdb.pid"
  for _ in $(seq 200); do
    if is_open "$port"; then
      echo "mongodb://127.0.0.1:$port/" >"$folder/uri"
      return
    fi
    sleep 0.05
  done
  tail -n 20 "$folder/ferretdb.log" >&2
  stop_instance "$name"
  fail "FerretDB did not start."
}

# One installation, start or stop at a time; the lock goes with this process.
locked() {
  mkdir -p "$CACHE"
  exec 9>"$CACHE/lock"
  flock 9
}

FERRETDB_COMM="$(basename "$FERRETDB" | cut -c 1-15)"
name="${2:-default}"
[[ "$name" =~ ^[a-z0-9][a-z0-9-]*$ ]] || fail "a name has lower-case letters, digits and dashes only."

case "${1:-}" in
  start)
    require
    locked
    install_ferretdb
    install_system
    prepare_template
    stop_orphans
    if ! is_running "$name"; then
      stop_instance "$name"
      start_instance "$name" "${3:-}"
    fi
    cat "$SYSTEM$INSTANCES/$name/uri"
    ;;
  env)
    is_running "$name" || fail "\"$name\" is not running; start it first."
    echo "export MONGODB_URI=$(cat "$SYSTEM$INSTANCES/$name/uri")"
    ;;
  stop)
    locked
    stop_instance "$name"
    ;;
  *)
    fail "usage: scripts/test-mongodb.sh start|stop|env [name]"
    ;;
esac
