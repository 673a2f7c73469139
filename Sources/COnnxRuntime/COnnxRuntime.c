#include "COnnxRuntime.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Places in ONNX Runtime's table (include/onnxruntime/core/session/onnxruntime_c_api.h).
enum {
  GET_ERROR_MESSAGE = 2,
  CREATE_ENV = 3,
  CREATE_SESSION_FROM_ARRAY = 8,
  RUN = 9,
  CREATE_SESSION_OPTIONS = 10,
  SET_INTRA_OP_NUM_THREADS = 24,
  SET_INTER_OP_NUM_THREADS = 25,
  SESSION_GET_INPUT_COUNT = 30,
  SESSION_GET_OUTPUT_COUNT = 31,
  SESSION_GET_INPUT_TYPE_INFO = 33,
  SESSION_GET_OUTPUT_TYPE_INFO = 34,
  SESSION_GET_INPUT_NAME = 36,
  SESSION_GET_OUTPUT_NAME = 37,
  CREATE_TENSOR_WITH_DATA = 49,
  IS_TENSOR = 50,
  GET_TENSOR_MUTABLE_DATA = 51,
  CAST_TYPE_INFO_TO_TENSOR_INFO = 55,
  GET_ONNX_TYPE_FROM_TYPE_INFO = 56,
  GET_TENSOR_ELEMENT_TYPE = 60,
  GET_DIMENSIONS_COUNT = 61,
  GET_DIMENSIONS = 62,
  GET_TENSOR_SHAPE_ELEMENT_COUNT = 64,
  GET_TENSOR_TYPE_AND_SHAPE = 65,
  CREATE_CPU_MEMORY_INFO = 69,
  ALLOCATOR_FREE = 76,
  GET_ALLOCATOR_WITH_DEFAULT_OPTIONS = 78,
  RELEASE_STATUS = 93,
  RELEASE_SESSION = 95,
  RELEASE_VALUE = 96,
  RELEASE_TYPE_INFO = 98,
  RELEASE_TENSOR_INFO = 99,
  RELEASE_SESSION_OPTIONS = 100,
};

enum { API_VERSION = 11, LOG_FATAL = 4, ELEMENT_FLOAT = 1, KIND_TENSOR = 1 };

typedef void *Status;
typedef void *Thing;

typedef struct {
  const Thing *(*get_api)(uint32_t version);
  const char *(*get_version)(void);
} ApiBase;

struct AssayOnnxSession {
  Thing session;
};

static const Thing *api;
static Thing environment, memory, allocator;

#define CALL(place, ...) ((Status(*)(__VA_ARGS__))api[place])

static void say(char *error, size_t room, const char *words) {
  if (room) snprintf(error, room, "%s", words);
}

// 0 when there is no fault; else writes its words and gives it back.
static int failed(Status status, char *error, size_t room) {
  if (!status) return 0;
  say(error, room, ((const char *(*)(Status))api[GET_ERROR_MESSAGE])(status));
  ((void (*)(Status))api[RELEASE_STATUS])(status);
  return 1;
}

static void release(int place, Thing thing) {
  if (thing) ((void (*)(Thing))api[place])(thing);
}

int assay_onnx_open(const char *path, char *error, size_t room) {
  if (api) return 0;
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    say(error, room, dlerror());
    return 1;
  }
  const ApiBase *(*base)(void) = (const ApiBase *(*)(void))dlsym(library, "OrtGetApiBase");
  const Thing *found = base ? base()->get_api(API_VERSION) : NULL;
  if (!found) {
    say(error, room, "it is no ONNX Runtime of version 1.11 or later");
    dlclose(library);
    return 1;
  }
  api = found;
  if (failed(CALL(CREATE_ENV, int, const char *, Thing *)(LOG_FATAL, "assay", &environment),
             error, room) ||
      failed(CALL(CREATE_CPU_MEMORY_INFO, int, int, Thing *)(0, 0, &memory), error, room) ||
      failed(CALL(GET_ALLOCATOR_WITH_DEFAULT_OPTIONS, Thing *)(&allocator), error, room)) {
    api = NULL;
    return 1;
  }
  return 0;
}

AssayOnnxSession *assay_onnx_session_make(const void *bytes, size_t count, char *error,
                                          size_t room) {
  Thing options = NULL, session = NULL;
  if (failed(CALL(CREATE_SESSION_OPTIONS, Thing *)(&options), error, room)) return NULL;
  int bad =
      failed(CALL(SET_INTRA_OP_NUM_THREADS, Thing, int)(options, 1), error, room) ||
      failed(CALL(SET_INTER_OP_NUM_THREADS, Thing, int)(options, 1), error, room) ||
      failed(CALL(CREATE_SESSION_FROM_ARRAY, Thing, const void *, size_t, Thing, Thing *)(
                 environment, bytes, count, options, &session),
             error, room);
  release(RELEASE_SESSION_OPTIONS, options);
  if (bad) return NULL;
  AssayOnnxSession *made = malloc(sizeof *made);
  if (!made) {
    release(RELEASE_SESSION, session);
    say(error, room, "there is no memory");
    return NULL;
  }
  made->session = session;
  return made;
}

