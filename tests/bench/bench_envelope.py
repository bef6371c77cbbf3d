"""Sealing and opening many records beside age, OpenSSL and zip on the same bytes.

    python -m tests.bench.bench_envelope [RECORDS]     (100,000 when not said)

Each step runs in a process of its own; what it prints stands in the table in one run. The public tools do what a
batch needs and no more: SHA-256 of each file, `openssl cms -sign -cades` over the list of digests, `zip`, `age` to
two recipients; and back. They check no schema, no counts, no JSON.
"""

import json
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from uuid import UUID

from app import envelope
from app.domain.batch import record_line, travelling
from app.domain.person import Person
from app.envelope import container
from app.envelope.encryption import decrypt
from app.envelope.zip_file import read_zip
from app.services import register
from tests.bench.measured import again, measured, show
from tests.invented import person_data
from tests.workshop import golden_workshop

WORKSHOP = golden_workshop()
MODULE = "tests.bench.bench_envelope"
SIGN = f"""
set -e
for part in parts/*/; do
  (cd $part
   sha256sum manifest.json records.ndjson > ../sums
   openssl cms -sign -cades -binary -md sha256 -inkey ../../key.pem -signer ../../card.pem \
     -in {container.MANIFEST} -outform DER -out {container.SIGNATURE}
   zip -q -X -0 ../f.zip mimetype && zip -q -X -D ../f.zip manifest.json records.ndjson META-INF/*
   age -r $1 -r $2 -o ../f.age ../f.zip
   rm ../f.zip ../f.age)
done
"""
CHECK = f"""
set -e
for file in sealed/*.age; do
  age -d -i identity $file > f.zip
  unzip -q f.zip -d x
  openssl cms -verify -cades -purpose any -no_check_time -inform DER -in x/{container.SIGNATURE} \
    -content x/{container.MANIFEST} -CAfile card.pem -binary -out /dev/null 2> /dev/null
  sha256sum x/manifest.json x/records.ndjson > sums
  rm -r x f.zip
done
"""


def make(count):
    """The records of as many invented people; they compress about as well as real ones, 11:1."""
    random = Random(1)
    with Path("records.ndjson").open("wb") as target:
        for number in range(1, count + 1):
            model = Person(str(UUID(bytes=random.randbytes(16))), 1, "", unit="06184")
            own = {"personal_number": f"0201{random.randrange(10**8):08}", "old_address": random.randbytes(40).hex()}
            target.write(record_line(travelling(register.merged(model, person_data(number, **own)))))


def records():
    """One after the other, as from a store."""
    with Path("records.ndjson").open("rb") as lines:
        yield from (json.loads(line) for line in lines)


def read():
    assert sum(1 for _ in records())


def seal():
    previous, waiting = None, records()
    sizes = envelope.part_sizes(records(), {})
    for number, size in enumerate(sizes, start=1):
        manifest = WORKSHOP.manifest(number=number, part=number, parts=len(sizes), previous=previous)
        sealed = WORKSHOP.seal(manifest, islice(waiting, size))
        previous = sealed.digest
        Path(f"sealed/{number:03}.age").write_bytes(sealed.file)


def open_all():
    for file in sorted(Path("sealed").iterdir()):
        WORKSHOP.open(file.read_bytes()).records()


def unpack():
    """The very same files for the public tools; not measured."""
    for file in sorted(Path("sealed").iterdir()):
        members = read_zip(decrypt(file.read_bytes(), [WORKSHOP.province.identity]))
        for name, content in members.items():
            target = Path("parts", file.stem, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        Path("parts", file.stem, container.SIGNATURE).unlink()
    Path("key.pem").write_text(WORKSHOP.commune.key.private_key_pem)
    Path("card.pem").write_text(WORKSHOP.commune.key.certificate_pem)
    Path("identity").write_text(WORKSHOP.province.identity)


def size_of(pattern):
    return sum(file.stat().st_size for file in Path().glob(pattern)) / 2**20


def main(count):
    root = Path(__file__).parents[2]
    os.environ["PYTHONPATH"] = str(root)
    with TemporaryDirectory() as folder:
        os.chdir(folder)
        Path("sealed").mkdir()
        subprocess.run(again(MODULE, "make", count), check=True)
        rows = [
            ("read the records (contained in sealing twice)", measured(again(MODULE, "read"))),
            ("seal", measured(again(MODULE, "seal"))),
        ]
        unpack()
        recipients = [WORKSHOP.province.recipient, WORKSHOP.commune.recipient]
        rows += [
            ("  sha256sum, openssl cms, zip, age", measured(["bash", "-c", SIGN, "sign", *recipients])),
            ("open, verify, validate", measured(again(MODULE, "open"))),
            ("  age, unzip, openssl cms, sha256sum", measured(["bash", "-c", CHECK])),
        ]
        parts, plain, sealed = len(list(Path("sealed").iterdir())), size_of("records.ndjson"), size_of("sealed/*")
        print(f"{count:,} records, {plain:.1f} MiB, sealed {sealed:.1f} MiB in {parts} parts")
        show(rows)
        os.chdir(root)


STEPS = {"make": lambda: make(int(sys.argv[2])), "read": read, "seal": seal, "open": open_all}

if __name__ == "__main__":
    argument = sys.argv[1] if len(sys.argv) > 1 else "100000"
    STEPS[argument]() if argument in STEPS else main(int(argument))
