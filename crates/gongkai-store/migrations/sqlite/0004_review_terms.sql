-- The term of the step that is due, in working days: agencies set their own steps and terms.

ALTER TABLE documents ADD COLUMN work_step_days BIGINT;

-- Until now every plan was the usual one, with two days a step.
UPDATE documents SET work_step_days = 2 WHERE work_stage = 'in-review';
