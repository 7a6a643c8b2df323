# SPDX-License-Identifier: Apache-2.0
# Looks for what the CUDA runner is built with: a CUDA compiler, its runtime, cuBLAS, and cuDNN's headers (the library
# itself is loaded when the runner runs). Sets TIDEMARK_HAS_CUDA; where something is missing it says what, and the
# runner is left out.
include(CheckLanguage)
set(TIDEMARK_HAS_CUDA OFF)

if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)  # cards since Ampere; newer ones from the last one's PTX
  set(CMAKE_CUDA_ARCHITECTURES 80-real 86-real 89-real 90)
endif()
check_language(CUDA)
if(CMAKE_CUDA_COMPILER)
  enable_language(CUDA)
  find_package(CUDAToolkit)
endif()
find_path(CUDNN_INCLUDE_DIR cudnn.h HINTS ${CUDAToolkit_INCLUDE_DIRS})

if(NOT CMAKE_CUDA_COMPILER)
  message(STATUS "The CUDA runner is left out: there is no CUDA compiler (nvcc)")
elseif(CUDAToolkit_VERSION VERSION_LESS 12)
  message(STATUS "The CUDA runner is left out: CUDA ${CUDAToolkit_VERSION} is too old; it takes 12")
elseif(NOT TARGET CUDA::cublas)
  message(STATUS "The CUDA runner is left out: the CUDA toolkit has no cuBLAS")
elseif(NOT CUDNN_INCLUDE_DIR OR NOT EXISTS ${CUDNN_INCLUDE_DIR}/cudnn_version_v9.h)
  message(STATUS "The CUDA runner is left out: there is no cudnn.h of cuDNN 9")
else()
  set(TIDEMARK_HAS_CUDA ON)
  message(STATUS "The CUDA runner is built with CUDA ${CUDAToolkit_VERSION} for ${CMAKE_CUDA_ARCHITECTURES}")

  set(CMAKE_CUDA_STANDARD 20)
  if(NOT CMAKE_CUDA20_STANDARD_COMPILE_OPTION)  # CMake 3.25 does not know that nvcc has C++20
    set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION -std=c++20)
    set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION -std=c++20)
  endif()

  # The oldest architecture there is machine code for: older cards are told so.
  set(TIDEMARK_OLDEST_ARCHITECTURE 1000)
  foreach(architecture ${CMAKE_CUDA_ARCHITECTURES})
    if(architecture MATCHES "^([0-9]+)" AND CMAKE_MATCH_1 LESS TIDEMARK_OLDEST_ARCHITECTURE)
      set(TIDEMARK_OLDEST_ARCHITECTURE ${CMAKE_MATCH_1})
    endif()
  endforeach()

  add_library(cuda_parts INTERFACE)
  target_link_libraries(cuda_parts INTERFACE CUDA::cudart_static CUDA::cublas ${CMAKE_DL_LIBS})
  target_include_directories(cuda_parts SYSTEM INTERFACE ${CUDNN_INCLUDE_DIR})
  target_compile_options(cuda_parts INTERFACE
    "$<$<COMPILE_LANGUAGE:CUDA>:--expt-relaxed-constexpr;-Werror=all-warnings;-Xcompiler=-Wall,-Wextra,-Werror>")
endif()
