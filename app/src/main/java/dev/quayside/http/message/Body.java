package dev.quayside.http.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/// What a request carries, read once, by one thread.
///
/// @param stream the bytes as they come
/// @param most bytes that [#bytes] takes
public record Body(InputStream stream, int most) {
    private static final int NEAR = 65_536;

    public static final Body NONE = of(new byte[0]);

    /// Bytes that are there already.
    public static Body of(byte[] bytes) {
        return new Body(new ByteArrayInputStream(bytes), Integer.MAX_VALUE - 8);
    }

    /// All bytes.
    ///
    /// @throws HttpError 413 `request.too-large` if there are more than [#most]; 400 `request.cut-off` if the
    ///     client stopped in the middle
    byte[] bytes() {
        try {
            byte[] bytes = stream.readNBytes(most);
            if (bytes.length == most && stream.read() >= 0) {
                throw new HttpError(
                        413,
                        "request.too-large",
                        "The request body has more than " + most + " bytes, the most accepted");
            }
            return bytes;
        } catch (IOException e) {
            throw new HttpError(
                    400, "request.cut-off", "The request body ended before it was complete, or came too slowly", e);
        }
    }

    /// Reads on, up to `most` bytes, and throws them away: many clients listen only after they have sent everything.
    public void discard(long most) {
        try {
            byte[] bytes = new byte[NEAR];
            long left = most;
            for (int n = 0; n >= 0 && left > 0; left -= n) {
                n = stream.read(bytes, 0, (int) Math.min(bytes.length, left));
            }
        } catch (IOException _) {
            // The client is gone; sending the answer tells.
        }
    }

    /// Reads on to the end if that is near. A connection that is closed with bytes unread is reset, and the reset
    /// overtakes the answer: the client would see neither.
    public void drain() {
        try {
            var _ = stream.skip(NEAR);
        } catch (IOException _) {
            // The client is gone; sending the answer tells.
        }
    }
}
