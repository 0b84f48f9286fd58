--: backup_lines() one
--> lines integer
-- Of all chains of the audit log together.
select cast(coalesce(sum(line_count), 0) as @INTEGER@) as lines from audit_chain;
