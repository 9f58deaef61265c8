#!/bin/sh
# Usage: . code.sh
# Needs mariadb.sh. What is code in a database: it stays where it is when its tables are renamed, and keeps some from it.
# drop_code DATABASE: views, triggers, routines, events.
drop_code() {
  drops=$(sql <<SQL
SELECT CONCAT('DROP VIEW IF EXISTS \`', REPLACE(table_name, '\`', '\`\`'), '\`;') FROM information_schema.views WHERE table_schema = '$1';
SELECT CONCAT('DROP TRIGGER IF EXISTS \`', REPLACE(trigger_name, '\`', '\`\`'), '\`;') FROM information_schema.triggers WHERE trigger_schema = '$1';
SELECT CONCAT('DROP ', routine_type, ' IF EXISTS \`', REPLACE(routine_name, '\`', '\`\`'), '\`;') FROM information_schema.routines
  WHERE routine_schema = '$1' AND routine_type <> 'PACKAGE BODY';
SELECT CONCAT('DROP EVENT IF EXISTS \`', REPLACE(event_name, '\`', '\`\`'), '\`;') FROM information_schema.events WHERE event_schema = '$1';
SQL
  ) || return
  printf '%s\n' "$drops" | sql "$1"
}
# grants_of DATABASE: statements that give the privileges on its routines again, which go with them.
grants_of() {
  sql 2>/dev/null <<SQL || :
SELECT CONCAT('GRANT ', CONCAT_WS(', ', IF(FIND_IN_SET('Execute', proc_priv), 'EXECUTE', NULL), IF(FIND_IN_SET('Alter Routine', proc_priv), 'ALTER ROUTINE', NULL)),
    ' ON ', routine_type, ' \`', REPLACE(routine_name, '\`', '\`\`'), '\` TO ', QUOTE(user), '@', QUOTE(host), IF(FIND_IN_SET('Grant', proc_priv), ' WITH GRANT OPTION;', ';'))
  FROM mysql.procs_priv WHERE db = '$1' AND (FIND_IN_SET('Execute', proc_priv) OR FIND_IN_SET('Alter Routine', proc_priv));
SQL
}
# load_code FILE DATABASE [GRANTS-FILE]
load_code() {
  without_values "$1.said" sql "$2" <"$1"
  if [ -s "${3-}" ]; then sql --force "$2" <"$3" 2>/dev/null || :; fi
}
