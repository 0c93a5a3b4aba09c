-- Complaints of municipalities that are there already, spread evenly over the days up to a day:
-- most are answered, about one in seven late, one in a hundred is open and forgotten. A topic goes
-- nearly always to its own department, and most complaints come by the web form.
SET session_replication_role = replica;

INSERT INTO portal_plugin.complaint
       (tenant_id, id, number, code_digest, channel, received_at, received_on, topic, subject,
        detail, place, department_id, officer_id, officer_name, state, clock_from, due_on,
        answered_on, explained_on, promised_on, result, cause, prevention, reopenings, score)
SELECT tenant_id, {new_id},
       extract(year FROM received_on + interval '3 months') + 543 || '-' || lpad(n::text, 7, '0'),
       sha256(convert_to(tenant_id || ':' || n, 'UTF8')), channel,
       received_on + interval '3 hours', received_on, topic, 'เรื่องที่ ' || n || ' (ตัวอย่าง)',
       repeat('รายละเอียดตัวอย่าง ', 12), 'ถนนตัวอย่าง หมู่ ' || n % 20,
       CASE WHEN state IN ('RECEIVED', 'SCREENING') THEN NULL
            ELSE departments[1 + (topic_number + (n % 29 = 0)::int) % cardinality(departments)] END,
       CASE n % 2 WHEN 0 THEN 'officer-' || n % 5 END,
       CASE n % 2 WHEN 0 THEN 'เจ้าหน้าที่ (ตัวอย่าง)' END,
       state, received_on, received_on + 15,
       CASE WHEN done THEN received_on + 3 + (n % 14)::int END,
       CASE WHEN explained THEN received_on + 13 END,
       CASE WHEN explained THEN received_on + 25 END,
       CASE WHEN done THEN 'ดำเนินการแล้ว (ตัวอย่าง)' ELSE '' END,
       CASE WHEN done THEN 'สาเหตุตัวอย่าง' ELSE '' END,
       CASE WHEN done THEN 'แนวทางป้องกันตัวอย่าง' ELSE '' END,
       (n % 97 = 0)::int, CASE WHEN done AND n % 4 = 0 THEN 1 + (n / 4) % 5 END
  FROM (SELECT *, (array['SERVICE', 'SERVICE', 'SERVICE', 'PERFORMANCE', 'ADMINISTRATION',
                         'PROCUREMENT', 'PERSONNEL_ADMIN', 'SALARY_PROMOTION', 'T-1', 'OTHER'])
               [1 + topic_number] AS topic,
               (array['WEB', 'WEB', 'WEB', 'WEB', 'WEB', 'WEB', 'PHONE', 'PHONE', 'LINE',
                      'WALK_IN'])[1 + (n / 10) % 10] AS channel,
               CASE WHEN done THEN CASE WHEN n % 50 = 1 THEN 'CLOSED_NO_RESULT'
                                        WHEN age < 45 THEN 'DONE' ELSE 'CLOSED' END
                    WHEN age < 2 THEN 'RECEIVED' WHEN age < 4 THEN 'SCREENING'
                    WHEN age < 7 THEN 'FORWARDED' ELSE 'IN_PROGRESS' END AS state
          FROM (SELECT *, date '{today}' - age AS received_on, (n % 10)::int AS topic_number,
                       age > 17 AND n % 100 <> 3 AS done,
                       age >= 13 AND n % 14 IN (12, 13) AND n % 3 <> 0 AS explained
                  FROM (SELECT d.tenant_id, d.departments, n, ((n - 1) * {days} / number)::int AS age
                          FROM (SELECT t.id AS tenant_id, array_agg(d.id ORDER BY d.id) departments,
                                       CASE t.code WHEN '{busy}' THEN {of_busy} ELSE {each} END number
                                  FROM portal_plugin.tenant t
                                  JOIN portal_plugin.department d ON d.tenant_id = t.id
                                 GROUP BY t.id) d,
                               generate_series(1::bigint, number) n) given) aged) staged
 ORDER BY n, tenant_id;

INSERT INTO portal_plugin.complaint_count
       (tenant_id, id, month, topic, channel, department_id, received, done, in_time, explained,
        late, reopened, merged, rated, satisfied)
SELECT tenant_id, {new_id}, date_trunc('month', received_on)::date, topic, channel, department_id,
       count(*), count(answered_on), count(*) FILTER (WHERE answered_on <= due_on),
       count(*) FILTER (WHERE (answered_on IS NULL OR answered_on > due_on)
                          AND explained_on <= due_on),
       count(*) FILTER (WHERE answered_on > due_on
                          AND (explained_on IS NULL OR explained_on > due_on)),
       sum(reopenings), count(merged_into_id), count(score), count(*) FILTER (WHERE score >= 4)
  FROM portal_plugin.complaint
 GROUP BY tenant_id, date_trunc('month', received_on), topic, channel, department_id;

INSERT INTO portal_plugin.complaint_days
       (tenant_id, id, month, topic, channel, department_id, days, answered)
SELECT tenant_id, {new_id}, date_trunc('month', received_on)::date, topic, channel, department_id,
       answered_on - clock_from, count(*)
  FROM portal_plugin.complaint WHERE answered_on IS NOT NULL
 GROUP BY tenant_id, date_trunc('month', received_on), topic, channel, department_id,
       answered_on - clock_from;

INSERT INTO portal_plugin.complaint_series (tenant_id, id, fiscal_year, last)
SELECT tenant_id, {new_id}, left(number, 4)::int, max(right(number, 7)::int)
  FROM portal_plugin.complaint GROUP BY tenant_id, left(number, 4);
