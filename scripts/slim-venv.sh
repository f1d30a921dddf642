#!/bin/sh
# Take out of a virtual environment what IntelliClaim never runs. For the image's builder stage only.
#
#     scripts/slim-venv.sh VENV
#
# Each step prints what it saved. What looks useless and must stay: torch_shm_manager, sympy, grpc,
# scipy and transformers' modules are imported by what we import; *.libs/ hold stripped libraries
# that break when they are stripped again. scripts/verify-image.sh proves that the rest still works.
set -eu
venv=$1
site=$(echo "$venv"/lib/python3*/site-packages)
cd "$site"

size() { du -sm "$venv" | cut -f1; }
before=$(size)
step() {  # step WHY COMMAND...
    why=$1
    shift
    start=$(size)
    "$@"
    echo "$(printf '%5d MB' $((start - $(size))))  $why"
}
trees() {  # trees NAME...: delete every folder of these names, anywhere
    for name in "$@"; do
        find . -depth -type d -name "$name" -exec rm -rf {} +
    done
}

step "torch's own tests and test programs"       sh -c 'rm -rf torch/test && find torch/bin -type f ! -name torch_shm_manager -delete && rm -f torch/lib/libjitbackend_test.so torch/lib/libtorchbind_test.so torch/lib/libbackend_with_compiler.so'
step "C++ headers and CMake files"               sh -c 'rm -rf torch/include torch/share pyarrow/include pyarrow/src numpy/_core/include'
step "kubernetes: chromadb's distributed server" sh -c 'rm -rf kubernetes kubernetes-*'
step "onnxruntime: chromadb's own embedder"      sh -c 'rm -rf onnxruntime onnxruntime-*'
step "pydeck: maps, which no page draws"         sh -c 'rm -rf pydeck pydeck-*'
step "Arrow's flight, S3 and substrait"          sh -c 'rm -f pyarrow/libarrow_flight* pyarrow/libarrow_substrait* pyarrow/libarrow_s3* pyarrow/_flight* pyarrow/_substrait* pyarrow/_s3fs* pyarrow/libarrow_python_flight*'
step "tests of every package"                    trees tests testing_data test_data
step "pip and setuptools"                        sh -c 'rm -rf pip pip-* setuptools setuptools-* pkg_resources ../../../bin/pip*'
step "type stubs, sources of compiled modules"   sh -c 'find . -type f \( -name "*.pyi" -o -name "*.pyx" -o -name "*.pxd" -o -name "*.c" -o -name "*.cpp" -o -name "*.h" \) ! -path "./torch/_inductor/*" -delete'
step "debug symbols"                             sh -c 'find . -name "*.so*" -type f ! -path "*.libs/*" -exec strip --strip-unneeded {} + 2>/dev/null || true'
step "byte code (what is imported is compiled again)" trees __pycache__
echo "$(printf '%5d MB' $((before - $(size))))  in all; $(size) MB left"
