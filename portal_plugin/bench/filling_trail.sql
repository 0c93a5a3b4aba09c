-- The rest of the rows: what people did, day by day and tenant by tenant.
INSERT INTO portal_plugin.audit_event
       (tenant_id, id, act, subject, actor_id, actor_name, detail, at)
SELECT t.id, uuidv7(), 'progress.record', 'measure', 'officer', 'สมใจ (ตัวอย่าง)', '{{"status": "DONE"}}',
       now() - n * interval '1 hour'
  FROM generate_series(1, {each}) n, portal_plugin.tenant t
 ORDER BY n DESC, t.id;
