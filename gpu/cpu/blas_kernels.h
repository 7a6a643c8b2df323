// SPDX-License-Identifier: Apache-2.0
/// Which of its kernels OpenBLAS computes with.
#pragma once

namespace tidemark {

/// OpenBLAS chooses when it is loaded, before main() runs, and falls back to its oldest kernels on a
/// processor that is newer than itself: they are a fifth as fast as the right ones. Where it did so, this
/// starts the program anew (same process, same arguments) with the kernels for what the processor can do, and
/// does not return. It is no matter of timing: a machine always gets the same kernels, so the same digits.
/// Whoever has set OPENBLAS_CORETYPE has chosen already. REQUIRES: nothing done yet that the program would
/// not do again.
void restart_with_fitting_kernels(char** argv);

}  // namespace tidemark
