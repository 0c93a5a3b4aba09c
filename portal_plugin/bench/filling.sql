-- A nation of invented municipalities, each with a plan and two rounds reported in full.
-- Ids are UUIDv7 in the order in which years of use would make them: round by round, not tenant
-- by tenant, so that a tenant's rows lie scattered as they would.
SET session_replication_role = replica;

INSERT INTO portal_plugin.tenant (id, code, type, name, province)
SELECT uuidv7(), 'sample-' || n, 'SUBDISTRICT_MUNICIPALITY', 'เทศบาลตำบลตัวอย่าง ' || n, 'ตัวอย่างธานี'
  FROM generate_series(1, {tenants}) n;

INSERT INTO portal_plugin.department (tenant_id, id, name, kind)
SELECT t.id, uuidv7(), 'กองตัวอย่าง ' || n, 'DIVISION'
  FROM portal_plugin.tenant t, generate_series(1, 12) n;

INSERT INTO portal_plugin.plan
       (tenant_id, id, instrument, title, year_from, year_to, state, preface, created_by)
SELECT t.id, uuidv7(), i, 'แผนปฏิบัติการตัวอย่าง', y, y + CASE i WHEN 'PLAN_5Y' THEN 4 ELSE 0 END,
       'ANNOUNCED', repeat('คำนำตัวอย่าง ', 40), 'ตัวอย่าง'
  FROM portal_plugin.tenant t,
       (VALUES ('PLAN_5Y', 2566), ('ITA_MEASURES', 2566), ('ITA_MEASURES', 2567)) plan (i, y);

INSERT INTO portal_plugin.round
       (tenant_id, id, fiscal_year, code, starts, ends, internal_due, national_due, state, opened_by)
SELECT t.id, uuidv7(), y, c, '2022-10-01', e, e + 9, e + 20, 'OPEN', 'ตัวอย่าง'
  FROM portal_plugin.tenant t, generate_series(2566, 2567) y,
       (VALUES ('6M', date '2023-03-31'), ('12M', date '2023-09-30')) code (c, e);

INSERT INTO portal_plugin.dimension (tenant_id, id, plan_id, number, title)
SELECT tenant_id, uuidv7(), id, n, 'มิติตัวอย่าง ' || n
  FROM portal_plugin.plan, generate_series(1, 4) n WHERE instrument = 'PLAN_5Y';

INSERT INTO portal_plugin.mission (tenant_id, id, dimension_id, number, title)
SELECT tenant_id, uuidv7(), id, number || '.' || n, 'ภารกิจตัวอย่าง'
  FROM portal_plugin.dimension, generate_series(1, 3) n;

INSERT INTO portal_plugin.measure
       (tenant_id, id, plan_id, mission_id, seq, kind, title, rationale, objectives, target_group,
        period, budget_mode, departments_text, created_by)
SELECT p.tenant_id, uuidv7(), p.id, m.ids[1 + n % 12], n, 'PROJECT', 'มาตรการตัวอย่าง ' || n,
       repeat('หลักการและเหตุผลตัวอย่าง ', 12), ARRAY['วัตถุประสงค์ตัวอย่าง', 'ข้อที่สอง'],
       'บุคลากรและประชาชน', 'ต.ค. - ก.ย.', 'AMOUNT', 'ทุกส่วนราชการ', 'ตัวอย่าง'
  FROM portal_plugin.plan p
  JOIN (SELECT tenant_id, array_agg(id) ids FROM portal_plugin.mission GROUP BY tenant_id) m
 USING (tenant_id), generate_series(1, {measures}) n
 WHERE p.instrument = 'PLAN_5Y';

INSERT INTO portal_plugin.measure_department (tenant_id, id, measure_id, department_id, position)
SELECT m.tenant_id, uuidv7(), m.id, d.ids[1 + (m.seq + n) % 12], n
  FROM portal_plugin.measure m
  JOIN (SELECT tenant_id, array_agg(id) ids FROM portal_plugin.department GROUP BY tenant_id) d
 USING (tenant_id), generate_series(1, 2) n;

INSERT INTO portal_plugin.step (tenant_id, id, measure_id, position, path, text)
SELECT tenant_id, uuidv7(), id, n, n::text, 'ขั้นตอนตัวอย่าง ' || n
  FROM portal_plugin.measure, generate_series(1, 5) n;

INSERT INTO portal_plugin.indicator (tenant_id, id, measure_id, position, level, text, value, unit)
SELECT tenant_id, uuidv7(), id, n, CASE n WHEN 1 THEN 'OUTPUT' ELSE 'OUTCOME' END,
       'ตัวชี้วัดตัวอย่าง', 80, 'ร้อยละ'
  FROM portal_plugin.measure, generate_series(1, 3) n;

INSERT INTO portal_plugin.budget_line
       (tenant_id, id, measure_id, fiscal_year, plan_amount, ordinance_amount, in_ordinance,
        paid_amount, updated_by)
SELECT tenant_id, uuidv7(), id, y, 10000 + seq, 10000, true, 9000, 'ตัวอย่าง'
  FROM portal_plugin.measure, generate_series(2566, 2570) y;

