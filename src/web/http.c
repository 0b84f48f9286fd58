#include "web/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "assets.h"
#include "base/stack.h"
#include "web/http_inner.h"
#include "web/reply.h"

enum {
    CONNECTIONS_LIMIT = 512,
    CONNECTION_BYTES = 32 * 1024, /* head and answer's head, in libmicrohttpd's own memory */
    STACK_BYTES = 2 << 20,
    BACKLOG = 512,
    GREETING_MS = 100,
    FIRST_BODY_BYTES = 64 * 1024,
    DRAIN_TIMES = 8 /* a body of so many limits is read to its end, so that the answer arrives */
};

/* ---- connections come and go --------------------------------------------------------------- */

static struct link *make_link(struct http *http, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct link *link = calloc(1, sizeof(*link));
    must(link != NULL && info != NULL);
    link->http = http;
    link->visit.socket = info->connect_fd;
    link->arena = arena_make(ARENA_REQUEST_LIMIT);
    visit_enter(&link->visit, PHASE_HEAD);
    visits_add(&http->visits, &link->visit);
    return link;
}

static void drop_link(struct http *http, struct link *link)
{
    visits_drop(&http->visits, &link->visit);
    arena_free(&link->arena);
    free(link);
}

static void on_connection(void *with, struct MHD_Connection *connection, void **link,
                          enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        *link = make_link(with, connection);
    } else {
        drop_link(with, *link);
        *link = NULL;
    }
}

/* A file takes so much memory that only a few are under way at once. */
static bool take_slot(struct link *link)
{
    struct http *http = link->http;
    link->has_slot = atomic_fetch_add(&http->files, 1) < http->settings.files_at_once;
    if (!link->has_slot)
        atomic_fetch_sub(&http->files, 1);
    else /* as it is sent, clean and sealed; or sealed, opened and whole */
        link->arena.limit = ARENA_REQUEST_LIMIT + 2 * http->settings.file_limit;
    return link->has_slot;
}

static void give_slot_back(struct link *link)
{
    if (!link->has_slot)
        return;
    link->has_slot = false;
    link->arena.limit = ARENA_REQUEST_LIMIT;
    atomic_fetch_sub(&link->http->files, 1);
}

/* The answer has left, or never will: what was opened for it is wiped. */
static void on_completed(void *with, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode code)
{
    (void)with, (void)connection, (void)code;
    struct link *link = *context;
    if (link == NULL)
        return;
    arena_reset(&link->arena);
    stack_wipe();
    give_slot_back(link);
    visit_enter(&link->visit, PHASE_IDLE);
    *context = NULL;
}

/* The request line has come. The target is kept as it was sent: libmicrohttpd decodes in place. */
static void *on_target(void *with, const char *target, struct MHD_Connection *connection)
{
    (void)with;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct link *link = info->socket_context;
    arena_reset(&link->arena);
    link->target = str_slice(str_of(target), 0, TARGET_BYTES_LIMIT + 1);
    link->target = str_copy(&link->arena, link->target);
    link->is_judged = false;
    link->refusal = OK;
    link->body_most = link->http->settings.body_limit;
    /* on a connection's first request the time of its head runs since it was opened */
    if (atomic_load(&link->visit.phase) == PHASE_IDLE)
        visit_enter(&link->visit, PHASE_HEAD);
    return link;
}

/* Decoding is ours: strict, and after the path was cut into parts. */
static size_t do_not_unescape(void *with, struct MHD_Connection *connection, char *text)
{
    (void)with, (void)connection;
    return strlen(text);
}

/* ---- one request --------------------------------------------------------------------------- */

static enum MHD_Result on_field(void *with, enum MHD_ValueKind kind, const char *name,
                                size_t name_size, const char *value, size_t value_size)
{
    (void)kind;
    head_add(with, (struct str){name, name_size}, (struct str){value ? value : "", value_size});
    return MHD_YES;
}

static void answer_refused(struct link *link, enum err why, struct http_answer *out_answer)
{
    const struct http_settings *settings = &link->http->settings;
    if (settings->refuse)
        settings->refuse(settings->with, &link->arena, &link->request, why, out_answer);
    else
        *out_answer = http_bare_answer(link, reply_status(why));
}

