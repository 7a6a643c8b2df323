// SPDX-License-Identifier: Apache-2.0
/// Which of OpenBLAS's kernels run.
#pragma once

namespace tidemark {

/// OpenBLAS takes kernels made for other processors on AMD ones with AVX-512, which can be a quarter slower
/// than those for "Zen". The choice is made while the library loads, so there the program times a product,
/// executes itself again with OPENBLAS_CORETYPE=Zen, times again, and goes back if that was slower (a few
/// hundredths of a second in all). Elsewhere, and where OPENBLAS_CORETYPE is set already, it returns at once.
/// Call it first in main(), before anything is read or any thread started.
void choose_blas_kernels(char** argv);

}  // namespace tidemark
