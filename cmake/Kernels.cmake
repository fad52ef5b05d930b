# Compiler flags shared by all targets, and the rule for *.isa.cpp: one object library per instruction set.

add_library(chainrule_options INTERFACE)
target_include_directories(chainrule_options INTERFACE "${PROJECT_SOURCE_DIR}/cpp")
target_compile_options(chainrule_options INTERFACE
  -Wall -Wextra
  # Results may depend on the source, not on where the compiler saw a chance to contract; kernels write their FMAs out.
  -ffp-contract=off -fno-math-errno -fno-trapping-math
  $<$<BOOL:${CHAINRULE_WERROR}>:-Werror>)
if(CHAINRULE_SANITIZE)
  string(REPLACE ";" "," sanitizers "${CHAINRULE_SANITIZE}")
  target_compile_options(chainrule_options INTERFACE
    -fsanitize=${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(chainrule_options INTERFACE -fsanitize=${sanitizers})
endif()

if(CHAINRULE_ISAS STREQUAL "all")
  set(chainrule_isas ${chainrule_target_isas})
elseif(CHAINRULE_ISAS STREQUAL "best")
  if(NOT chainrule_host_isas)
    message(FATAL_ERROR "CHAINRULE_ISAS=best: cannot tell what this machine runs; name one of ${chainrule_target_isas}.")
  endif()
  list(GET chainrule_host_isas -1 chainrule_isas)
else()
  set(chainrule_isas ${CHAINRULE_ISAS})
endif()
foreach(isa IN LISTS chainrule_isas)
  if(NOT isa IN_LIST chainrule_target_isas)
    message(FATAL_ERROR "CHAINRULE_ISAS: no instruction set '${isa}' for ${CMAKE_SYSTEM_PROCESSOR}; "
                        "there are: ${chainrule_target_isas}.")
  endif()
  # The dispatcher sees what exists: CHAINRULE_HAVE_v2, CHAINRULE_HAVE_v3 ...
  target_compile_definitions(chainrule_options INTERFACE CHAINRULE_HAVE_${isa}=1)
endforeach()
message(STATUS "chainrule ${PROJECT_VERSION}: kernels for ${chainrule_isas}")

# Compiles the target's sources for one instruction set, in the namespace chainrule::<isa>.
function(chainrule_set_isa target isa)
  target_compile_definitions(${target} PRIVATE CHAINRULE_ISA_NS=${isa})
  target_compile_options(${target} PRIVATE ${chainrule_flags_${isa}} $<$<NOT:$<CONFIG:Debug>>:-O3>)
  if(CHAINRULE_SANITIZE MATCHES "address")
    # Lanes are values: to watch the scope of each one that passes through memory makes kernels 30 times their size
    # and takes 15 times as long to compile.
    target_compile_options(${target} PRIVATE -fno-sanitize-address-use-after-scope)
  endif()
endfunction()
