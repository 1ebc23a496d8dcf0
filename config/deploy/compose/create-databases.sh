#!/bin/sh
# Two roles and two databases, as docs/storage.md has them; run once, by the server's superuser.
set -eu
psql --no-psqlrc --set ON_ERROR_STOP=1 --quiet --username "${POSTGRES_USER:-postgres}" --dbname postgres \
    --set owner_password="$DISCREET_OWNER_PASSWORD" --set password="$DISCREET_DB_PASSWORD" <<'SQL'
CREATE ROLE discreet_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE discreet LOGIN PASSWORD :'password';
CREATE DATABASE discreet OWNER discreet_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
CREATE DATABASE discreet_keys OWNER discreet_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
REVOKE ALL ON DATABASE discreet FROM PUBLIC;
REVOKE ALL ON DATABASE discreet_keys FROM PUBLIC;
GRANT CONNECT ON DATABASE discreet TO discreet;
GRANT CONNECT ON DATABASE discreet_keys TO discreet;
SQL
