-- Spreads the tables over several PostgreSQL machines with the Citus extension. Once, on the coordinator, with every node of the
-- app stopped, after a first node has made the tables: psql "$DATABASE_URL" -f docs/deploy/citus.sql
-- A space with everything in it lies on one machine, so each of its transactions does.
begin;
create extension if not exists citus;
select create_distributed_table('space', 'space', colocate_with => 'none');
select create_distributed_table('circle', 'space', colocate_with => 'space');
select create_distributed_table('op', 'space', colocate_with => 'space');
select create_distributed_table('device', 'space', colocate_with => 'space');
select create_distributed_table('item', 'space', colocate_with => 'space');
select create_distributed_table('late', 'space', colocate_with => 'space');
select create_distributed_table('pack', 'space', colocate_with => 'space');
select create_distributed_table('pack_sig', 'space', colocate_with => 'space');
select create_distributed_table('blob', 'space', colocate_with => 'space');
select create_distributed_table('asked', 'space', colocate_with => 'space');
-- Found by a hash that only its owner has, before the space is known.
select create_distributed_table('session', 'hash', colocate_with => 'none');
select create_distributed_table('nonce', 'hash', colocate_with => 'session');
select create_distributed_table('token', 'hash', colocate_with => 'session');
-- A few rows, read when a node starts.
select create_reference_table('setting');
commit;
