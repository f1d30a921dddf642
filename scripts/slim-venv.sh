#!/bin/sh
# Take out of a virtual environment what IntelliClaim never runs. For the image's builder stage only.
#
#     scripts/slim-venv.sh VENV
#
# Each step prints what it saved, and its comment says what it saved when last measured (torch 2.13,
# Streamlit 1.67, chromadb 1.5.9). What looks useless and must stay: torch_shm_manager, sympy, grpc,
# scipy, scikit-learn, torchgen and transformers' modules are imported by what we import; *.libs/ hold
# libraries that break when they are stripped again. scripts/verify-image.sh proves that the rest works.
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

# 133 MB. Only torch_shm_manager is run, by torch itself.
step "torch's own tests and test programs" sh -c '
    rm -rf torch/test
    find torch/bin -type f ! -name torch_shm_manager -delete
    rm -f torch/lib/libjitbackend_test.so torch/lib/libtorchbind_test.so torch/lib/libbackend_with_compiler.so'
# 3 MB. What torch's tests share; torch itself imports the rest of that folder.
step "what torch's tests share" sh -c '
    cd torch/testing/_internal
    rm -rf opinfo common_methods_invocations.py common_modules.py common_nn.py common_quantization.py'
# 62 MB. For compiling extensions.
step "C++ headers and CMake files" sh -c 'rm -rf torch/include torch/share numpy/_core/include'
# 126 MB. chromadb requires it for its distributed server, and never imports it here.
step "kubernetes" sh -c 'rm -rf kubernetes kubernetes-*'
# 78 MB. chromadb's own embedder; our vectors are MiniLM's.
step "onnxruntime" sh -c 'rm -rf onnxruntime onnxruntime-* flatbuffers flatbuffers-*'
# 254 MB. Streamlit's tables and charts alone import them; our pages draw tables in Markdown, because
# these two would also take 90 MB of memory (tests/test_slim.py keeps it so).
step "pandas and pyarrow" sh -c 'rm -rf pandas pandas-* pandas.libs pyarrow pyarrow-*'
# 23 MB, and 11 MB. Maps, charts, graphs: each file is fetched when a page draws one, and ours draw none.
step "pydeck" sh -c 'rm -rf pydeck pydeck-*'
step "what draws maps, charts and graphs in the browser" sh -c '
    cd streamlit/static/static/js
    rm -f PlotlyChart.*.js DeckGlJsonChart.*.js EChartsChart.*.js GraphVizChart.*.js elk-*.js'
# 11 MB. Faster downloads from a model hub, which is never asked.
step "hf_xet" sh -c 'rm -rf hf_xet hf_xet-*'
# 10 MB. Letters are set in Lato Regular and Bold.
step "Lato's other sixteen styles" sh -c '
    find fontpkg_lato/files -name "*.ttf" ! -name Lato-Regular.ttf ! -name Lato-Bold.ttf -delete'
# 28 MB. Charts in pages; compiling of graphs, which torch does only when it is asked to.
step "altair and networkx" sh -c 'rm -rf altair altair-* networkx networkx-*'
# 30 MB. Of scipy and scikit-learn, what sentence-transformers' measures do not import.
step "parts of scipy and scikit-learn" sh -c '
    (cd scipy && rm -rf io signal odr)
    (cd sklearn && rm -rf linear_model _loss ensemble tree datasets svm manifold)'
# 9 MB. Models' sources that transformers' authors generate the models from: its loader skips them too.
step "transformers' templates of models" sh -c 'find transformers/models -name "modular_*.py" -delete'
# 16 MB, 11 of them debug symbols. lxml's second interface, zstandard's second engine (for PyPy), lists of Rust crates.
step "lxml.objectify, zstandard's other engine, bills of materials" sh -c '
    rm -rf lxml/objectify.*.so zstandard/_cffi.*.so *.dist-info/sboms'
# 3 MB. Wheels bring libraries of their own; one that another wheel brings byte for byte becomes a link.
step "Fortran's library, twice" sh -c '
    for file in scipy.libs/*; do
        twin=numpy.libs/${file#*/}
        ! cmp -s "$file" "$twin" || ln -sf "../$twin" "$file"
    done'
# 5 MB. Pictures as AVIF; Pillow goes without where the module is missing.
step "AVIF" sh -c 'rm -f PIL/_avif*.so pillow.libs/libavif-*'
# 93 MB, and 3 MB.
step "tests of every package" trees tests testing_data test_data
step "chromadb's tests" rm -rf chromadb/test
# 24 MB.
step "pip and setuptools" sh -c 'rm -rf pip pip-* setuptools setuptools-* pkg_resources ../../../bin/pip*'
# 11 MB. torch._inductor compiles some of its headers, so its folder is left alone.
step "type stubs, sources of compiled modules" sh -c '
    find . -type f ! -path "./torch/_inductor/*" \
        \( -name "*.pyi" -o -name "*.pyx" -o -name "*.pxd" -o -name "*.pxi" -o -name "*.c" -o -name "*.cpp" -o -name "*.h" \) -delete'
# 168 MB, most of it chromadb's and torch's.
step "debug symbols" sh -c '
    find . -name "*.so*" -type f ! -path "*.libs/*" -exec strip --strip-unneeded {} + 2>/dev/null || true'
# 283 MB. The Dockerfile then runs the app once, which compiles what is imported and nothing else.
step "byte code" trees __pycache__
echo "$(printf '%5d MB' $((before - $(size))))  in all; $(size) MB left"
