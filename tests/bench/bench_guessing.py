"""What a copied store folder costs whoever guesses its passwords: `python -m tests.bench.bench_guessing [SECONDS]`.

Through the program the pauses after wrong passwords bind; on a copied folder only Argon2id does. The figure is guesses
for each second of one core, and how long ten thousand and the likeliest million passwords take on it.
"""

import contextlib
import sys
import time

from app.errors import AppError
from db.keyslots import OFFICE, make_slot, new_database_key, open_slot


def guesses_per_second(seconds):
    """Wrong passwords tried on one slot of an office's cost, for each second of processor."""
    slot = make_slot("user", "x", "đúng mật khẩu này", new_database_key(), cost=OFFICE)
    began, tried = time.process_time(), 0
    while time.process_time() - began < seconds:
        with contextlib.suppress(AppError):
            open_slot(slot, f"sai {tried}")
        tried += 1
    return tried / (time.process_time() - began)


if __name__ == "__main__":
    rate = guesses_per_second(float(sys.argv[1]) if len(sys.argv) > 1 else 10)
    print(f"Argon2id {OFFICE.memory_kib // 1024} MiB x {OFFICE.iterations}: {rate:.1f} guesses a second on one core; "
          f"10,000 take {10_000 / rate / 60:.0f} min, 1,000,000 take {1_000_000 / rate / 86_400:.1f} days")  # fmt: skip