INSERT INTO portal_plugin.progress_entry
       (tenant_id, id, measure_id, step_id, round_id, status, results, outcomes, problems,
        entered_by, entered_at)
SELECT s.tenant_id, uuidv7(), s.measure_id, s.step_id, r.id,
       CASE r.code WHEN '6M' THEN 'IN_PROGRESS' ELSE 'DONE' END,
       ARRAY['จัดกิจกรรมแล้ว ๒ ครั้ง (ตัวอย่าง)', 'เผยแพร่แล้ว (ตัวอย่าง)'],
       ARRAY['พึงพอใจร้อยละ ๘๗ (ตัวอย่าง)'], 'ไม่มี (ตัวอย่าง)', 'ตัวอย่าง',
       r.ends::timestamptz - s.position * interval '1 day'
  FROM portal_plugin.round r
  JOIN (SELECT tenant_id, measure_id, id AS step_id, position FROM portal_plugin.step
        UNION ALL SELECT tenant_id, id, NULL, 0 FROM portal_plugin.measure) s USING (tenant_id)
 WHERE r.fiscal_year = 2566
 ORDER BY r.ends, s.position, s.tenant_id;

INSERT INTO portal_plugin.evidence
       (tenant_id, id, entry_id, type, title, dated, url, visibility, added_by, added_at)
SELECT tenant_id, uuidv7(), id, 'URL', 'หลักฐานตัวอย่าง', '2023-02-01', 'https://example.go.th/1',
       'PUBLIC', 'ตัวอย่าง', entered_at
  FROM portal_plugin.progress_entry ORDER BY id;

INSERT INTO portal_plugin.report
       (tenant_id, id, plan_id, instrument, fiscal_year, round, revision, body, digest, frozen_by,
        approved_at, published_at)
SELECT p.tenant_id, uuidv7(), p.id, p.instrument, y, c, 1,
       convert_to('{{"measures":["' || repeat('ข้อความตัวอย่าง ', 400) || '"]}}', 'UTF8'),
       encode(sha256(convert_to(p.id::text || y || c, 'UTF8')), 'hex'), 'ตัวอย่าง', now(), now()
  FROM portal_plugin.plan p, generate_series(2566, 2567) y, (VALUES ('6M'), ('12M')) code (c)
 WHERE p.instrument = 'PLAN_5Y';

INSERT INTO portal_plugin.outbox
       (tenant_id, id, instrument, fiscal_year, round, revision, report_id, state,
        idempotency_key, attempts)
SELECT tenant_id, uuidv7(), instrument, fiscal_year, round, revision, id, 'acknowledged', digest, 1
  FROM portal_plugin.report;

INSERT INTO portal_plugin.delivery_attempt (tenant_id, id, outbox_id, attempt, outcome, http_status)
SELECT tenant_id, uuidv7(), id, n, CASE n WHEN 3 THEN 'acknowledged' ELSE 'failed' END, 200
  FROM portal_plugin.outbox, generate_series(1, 3) n;

INSERT INTO portal_plugin.receipt
       (tenant_id, id, outbox_id, reference, received_at, accepted_lines, rejected_lines, raw)
SELECT tenant_id, uuidv7(), id, 'EP-' || left(idempotency_key, 12), now(), 41, '[]', '{{}}'
  FROM portal_plugin.outbox;

INSERT INTO portal_plugin.risk_item (tenant_id, id, plan_id, position, process)
SELECT tenant_id, uuidv7(), id, n, 'กระบวนงานตัวอย่าง'
  FROM portal_plugin.plan, generate_series(1, 5) n WHERE instrument = 'PLAN_5Y';

INSERT INTO portal_plugin.risk_control (tenant_id, id, risk_id, position, text)
SELECT tenant_id, uuidv7(), id, n, 'มาตรการควบคุมตัวอย่าง'
  FROM portal_plugin.risk_item, generate_series(1, 3) n;

INSERT INTO portal_plugin.ita_assessment (tenant_id, id, fiscal_year, total, recorded_by)
SELECT id, uuidv7(), y, 80, 'ตัวอย่าง' FROM portal_plugin.tenant, generate_series(2564, 2567) y;

INSERT INTO portal_plugin.ita_issue (tenant_id, id, assessment_id, indicator_number, position, text)
SELECT tenant_id, uuidv7(), id, n, n, 'ประเด็นตัวอย่าง'
  FROM portal_plugin.ita_assessment, generate_series(1, 10) n;

INSERT INTO portal_plugin.ita_issue_measure (tenant_id, id, issue_id, measure_id)
SELECT i.tenant_id, uuidv7(), i.id, m.id
  FROM portal_plugin.ita_issue i JOIN portal_plugin.measure m USING (tenant_id)
 WHERE m.seq = 1 AND i.position < 10;

INSERT INTO portal_plugin.reopening (tenant_id, id, measure_id, fiscal_year, reason, reopened_by)
SELECT tenant_id, uuidv7(), id, 2566, 'แก้ไขตัวเลข (ตัวอย่าง)', 'ตัวอย่าง'
  FROM portal_plugin.measure WHERE seq % 10 = 1;
