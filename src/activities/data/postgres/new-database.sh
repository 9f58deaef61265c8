#!/bin/sh
# Usage: . new-database.sh
# Needs `admin`, which runs statements with the variables `live` and `new`: names of databases.
# As the old one: owner, encoding, locale, settings, comment. A column that this server does not have is null in `j`.
make_like_live() {
  admin <<'SQL'
SELECT format('CREATE DATABASE %I TEMPLATE template0 OWNER %I ENCODING %L LC_COLLATE %L LC_CTYPE %L'
    || ' CONNECTION LIMIT %s', :'new', pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate,
    datctype, datconnlimit)
  || CASE spcname WHEN 'pg_default' THEN '' ELSE ' TABLESPACE ' || quote_ident(spcname) END
  || CASE j->>'datlocprovider'
    WHEN 'i' THEN ' LOCALE_PROVIDER icu ICU_LOCALE '
      || quote_literal(coalesce(j->>'datlocale', j->>'daticulocale'))
      || coalesce(' ICU_RULES ' || quote_literal(j->>'daticurules'), '')
    WHEN 'b' THEN ' LOCALE_PROVIDER builtin BUILTIN_LOCALE ' || quote_literal(j->>'datlocale')
    ELSE '' END
  FROM (SELECT d.*, to_jsonb(d) AS j FROM pg_database d) d JOIN pg_tablespace t ON t.oid = dattablespace
  WHERE datname = :'live'
\gexec
-- A list is kept as it is written, any other value as text.
SELECT format('ALTER %s SET %s TO %s',
    CASE setrole WHEN 0 THEN format('DATABASE %I', :'new')
      ELSE format('ROLE %I IN DATABASE %I', pg_get_userbyid(setrole), :'new') END,
    (SELECT string_agg(quote_ident(part), '.') FROM unnest(string_to_array(name, '.')) part),
    CASE WHEN value = '""' THEN ''''''
      WHEN name IN ('search_path', 'temp_tablespaces', 'local_preload_libraries', 'session_preload_libraries')
        THEN value
      ELSE quote_literal(value) END)
  FROM (SELECT setrole, split_part(setting, '=', 1) AS name, substr(setting, strpos(setting, '=') + 1) AS value
    FROM pg_db_role_setting s JOIN pg_database d ON d.oid = setdatabase, unnest(setconfig) setting
    WHERE datname = :'live') settings
\gexec
SELECT format('COMMENT ON DATABASE %I IS %L', :'new', shobj_description(oid, 'pg_database'))
  FROM pg_database WHERE datname = :'live' AND shobj_description(oid, 'pg_database') IS NOT NULL
\gexec
SQL
}
# Privileges after the data, as a role that is to be kept out may own what is restored.
grant_like_live() {
  admin <<'SQL'
SELECT format('REVOKE ALL ON DATABASE %I FROM %s', :'new', grantee)
  FROM pg_database, unnest(ARRAY['PUBLIC', quote_ident(pg_get_userbyid(datdba))]) grantee
  WHERE datname = :'live' AND datacl IS NOT NULL
\gexec
SELECT format('GRANT %s ON DATABASE %I TO %s', privilege_type, :'new',
    CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END)
    || CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
  FROM pg_database, aclexplode(datacl) WHERE datname = :'live'
\gexec
SQL
}
