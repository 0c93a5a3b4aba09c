-- Everything that the report of a round is made of, as PostgreSQL itself would give it: the newest
-- entry of each measure and step in each round of the year, with evidence, in one statement.
SELECT json_build_object(
  'tenant', json_build_object('code', t.code, 'name', t.name, 'type', t.type, 'province', t.province),
  'plan', json_build_object('instrument', p.instrument, 'title', p.title, 'year_from', p.year_from,
                            'year_to', p.year_to),
  'rounds', (SELECT json_agg(json_build_object('code', r.code, 'starts', r.starts, 'ends', r.ends))
               FROM portal_plugin.round r
              WHERE r.tenant_id = p.tenant_id AND r.fiscal_year = :fiscal_year),
  'measures', (SELECT json_agg(json_build_object(
    'ref', m.id, 'seq', m.seq, 'kind', m.kind, 'title', m.title,
    'dimension', d.number, 'dimension_title', d.title,
    'mission', i.number, 'mission_title', i.title,
    'indicator_number', m.indicator_number, 'group_title', m.group_title,
    'departments_text', m.departments_text, 'all_departments', m.all_departments,
    'quarter', m.quarter, 'period', m.period, 'target_group', m.target_group,
    'target_groups', m.target_group_codes, 'objectives', m.objectives,
    'conforming', m.conforming, 'budget_mode', m.budget_mode, 'remark', m.remark,
    'departments', (SELECT json_agg(a.name ORDER BY l.position)
                      FROM portal_plugin.measure_department l
                      JOIN portal_plugin.department a
                        ON a.tenant_id = l.tenant_id AND a.id = l.department_id
                     WHERE l.tenant_id = m.tenant_id AND l.measure_id = m.id),
    'budget', (SELECT json_agg(json_build_object('year', b.fiscal_year, 'plan', b.plan_amount,
                        'ordinance', b.ordinance_amount, 'paid', b.paid_amount,
                        'in_ordinance', b.in_ordinance) ORDER BY b.fiscal_year)
                 FROM portal_plugin.budget_line b
                WHERE b.tenant_id = m.tenant_id AND b.measure_id = m.id),
    'steps', (SELECT json_agg(json_build_object('id', s.id, 'path', s.path, 'text', s.text)
                     ORDER BY s.position)
                FROM portal_plugin.step s WHERE s.tenant_id = m.tenant_id AND s.measure_id = m.id),
    'indicators', (SELECT json_agg(json_build_object('id', n.id, 'level', n.level, 'text', n.text,
                            'comparator', n.comparator, 'value', n.value, 'unit', n.unit,
                            'method', n.method) ORDER BY n.position)
                     FROM portal_plugin.indicator n
                    WHERE n.tenant_id = m.tenant_id AND n.measure_id = m.id),
    'entries', (SELECT json_agg(json_build_object(
        'step', e.step_id, 'round', e.code, 'status', e.status, 'results', e.results,
        'outcomes', e.outcomes, 'problems', e.problems, 'solution', e.solution,
        'reason', e.reason, 'reason_text', e.reason_text, 'remark', e.remark,
        'indicator_values', e.indicator_values, 'entered_at', e.entered_at,
        'evidence', (SELECT json_agg(json_build_object('title', v.title, 'type', v.type,
                              'number', v.number, 'date', v.dated, 'url', v.url,
                              'sha256', v.sha256, 'visibility', v.visibility) ORDER BY v.id)
                       FROM portal_plugin.evidence v
                      WHERE v.tenant_id = e.tenant_id AND v.entry_id = e.id)) ORDER BY e.id)
        FROM (SELECT DISTINCT ON (g.step_id, g.round_id) g.*, r.code
                FROM portal_plugin.progress_entry g
                JOIN portal_plugin.round r ON r.tenant_id = g.tenant_id AND r.id = g.round_id
               WHERE g.tenant_id = m.tenant_id AND g.measure_id = m.id
                 AND r.fiscal_year = :fiscal_year
               ORDER BY g.step_id, g.round_id, g.entered_at DESC, g.id DESC) e)
    ) ORDER BY m.seq)
    FROM portal_plugin.measure m
    LEFT JOIN portal_plugin.mission i ON i.tenant_id = m.tenant_id AND i.id = m.mission_id
    LEFT JOIN portal_plugin.dimension d ON d.tenant_id = i.tenant_id AND d.id = i.dimension_id
   WHERE m.tenant_id = p.tenant_id AND m.plan_id = p.id)
  )::text
  FROM portal_plugin.plan p JOIN portal_plugin.tenant t ON t.id = p.tenant_id
 WHERE p.id = :plan
