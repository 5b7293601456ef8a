-- Owners read what was done in their workspace, the newest first.
CREATE INDEX audit_line_workspace ON audit_line (workspace_id, seq);
