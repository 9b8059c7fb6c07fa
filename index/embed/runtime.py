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
