"""Real Airflow on this machine, for `make run`, `make up` and `make down`. Airflow itself never parses this folder."""

from __future__ import annotations