static enum MHD_Result answer_request(struct link *link, struct MHD_Connection *connection)
{
    const struct http_settings *settings = &link->http->settings;
    struct http_answer answer = {0};
    size_t asset = link->request.method == METHOD_GET ? http_find_asset(link) : asset_count;
    if (asset < asset_count)
        return http_send_asset(link, connection, asset);
    enum err err = link->refusal;
    visit_enter(&link->visit, PHASE_ANSWER);
    bool is_large = link->request.method == METHOD_GET && settings->is_large != NULL &&
                    settings->is_large(settings->with, &link->request);
    if (is_large && !take_slot(link))
        err = ERR_BUSY;
    if (err == OK && link->request.method == METHOD_POST)
        err = head_read_body(&link->head, &link->arena, buf_text(&link->body), &link->request);
    jmp_buf *overflow = link->arena.overflow; /* whoever answers may set its own and clear it */
    if (err == OK)
        settings->answer(settings->with, &link->arena, &link->request, &answer);
    else
        answer_refused(link, err, &answer);
    link->arena.overflow = overflow;
    return http_send(link, connection, &answer, err != OK);
}

static enum MHD_Result refuse_head(struct link *link, struct MHD_Connection *connection, int status)
{
    struct http_answer answer = http_bare_answer(link, status);
    return http_send(link, connection, &answer, true);
}

static int judge(struct link *link, struct MHD_Connection *connection, const char *method,
                 const char *version)
{
    link->head = head_make(str_of(method), link->target, str_of(version));
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, on_field, &link->head);
    const struct http_settings *settings = &link->http->settings;
    bool has_file = head_has_file(&link->head) && settings->file_limit > 0;
    size_t most = has_file ? settings->file_limit : settings->body_limit;
    int status = head_status(&link->head, most * DRAIN_TIMES);
    if (status == 0 && head_read(&link->head, &link->arena, &link->request) != OK)
        status = 400;
    return status;
}

static enum err let_file_in(struct link *link)
{
    const struct http_settings *settings = &link->http->settings;
    jmp_buf *overflow = link->arena.overflow;
    enum err err = settings->let_in(settings->with, &link->arena, &link->request);
    link->arena.overflow = overflow;
    if (err != OK)
        return err;
    link->body_most = settings->file_limit;
    return take_slot(link) ? OK : ERR_BUSY;
}

/* A file's body is not moved as it grows: that would take its memory twice. */
static size_t first_room(const struct link *link, size_t length)
{
    if (link->refusal != OK)
        return 0;
    if (link->has_slot)
        return length > 0 ? length : link->body_most;
    return length < FIRST_BODY_BYTES ? length : FIRST_BODY_BYTES;
}

/* The head is complete. Only a refusal is sent from here: libmicrohttpd closes a connection that is
 * answered before it has called again, at the request's end. */
static enum MHD_Result begin(struct link *link, struct MHD_Connection *connection,
                             const char *method, const char *version)
{
    link->is_judged = true;
    int status = judge(link, connection, method, version);
    if (status != 0)
        return refuse_head(link, connection, status);
    if (link->request.method == METHOD_GET)
        return MHD_YES;
    size_t length = head_length(&link->head);
    if (head_has_file(&link->head) && link->http->settings.file_limit > 0)
        link->refusal = let_file_in(link);
    if (link->refusal == OK && length > link->body_most)
        link->refusal = ERR_TOO_LARGE;
    link->body = buf_make(&link->arena, first_room(link, length));
    bool is_let_in = link->body_most > link->http->settings.body_limit;
    atomic_store(&link->visit.receiving, is_let_in ? length : 0);
    visit_enter(&link->visit, PHASE_BODY);
    return MHD_YES;
}

/* What is over the limit is read and dropped: a client that is still sending would not see the
 * answer. How long that may take is the reaper's. */
static void take_body(struct link *link, struct str part)
{
    if (link->refusal == OK && part.size > link->body_most - link->body.size)
        link->refusal = ERR_TOO_LARGE;
    if (link->refusal == OK)
        buf_add(&link->body, part);
}

static enum MHD_Result go_on(struct link *link, struct MHD_Connection *connection,
                             const char *method, const char *version, struct str part)
{
    if (!link->is_judged)
        return begin(link, connection, method, version);
    if (part.size == 0)
        return answer_request(link, connection);
    take_body(link, part);
    return MHD_YES;
}

static enum MHD_Result on_request(void *with, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **context)
{
    (void)with, (void)url;
    struct link *link = *context;
    jmp_buf overflow;
    enum MHD_Result result;
    link->arena.overflow = &overflow;
    if (setjmp(overflow) == 0) {
        struct str part = {upload, *upload_size};
        *upload_size = 0;
        result = go_on(link, connection, method, version, part);
    } else {
        static const struct http_answer too_large = {
            .status = 413, .content_type = {"text/plain", 10}, .body = {"Too large\n", 10}};
        struct arena spare = arena_make(ARENA_REQUEST_LIMIT);
        struct arena full = link->arena;
        link->arena = spare; /* the headers of the answer need a little room themselves */
        result = http_send(link, connection, &too_large, true);
        arena_free(&full);
    }
    link->arena.overflow = NULL;
    return result;
}

