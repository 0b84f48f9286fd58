--: backup_lines() one
--> lines integer
-- Of all chains of the audit log together.
select coalesce(sum(line_count), 0) as lines from audit_chain;
