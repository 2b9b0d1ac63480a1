#!/usr/bin/env bash
# Full training on Kubernetes: sends launch/kubernetes.yaml, whose lines marked "yours" are to be set first.
# The project folder must lie on the claim as template-project/: mount the claim in any Pod and copy it there,
#   kubectl apply -f launch/kubernetes.yaml -l part=claim && kubectl cp . POD:/workspace/template-project
set -euo pipefail
cd "$(dirname "$0")/.."
if [[ " $* " == *" --dry-run "* ]]; then
  "${PYTHON:-python}" - <<'END'
import yaml
from pathlib import Path
found = [part["kind"] for part in yaml.safe_load_all(Path("launch/kubernetes.yaml").read_text(encoding="utf-8"))]
assert found == ["PersistentVolumeClaim", "Service", "Job"], found
END
  exec env NODES=1 GPUS=1 bash launch/multi-node.sh "$@"
fi
exec kubectl apply -f launch/kubernetes.yaml "$@"
