"""Makes the golden batches that must be refused: `python -m tests.golden.envelope.make_vectors`.

One file, one fault, one expected code; what each holds is written in the `attacks_*` modules beside this one, from
fixed offices (`keys.json`), records and times. Signing and age are random, so bytes differ from run to run: a file
that is there stays as it is, and only missing ones are made. `good.asice.age` was made by the first version of the
program and is never made again.
"""

import json

from tests.golden.envelope import attacks_content, attacks_outside, attacks_signed
from tests.workshop import GOLDEN, golden_workshop


def attacks():
    """Every attack as name, expected code, fault in words, bytes."""
    workshop = golden_workshop()
    for area in (attacks_outside, attacks_signed, attacks_content):
        yield from area.attacks(workshop)


def main():
    listed = json.loads((GOLDEN / "vectors.json").read_text("utf-8"))
    vectors = [one for one in listed if not one["code"]]
    for name, code, fault, data in attacks():
        file = GOLDEN / f"{name}.asice.age"
        if not file.exists():
            file.write_bytes(data)
        vectors.append({"file": file.name, "code": code, "fault": fault})
    (GOLDEN / "vectors.json").write_text(json.dumps(vectors, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"{len(vectors)} files")


if __name__ == "__main__":
    main()
