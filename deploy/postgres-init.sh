#!/bin/sh
# Runs once, when the data volume is new: the two roles (docs/decisions/0004) and the database, with their passwords
# from secrets. psql quotes the values itself, and they are on no command line.
set -eu
psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --username postgres --dbname postgres <<'SQL'
\set owner_password `cat /run/secrets/owner_password`
\set app_password `cat /run/secrets/app_password`
SET log_statement = 'none';
CREATE ROLE safeguard_owner LOGIN CREATEDB PASSWORD :'owner_password';
CREATE ROLE safeguard_app LOGIN PASSWORD :'app_password';
CREATE DATABASE safeguard OWNER safeguard_owner;
REVOKE ALL ON DATABASE safeguard FROM PUBLIC;
GRANT CONNECT ON DATABASE safeguard TO safeguard_app;
SQL
