// SPDX-License-Identifier: Apache-2.0
/// Chooses the kernels that OpenBLAS computes with.
#pragma once

namespace tidemark {

/// OpenBLAS chooses its kernels when it is loaded, before main() runs. On a processor that is newer than
/// itself it falls back to its oldest ones, which are a fifth as fast as the right ones. If it did so, this
/// restarts the program (same process, same arguments) with kernels that fit the processor, and does not
/// return. The choice does not depend on timing: a machine always gets the same kernels, hence the same
/// digits. If OPENBLAS_CORETYPE is set, the user has chosen already. REQUIRES: the program has done nothing
/// yet that must not be done twice.
void restart_with_fitting_kernels(char** argv);

}  // namespace tidemark
