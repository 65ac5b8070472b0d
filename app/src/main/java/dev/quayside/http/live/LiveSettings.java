package dev.quayside.http.live;

import dev.quayside.http.server.Socket;
import java.time.Duration;

/// How live streams behave.
///
/// @param heartbeat after how much silence an event stream says that it is alive
/// @param patience how long the client of a WebSocket may take nothing before it is cut off. For an event stream the
///     connection's idle timeout does that
/// @param stopPatience how long a stop waits for clients to take what says that it is over
public record LiveSettings(Duration heartbeat, Duration patience, Duration stopPatience) {
    /// Proxies cut connections that are silent for a minute; some after half of that.
    public static final LiveSettings DEFAULT =
            new LiveSettings(Duration.ofSeconds(15), Socket.PATIENCE, Duration.ofSeconds(2));
}
