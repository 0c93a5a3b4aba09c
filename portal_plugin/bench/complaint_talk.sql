-- What was done and said about complaints that are there already, and how each municipality runs
-- its channel.
SET session_replication_role = replica;

INSERT INTO portal_plugin.complaint_event
       (tenant_id, id, complaint_id, act, state, actor_id, actor_name, detail, at, happened_on)
SELECT tenant_id, {new_id}, id, act, 'RECEIVED', 'officer-1', 'เจ้าหน้าที่ (ตัวอย่าง)', '{{}}',
       received_at + later * interval '1 day', received_on + later
  FROM portal_plugin.complaint,
       (VALUES ('RECEIVED', 0), ('SCREENED', 1), ('ASSIGNED', 1), ('STARTED', 2), ('REMINDED', 10))
       happened (act, later);

INSERT INTO portal_plugin.complaint_message
       (tenant_id, id, complaint_id, kind, text, at)
SELECT tenant_id, {new_id}, id, kind, 'ข้อความ (ตัวอย่าง)', received_at + later * interval '1 hour'
  FROM portal_plugin.complaint,
       (VALUES ('CITIZEN', 1), ('OFFICER', 2), ('NOTE', 3)) said (kind, later);

INSERT INTO portal_plugin.complaint_contact (tenant_id, id, complaint_id, name, phone, email)
SELECT tenant_id, {new_id}, id, 'ผู้ร้อง (ตัวอย่าง)', '000', 'someone@example.org'
  FROM portal_plugin.complaint WHERE answered_on IS NULL OR answered_on > date '{today}' - 365;

INSERT INTO portal_plugin.complaint_file
       (tenant_id, id, complaint_id, filename, media_type, size, sha256, content, from_complainant,
        for_complainant, added_at)
SELECT tenant_id, {new_id}, id, 'ภาพ (ตัวอย่าง).png', 'image/png', 3, '0', 'png', true, true,
       received_at
  FROM portal_plugin.complaint;

INSERT INTO portal_plugin.complaint_notice
       (tenant_id, id, complaint_id, kind, state, next_attempt_at, made_at)
SELECT tenant_id, {new_id}, id, kind,
       CASE WHEN received_on > date '{today}' - 2 THEN 'PENDING' ELSE 'SENT' END, received_at,
       received_at
  FROM portal_plugin.complaint, (VALUES ('RECEIVED'), ('OFFICE_NEW')) asked (kind);

INSERT INTO portal_plugin.complaint_office
       (tenant_id, id, extra_holidays, email, phone, contact_days, content_days)
SELECT id, {new_id}, (SELECT array_agg(day::date) FROM generate_series(
           timestamp '{today}', timestamp '{today}' + interval '60 days', interval '2 days') day),
       'office@example.org', '000', 365, 1095
  FROM portal_plugin.tenant;

INSERT INTO portal_plugin.complaint_topic (tenant_id, id, code, label)
SELECT id, {new_id}, 'T-' || n, 'หัวข้อตัวอย่าง ' || n FROM portal_plugin.tenant,
       generate_series(1, 5) n;

INSERT INTO portal_plugin.consent_text (tenant_id, id, version, text, since, written_by)
SELECT id, {new_id}, n, repeat('ข้อความแจ้งการใช้ข้อมูลส่วนบุคคล (ตัวอย่าง) ', 20), now(), 'ตัวอย่าง'
  FROM portal_plugin.tenant, generate_series(1, 4) n;
