# Everything that the build takes from outside: the Python it is built for, pybind11, OpenBLAS, threads.
#
# pybind11 and OpenBLAS are Python packages. pip builds in an environment that it deletes afterwards and names
# differently each time, so what is needed of them is copied into the build tree: a second build is then
# incremental, and an editable install can rebuild itself.

find_package(Python 3.10 REQUIRED COMPONENTS Interpreter Development.Module)
find_package(Threads REQUIRED)

set(chainrule_staged "${PROJECT_BINARY_DIR}/staged")
set(locate_dependencies [[
import importlib.metadata as metadata
import pybind11, scipy_openblas32
print(pybind11.get_cmake_dir())
print(pybind11.get_include())
print(scipy_openblas32.get_include_dir())
print(scipy_openblas32.get_lib_dir())
licenses = [f for f in metadata.files("scipy-openblas32") if "LICENSE" in f.name.upper()]
print(licenses[0].locate())
]])
execute_process(
  COMMAND "${Python_EXECUTABLE}" -c "${locate_dependencies}"
  OUTPUT_VARIABLE located ERROR_VARIABLE locate_error RESULT_VARIABLE locate_result
  OUTPUT_STRIP_TRAILING_WHITESPACE)

# Copies the files of a folder that match, leaving those alone that are the same already, so that nothing is rebuilt.
function(chainrule_stage from to pattern)
  file(GLOB_RECURSE files RELATIVE "${from}" "${from}/${pattern}")
  foreach(name IN LISTS files)
    get_filename_component(folder "${to}/${name}" DIRECTORY)
    file(MAKE_DIRECTORY "${folder}")
    file(COPY_FILE "${from}/${name}" "${to}/${name}" ONLY_IF_DIFFERENT)
  endforeach()
endfunction()

if(locate_result EQUAL 0)
  string(REPLACE "\n" ";" located "${located}")
  list(GET located 0 pybind11_cmake)
  list(GET located 1 pybind11_include)
  list(GET located 2 openblas_include)
  list(GET located 3 openblas_lib)
  list(GET located 4 openblas_license)
  chainrule_stage("${pybind11_cmake}" "${chainrule_staged}/share/cmake/pybind11" "*")
  chainrule_stage("${pybind11_include}" "${chainrule_staged}/include" "*.h")
  chainrule_stage("${openblas_include}" "${chainrule_staged}/openblas/include" "*.h")
  chainrule_stage("${openblas_lib}" "${chainrule_staged}/openblas/lib" "libscipy_openblas.*")
  file(COPY_FILE "${openblas_license}" "${chainrule_staged}/openblas/LICENSE-OpenBLAS.txt" ONLY_IF_DIFFERENT)
elseif(NOT EXISTS "${chainrule_staged}/openblas/LICENSE-OpenBLAS.txt")
  message(FATAL_ERROR
    "The build needs the Python packages pybind11 and scipy-openblas32 in the environment of "
    "${Python_EXECUTABLE}. 'pip install .' brings them by itself; for a build without pip say "
    "'pip install --group build' and pass -DPython_EXECUTABLE=...\n${locate_error}")
endif()

set(pybind11_DIR "${chainrule_staged}/share/cmake/pybind11" CACHE PATH "" FORCE)
set(PYBIND11_FINDPYTHON ON)
find_package(pybind11 CONFIG REQUIRED)

file(GLOB chainrule_openblas_library "${chainrule_staged}/openblas/lib/libscipy_openblas.*")
add_library(chainrule_openblas SHARED IMPORTED GLOBAL)
set_target_properties(chainrule_openblas PROPERTIES
  IMPORTED_LOCATION "${chainrule_openblas_library}"
  IMPORTED_SONAME "libscipy_openblas.so"
  INTERFACE_INCLUDE_DIRECTORIES "${chainrule_staged}/openblas/include"
  INTERFACE_COMPILE_DEFINITIONS "BLAS_SYMBOL_PREFIX=scipy_")
set(chainrule_openblas_license "${chainrule_staged}/openblas/LICENSE-OpenBLAS.txt")
