import assert from 'node:assert/strict';
import { pythonStr } from '../../../src/core/files/python';
import { isAmbiguous, isImpossibleDate, resolvePlain } from '../../../src/core/files/yaml/scalars';
import { askPython, hasPyYaml } from '../../support/python';

const ODD =
  `~ null Null NULL nULL yes Yes YES yEs no on off On OFF y n true TRUE tRUE false 0 1 -1 +1 007 017 08 0o17 0x1F 0X1f 0b101 0b12
1_000 _1 1__0 12:30:45 12:30 1:60 190:20:30 -12:30 12:30:45.5 1.10 1. .5 -.5 +.5 5e3 5.0e3 5.0e+3 5.5E-2 1e16 1.0e+16 1.0e+17 0.0001 0.00001 1.5e-7 1_0.5
.inf -.inf +.inf .INF .nan .NaN .NAN 2025-11-07 2025-1-7 2025-11-07T22:09:07Z 2025-11-07T22:09:07 2025-11-07t22:09:07.5Z 2025-11-07T22:09:07+02:00
2025-11-07T22:09:07-05 2025-11-07T22:09:07.123456789Z 2025-11-07T22:09:07.000Z 2025-11-07T2:09:07Z 2025-11-07T22:09Z 20251107 B1.1 s09-m01 1.2.3 1-2 + . .. -. 0. 00 -0 -0.0 0.0 100000000000000000000
123456789.123456789 1.0 10.0 1e5 1.e+5 0x 0b 0_7 +0x1 -017 <<x == Infinity NaN none None 3.14 6.02e+23`
    .split(/\s+/)
    .concat('2025-11-07 22:09:07', '2025-11-07 22:09:07 +02:00', '2025-11-07  22:09:07Z', '');

describe('plain YAML scalars', () => {
  it('mean what they mean to PyYAML', function () {
    if (!hasPyYaml) this.skip();
    const script = `
import sys, json, yaml
json.dump([[type(v).__name__, str(v)] for v in (yaml.safe_load(t) if t else None for t in json.load(sys.stdin))], sys.stdout)`;
    const expected = JSON.parse(askPython(script, ODD)) as [string, string][];
    const ours = ODD.map((text) => {
      const value = resolvePlain(text);
      return [text, value.type === 'none' ? 'NoneType' : value.type, pythonStr(value)];
    });
    assert.deepEqual(
      ours,
      expected.map(([type, text], index) => [ODD[index], type, text]),
    );
  });

  it('have their Python values without Python at hand', () => {
    const values = Object.fromEntries(
      ['no', '017', '12:30:45', '1.10', '2025-11-07T22:09:07Z', 'B1.1'].map((text) => [
        text,
        pythonStr(resolvePlain(text)),
      ]),
    );
    assert.deepEqual(values, {
      no: 'False',
      '017': '15',
      '12:30:45': '45045',
      '1.10': '1.1',
      '2025-11-07T22:09:07Z': '2025-11-07 22:09:07+00:00',
      'B1.1': 'B1.1',
    });
  });

  it('are ambiguous where YAML 1.2 reads them otherwise', () => {
    assert.deepEqual(
      ['no', 'yes', '017', '12:30:45', '2025-11-07', '1e5', '0o17', 'true', '17', '1.5', 'Queued', '~', ''].filter(
        isAmbiguous,
      ),
      ['no', 'yes', '017', '12:30:45', '2025-11-07', '1e5', '0o17'],
    );
  });

  it('may be dates that do not exist', () => {
    assert.deepEqual(['2025-02-30', '2024-02-29', '2025-13-01T10:00:00Z', 'B2025'].filter(isImpossibleDate), [
      '2025-02-30',
      '2025-13-01T10:00:00Z',
    ]);
  });
});
