# SPDX-License-Identifier: Apache-2.0
# A room is a folder of sources that is a target of its own. It sees the headers of the rooms that it links, directly
# or through them, and no others: an include that the table of rooms in README.md does not allow does not compile.
#
# Includes are spelled from the top ("core/plan/plan.h"). So that the top itself need not be on any include path, a
# room's headers are reached through a folder that holds nothing but a link to the room.

# tidemark_expose(TARGET INTERFACE|PUBLIC FOLDER): whoever links TARGET may include FOLDER's headers.
function(tidemark_expose target visibility folder)
  set(view ${PROJECT_BINARY_DIR}/rooms/${target})
  cmake_path(GET folder PARENT_PATH parent)
  file(MAKE_DIRECTORY ${view}/${parent})
  if(NOT EXISTS ${view}/${folder})
    file(CREATE_LINK ${PROJECT_SOURCE_DIR}/${folder} ${view}/${folder} SYMBOLIC)
  endif()
  target_include_directories(${target} ${visibility} ${view})
endfunction()

# tidemark_room(FOLDER [SOURCES file..] [LINK target..] [PRIVATE target..]): the room FOLDER, such as core/plan, as the
# target core_plan. LINK names rooms and libraries that its headers use, PRIVATE those that only its sources use.
# Without sources it is a room of headers.
function(tidemark_room folder)
  cmake_parse_arguments(PARSE_ARGV 1 ROOM "" "" "SOURCES;LINK;PRIVATE")
  string(REPLACE "/" "_" target ${folder})
  if(ROOM_SOURCES)
    list(TRANSFORM ROOM_SOURCES PREPEND ${PROJECT_SOURCE_DIR}/${folder}/)
    add_library(${target} STATIC ${ROOM_SOURCES})
    target_link_libraries(${target} PUBLIC tidemark_flags ${ROOM_LINK} PRIVATE ${ROOM_PRIVATE})
    tidemark_expose(${target} PUBLIC ${folder})
  else()
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE tidemark_flags ${ROOM_LINK})
    tidemark_expose(${target} INTERFACE ${folder})
  endif()
endfunction()
