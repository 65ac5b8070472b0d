package dev.quayside.http.server;

import dev.quayside.base.Json;
import dev.quayside.http.message.Headers;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.InvalidRequest;
import dev.quayside.http.message.Response;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How a part of the API words its refusals; its clients parse them.
public enum ErrorStyle {
    /// `{"detail": "..."}`, as FastAPI does; 422 lists what is wrong, with `message`. The Workflow Automation API.
    DETAIL {
        @Override
        public Response body(HttpError error, String request) {
            ObjectNode body = Json.object();
            if (error instanceof InvalidRequest invalid) {
                ArrayNode detail = body.putArray("detail");
                invalid.violations().forEach(violation -> detail.add(violation.toJson()));
                body.put("message", "Validation error");
            } else if (error.status() == 500) {
                body.put("message", "An unexpected error occurred").put("detail", "Internal server error");
            } else {
                body.put("detail", error.problem().detail());
            }
            return Response.json(error.status(), body);
        }
    },
    /// `{"detail": "..."}`; 422 lists each field that is wrong with its `msg`. The File Processing API.
    FILES {
        @Override
        public Response body(HttpError error, String request) {
            ObjectNode body = Json.object();
            if (error instanceof InvalidRequest invalid) {
                ArrayNode detail = body.putArray("detail");
                invalid.violations().forEach(violation -> {
                    ObjectNode item = detail.addObject();
                    switch (violation.location().getLast()) {
                        case Integer offset -> item.put("field", offset);
                        case Object field -> item.put("field", field.toString());
                    }
                    item.put("msg", violation.message());
                });
            } else {
                body.put(
                        "detail",
                        error.status() == 500
                                ? "Internal Server Error"
                                : error.problem().detail());
            }
            return Response.json(error.status(), body);
        }
    },
    /// RFC 9457, for what is Quayside's own.
    PROBLEM {
        @Override
        public Response body(HttpError error, String request) {
            ObjectNode body = Json.object()
                    .put("type", "urn:quayside:problem:" + error.problem().code())
                    .put("title", Reason.of(error.status()))
                    .put("status", error.status())
                    .put("detail", error.problem().detail())
                    .put("code", error.problem().code())
                    .put("request_id", request);
            if (error instanceof InvalidRequest invalid) {
                ArrayNode errors = body.putArray("errors");
                invalid.violations().forEach(violation -> errors.add(violation.toJson()));
            }
            Response response = Response.json(error.status(), body);
            return new Response(
                    response.status(), Headers.of("Content-Type", "application/problem+json"), response.content());
        }
    },
    /// `{"error": "...", "success": false}`, as the Dispatch Automation API does.
    DISPATCH {
        @Override
        public Response body(HttpError error, String request) {
            return Response.json(
                    error.status(),
                    Json.object().put("error", error.problem().detail()).put("success", false));
        }
    },
    /// Outside of every part: what FastAPI's and the Dispatch Automation API's clients look for, in one object.
    ROOT {
        @Override
        public Response body(HttpError error, String request) {
            String detail = error.problem().detail();
            boolean unknown = error.status() == 404;
            return Response.json(
                    error.status(),
                    Json.object()
                            .put("detail", detail)
                            .put("error", unknown ? "Endpoint not found" : detail)
                            .put("success", false));
        }
    };

    /// The answer to a request that was refused.
    ///
    /// @param request its id
    public abstract Response body(HttpError error, String request);
}
