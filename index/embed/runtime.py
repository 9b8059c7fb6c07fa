"""OpenVINO, without its usage reports."""

import sys
from types import ModuleType


def openvino_runtime() -> ModuleType:
    """The module ``openvino``; to be used instead of importing it.

    As soon as it is imported, OpenVINO reports home through the package ``openvino_telemetry``, unless that is
    missing: so it is made to be missing.
    """
    if "openvino" not in sys.modules:
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    import openvino

    runtime: ModuleType = openvino
    return runtime


def padded_length(tokens: int) -> int:
    """The length to pad a text of so many tokens to: in steps of 8, and beyond 64 of 16.

    What OpenVINO prepares for each new shape takes time and stays in memory: eval/bench/README.md, under load.
    """
    step = 8 if tokens <= 64 else 16
    return -(-tokens // step) * step
