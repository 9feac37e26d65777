-- What makes the sample's database drift from its files: run on the database that was made of them.
UPDATE missions SET status = 'Completed', completed_at = '2025-03-14T10:00:00Z', notes = 'Bands at 68 %' WHERE id = 'T2.3';
UPDATE sprints SET focus = 'From constants to a printed table' WHERE id = 'Sprint 2';
DELETE FROM missions WHERE id = 'T3.4';
INSERT INTO missions (id, sprint_id, name, status) VALUES ('T3.5', 'Sprint 3', 'Tides for the lifeboat', 'Queued');
DELETE FROM session_events WHERE summary = 'First page renders';
UPDATE contexts SET content = replace(content, '"harbours": 12', '"harbours": 11') WHERE id = 'project_context';
