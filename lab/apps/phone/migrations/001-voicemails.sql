create table voicemails (
  id bigint generated always as identity primary key,
  caller text not null,
  note text not null default '',
  at timestamptz not null default now()
);
