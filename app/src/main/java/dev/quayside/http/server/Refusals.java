package dev.quayside.http.server;

import dev.quayside.base.Uuids;
import dev.quayside.http.message.Body;
import dev.quayside.http.message.Headers;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Method;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// Words what Jetty refuses by itself, such as a header that is too long, as the API words its own refusals.
final class Refusals extends ErrorHandler {
    private final Router router;

    Refusals(Router router) {
        this.router = router;
    }

    @Override
    public boolean handle(
            org.eclipse.jetty.server.Request in, org.eclipse.jetty.server.Response out, Callback callback) {
        String path = org.eclipse.jetty.server.Request.getPathInContext(in);
        Response response = refusal(path == null ? "/" : path, out.getStatus());
        HttpFields.Mutable fields = out.getHeaders();
        response.headers().fields().forEach((name, values) -> values.forEach(value -> fields.put(name, value)));
        out.write(true, content(response), callback);
        return true;
    }

    private Response refusal(String path, int status) {
        Request request = new Request(
                Uuids.next().toString(), Method.OTHER, path, Map.of(), Map.of(), Headers.NONE, Body.NONE, "", null);
        return router.refuse(request, new HttpError(status, "request.refused", Reason.of(status)));
    }

    private static ByteBuffer content(Response response) {
        return response.content() instanceof Response.Content.Bytes bytes
                ? ByteBuffer.wrap(bytes.array())
                : ByteBuffer.allocate(0);
    }
}