/* ---- start and stop ------------------------------------------------------------------------ */

static const char *listen_on(const struct http_settings *settings, int *out_socket, int *out_port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)settings->port)};
    socklen_t size = sizeof(address);
    int yes = 1;
    if (inet_pton(AF_INET, settings->address, &address.sin_addr) != 1)
        return "the address is not one of this kind: 127.0.0.1";
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0)
        return strerror(errno);
    if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) != 0 ||
        bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, BACKLOG) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
        bool is_taken = errno == EADDRINUSE;
        const char *reason = is_taken ? "another program uses the port" : strerror(errno);
        close(listener);
        return reason;
    }
    *out_port = ntohs(address.sin_port);
    *out_socket = listener;
    return NULL;
}

/* Not MHD_OPTION_STRICT_FOR_CLIENT: all it adds is to refuse a missing Host, as head.c does too,
 * and 0.9.75 writes the head of its own refusals twice. */
static struct MHD_Daemon *start_daemon(struct http *http, int listener)
{
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION |
                     MHD_USE_POLL | MHD_USE_ITC;
    return MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, http,
        MHD_OPTION_LISTEN_SOCKET, listener,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_LIMIT,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
        MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK_BYTES,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, http,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, http,
        MHD_OPTION_URI_LOG_CALLBACK, on_target, http,
        MHD_OPTION_UNESCAPE_CALLBACK, do_not_unescape, http,
        MHD_OPTION_END);
}

enum err http_start(const struct http_settings *settings, struct http **out_http,
                    const char **out_reason)
{
    int listener = -1, port = 0;
    const char *reason = listen_on(settings, &listener, &port);
    if (reason) {
        *out_reason = reason;
        return ERR_BUSY;
    }
    struct http *http = calloc(1, sizeof(*http));
    must(http != NULL);
    http->settings = *settings;
    http->port = port;
    http_make_assets(http);
    visits_start(&http->visits, settings->header_seconds, settings->body_seconds);
    http->daemon = start_daemon(http, listener);
    if (http->daemon == NULL) {
        close(listener);
        visits_stop(&http->visits);
        http_drop_assets(http);
        free(http);
        *out_reason = "libmicrohttpd does not start";
        return ERR_BUSY;
    }
    *out_http = http;
    return OK;
}

int http_port(const struct http *http)
{
    return http->port;
}

/* Connections that the kernel took for us but libmicrohttpd had not fetched yet. */
static void take_waiting(struct http *http, int listener)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof(address);
    int taken;
    fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) | O_NONBLOCK);
    while ((taken = accept4(listener, (struct sockaddr *)&address, &size, SOCK_CLOEXEC)) >= 0) {
        if (MHD_add_connection(http->daemon, taken, (struct sockaddr *)&address, size) != MHD_YES)
            continue; /* libmicrohttpd has closed it */
        size = sizeof(address);
    }
}

/* Closing a listener resets whoever stands in its queue, and between the last look at the queue and
 * the closing somebody could enter. So first nobody new may dial: their first packet is dropped
 * (SYN without ACK, flags in byte 13 of TCP's head), and when they try again a second later they
 * are refused. Not the packet that ends a greeting: whoever sent it believes to be connected. A
 * kernel without filters only loses that. */
static void let_nobody_dial(int listener)
{
    enum { FLAGS = 13, SYN = 0x02, ACK = 0x10 };
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, FLAGS),
        BPF_STMT(BPF_ALU | BPF_AND | BPF_K, SYN | ACK),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYN, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
    };
    struct sock_fprog program = {COUNT_OF(code), code};
    (void)setsockopt(listener, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program));
}

/* Until nobody has come for so long: a greeting that had begun has ended, or never will. */
static void take_those_who_dialled(struct http *http, int listener)
{
    struct pollfd next = {.fd = listener, .events = POLLIN};
    let_nobody_dial(listener);
    do
        take_waiting(http, listener);
    while (poll(&next, 1, GREETING_MS) > 0);
}

void http_stop(struct http *http)
{
    visits_close(&http->visits);
    int listener = MHD_quiesce_daemon(http->daemon);
    if (listener >= 0) {
        take_those_who_dialled(http, listener);
        close(listener);
    }
    visits_wait(&http->visits);
    MHD_stop_daemon(http->daemon);
    visits_stop(&http->visits);
    http_drop_assets(http);
    free(http);
}