void assay_onnx_session_free(AssayOnnxSession *session) {
  release(RELEASE_SESSION, session->session);
  free(session);
}

size_t assay_onnx_port_count(AssayOnnxSession *session, int is_output) {
  size_t count = 0;
  int place = is_output ? SESSION_GET_OUTPUT_COUNT : SESSION_GET_INPUT_COUNT;
  char words[1];
  return failed(CALL(place, Thing, size_t *)(session->session, &count), words, 0) ? 0 : count;
}

static int describe(Thing type, AssayOnnxPort *port, char *error, size_t room) {
  Thing info = NULL;
  if (failed(CALL(GET_ONNX_TYPE_FROM_TYPE_INFO, Thing, int *)(type, &port->kind), error, room))
    return 1;
  if (port->kind != KIND_TENSOR) return 0;
  if (failed(CALL(CAST_TYPE_INFO_TO_TENSOR_INFO, Thing, Thing *)(type, &info), error, room))
    return 1;
  if (!info) return 0;
  if (failed(CALL(GET_TENSOR_ELEMENT_TYPE, Thing, int *)(info, &port->element), error, room) ||
      failed(CALL(GET_DIMENSIONS_COUNT, Thing, size_t *)(info, &port->rank), error, room))
    return 1;
  size_t most = sizeof port->dimensions / sizeof *port->dimensions;
  if (port->rank > most) return 0;
  return failed(CALL(GET_DIMENSIONS, Thing, int64_t *, size_t)(info, port->dimensions, port->rank),
                error, room);
}

int assay_onnx_port(AssayOnnxSession *session, int is_output, size_t index, AssayOnnxPort *port,
                    char *error, size_t room) {
  memset(port, 0, sizeof *port);
  char *name = NULL;
  Thing type = NULL;
  int name_place = is_output ? SESSION_GET_OUTPUT_NAME : SESSION_GET_INPUT_NAME;
  int type_place = is_output ? SESSION_GET_OUTPUT_TYPE_INFO : SESSION_GET_INPUT_TYPE_INFO;
  if (failed(CALL(name_place, Thing, size_t, Thing, char **)(session->session, index, allocator,
                                                             &name),
             error, room))
    return 1;
  int too_long = strlen(name) >= sizeof port->name;
  snprintf(port->name, sizeof port->name, "%s", name);
  failed(CALL(ALLOCATOR_FREE, Thing, void *)(allocator, name), error, 0);
  if (too_long) {
    say(error, room, "a name has more than 255 bytes");
    return 1;
  }
  if (failed(CALL(type_place, Thing, size_t, Thing *)(session->session, index, &type), error,
             room))
    return 1;
  int bad = describe(type, port, error, room);
  release(RELEASE_TYPE_INFO, type);
  return bad;
}

// Copies up to two floats of a result.
static int take(Thing value, float values[2], size_t *got, char *error, size_t room) {
  Thing info = NULL;
  int is_tensor = 0, element = 0;
  float *data = NULL;
  if (failed(CALL(IS_TENSOR, Thing, int *)(value, &is_tensor), error, room)) return 1;
  if (!is_tensor) {
    say(error, room, "the output is no tensor");
    return 1;
  }
  if (failed(CALL(GET_TENSOR_TYPE_AND_SHAPE, Thing, Thing *)(value, &info), error, room)) return 1;
  int bad =
      failed(CALL(GET_TENSOR_ELEMENT_TYPE, Thing, int *)(info, &element), error, room) ||
      failed(CALL(GET_TENSOR_SHAPE_ELEMENT_COUNT, Thing, size_t *)(info, got), error, room);
  release(RELEASE_TENSOR_INFO, info);
  if (bad) return 1;
  if (element != ELEMENT_FLOAT) {
    say(error, room, "the output is not of floats");
    return 1;
  }
  if (failed(CALL(GET_TENSOR_MUTABLE_DATA, Thing, void **)(value, (void **)&data), error, room))
    return 1;
  for (size_t index = 0; index < *got && index < 2; index++) values[index] = data[index];
  return 0;
}

int assay_onnx_run(AssayOnnxSession *session, const char *input, const char *output,
                   const float *row, size_t count, float values[2], size_t *got, char *error,
                   size_t room) {
  Thing tensor = NULL, result = NULL;
  int64_t shape[2] = {1, (int64_t)count};
  if (failed(CALL(CREATE_TENSOR_WITH_DATA, Thing, const void *, size_t, const int64_t *, size_t,
                  int, Thing *)(memory, row, count * sizeof *row, shape, 2, ELEMENT_FLOAT,
                                &tensor),
             error, room))
    return 1;
  int bad = failed(CALL(RUN, Thing, Thing, const char *const *, const Thing *, size_t,
                        const char *const *, size_t, Thing *)(
                       session->session, NULL, &input, &tensor, 1, &output, 1, &result),
                   error, room);
  if (!bad) bad = take(result, values, got, error, room);
  release(RELEASE_VALUE, result);
  release(RELEASE_VALUE, tensor);
  return bad;
}
