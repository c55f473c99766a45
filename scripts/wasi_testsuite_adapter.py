"""Lets the runner of WebAssembly/wasi-testsuite run its programs with the troupe command:

    eval "$(scripts/fetch-testdata)"
    $TROUPE_TESTDATA/wasi-testsuite/run-tests --runtime-adapter scripts/wasi_testsuite_adapter.py

TROUPE names another command than the one of this checkout.
"""

import os
import shlex
import subprocess
from pathlib import Path
from typing import Dict, List, Optional, Tuple

TROUPE = shlex.split(os.getenv("TROUPE", shlex.quote(str(Path(__file__).resolve().parent.parent / "troupe"))))


def get_name() -> str:
    return "troupe"


def get_version() -> str:
    result = subprocess.run(TROUPE + ["--version"], encoding="UTF-8", capture_output=True, check=True)
    return result.stdout.split()[-1] if result.stdout.split() else "unknown"


def get_wasi_versions() -> List[str]:
    return ["wasm32-wasip1"]


def get_wasi_worlds() -> List[str]:
    return ["wasi:cli/command"]


def compute_argv(
    test_path: str,
    args_env_root: Tuple[List[str], Dict[str, str], Optional[str]],
    proposals: List[str],
    wasi_world: str,
    wasi_version: str,
) -> List[str]:
    args, env, root = args_env_root
    argv = TROUPE + ["run"]
    for name, value in env.items():
        argv += ["--env", f"{name}={value}"]
    if root:
        argv += ["--dir", f"{root}:/"]
    return argv + [test_path] + args


def get_timeout_seconds() -> float:
    # A JVM and an actor system start for each program.
    return 60
