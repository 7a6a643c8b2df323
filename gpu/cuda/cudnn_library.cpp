// SPDX-License-Identifier: Apache-2.0
#include "gpu/cuda/cudnn_library.h"

#include <dlfcn.h>

#include <array>

namespace tidemark {

Result<CudnnLibrary> CudnnLibrary::open() {
  // Never closed, since it has threads of its own.
  void* library = dlopen("libcudnn.so.9", RTLD_NOW | RTLD_LOCAL);
  if (!library) return failure(dlerror());
  CudnnLibrary functions;
#define TIDEMARK_FIND(name)                                                    \
  functions.name = reinterpret_cast<decltype(&::name)>(dlsym(library, #name)); \
  if (!functions.name) return failure("libcudnn.so.9 has no function " #name);
  TIDEMARK_CUDNN_FUNCTIONS(TIDEMARK_FIND)
#undef TIDEMARK_FIND
  return functions;
}

Result<const CudnnLibrary*> CudnnLibrary::load() {
  static const Result<CudnnLibrary> library = open();
  if (!library) return tl::unexpected(library.error());
  return &*library;
}

std::string CudnnLibrary::words(cudnnStatus_t code) const {
  std::array<char, 512> account{};
  cudnnGetLastErrorString(account.data(), account.size());
  std::string text = cudnnGetErrorString(code);
  if (account[0] != '\0') text += std::string(" (") + account.data() + ")";
  for (char& c : text) {
    if (c == '\n') c = ' ';
  }
  return text;
}

}  // namespace tidemark
